"""Words for periods, figures and files in the reader's language. No database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from babel.dates import format_interval
from babel.numbers import format_compact_decimal
from django.urls import reverse
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.components.statistics.rules.figures import Figure, State
from serai.kernel.clock import PartialDate, UnreadableDate
from serai.web import wording

SAFE = RFC3986_SUBDELIMS + "/~:@"  # as Django itself writes paths


def said(labels: Any, otherwise: str = "") -> str:
    """A text in the reader's language, in English where it was not translated."""
    if isinstance(labels, str):
        return labels
    language = get_language() or "en"
    chosen = labels.get(language) or labels.get(language.split("-")[0]) or labels.get("en") or otherwise
    return str(chosen)


def period(code: str) -> str:
    """A time period as people say it: "2021", "Jan\u2013Mar 2021", "March 2021", "1 to 7 May 2024".

    A code of another form is shown as it stands.
    """
    return _period(code, get_language())


@lru_cache(maxsize=65536)
def _period(code: str, language: str | None) -> str:
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", code):
        year, last = int(found[1]), 3 * int(found[2])
        months = date(year, last - 2, 1), date(year, last, 1)
        return wording.digits(format_interval(*months, "yMMM", locale=wording.locale()))
    if found := re.fullmatch(r"(\d{4})-S([12])", code):
        halves = (_("first half of %(year)s"), _("second half of %(year)s"))
        return halves[int(found[2]) - 1] % {"year": wording.digits(found[1])}
    try:
        return wording.partial_date(PartialDate.parse(code))
    except UnreadableDate:
        return wording.digits(code)


def span(first: str, last: str) -> str:
    """From one year to another."""
    words = {"first": wording.digits(first), "last": wording.digits(last)}
    return words["first"] if first == last else _("%(first)s to %(last)s") % words


def short_period(code: str) -> str:
    """The same for the axis of a chart: "2021", "Q1 2021", "2021-03"."""
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", code):
        return _("Q%(quarter)s %(year)s") % {
            "quarter": wording.digits(found[2]),
            "year": wording.digits(found[1]),
        }
    return code if re.fullmatch(r"\d{4}", code) else wording.digits(code)


def value(figure: Figure | None) -> str:
    """What stands in a table: the number with its qualifier, or a word that says why there is none."""
    if figure is None:
        return wording.UNKNOWN
    if figure.state is State.WITHHELD:
        return _("withheld")
    if figure.value is None:
        return _("not known")
    return qualified(number(figure.value), figure.attributes)


def number(value: float) -> str:
    """A number as the reader's language writes it."""
    return wording.number(value)


def cell_addresses(dataflow: str, revision: int) -> Callable[[str], str]:
    """What gives the address of a figure's passport by the figure's key."""
    above = reverse("statistics:cell", args=[dataflow, revision, "-"]).removesuffix("-/")
    return lambda key: f"{above}{quote(key, safe=SAFE)}/"


def rounded(figure: Figure) -> str:
    """The number to two or three digits ("5.9M"), for pictures with little room."""
    short = format_compact_decimal(
        figure.value or 0, locale=wording.locale(), fraction_digits=1, numbering_system="default"
    )
    return wording.digits(short)


def qualified(text: str, attributes: Mapping[str, str]) -> str:
    """A number with what its source said about its exactness: "more than 90,000"."""
    if "QUALIFIER" not in attributes:
        return text
    shown = {"number": text}
    match attributes["QUALIFIER"].lower():
        case "more_than":
            return _("more than %(number)s") % shown
        case "at_least":
            return _("at least %(number)s") % shown
        case "about" | "around" | "approximately":
            return _("around %(number)s") % shown
        case "almost":
            return _("almost %(number)s") % shown
        case "less_than":
            return _("less than %(number)s") % shown
        case "up_to" | "at_most":
            return _("up to %(number)s") % shown
        case "estimate":
            return _("%(number)s (estimated)") % shown
        case "rounded":
            return _("%(number)s (rounded)") % shown
        case _:
            return text


def unit(code: str) -> str:
    """The unit of a figure in words."""
    words = {
        "persons": _("persons"),
        "percent": _("per cent"),
        "USD": _("US dollars"),
        "households": _("households"),
    }
    return words.get(code, code)


def status(figure: Figure) -> str:
    """What has to be said beside a figure: that it is provisional or estimated; empty otherwise."""
    if figure.provisional:
        return _("provisional")
    return _("estimated") if figure.estimated else ""


def file_kind(name: str) -> str:
    """What a download is, in a few words."""
    if name.endswith(".sdmx.csv"):
        return _("SDMX-CSV 2.0, for exchange between statistical offices")
    words = {
        "csv": _("CSV, for any program"),
        "xlsx": _("XLSX, for spreadsheets"),
        "parquet": _("Parquet, for data science"),
        "json": _("Passport of the release, for programs"),
    }
    return words.get(name.rpartition(".")[2], name)


MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "sdmx.csv": "application/vnd.sdmx.data+csv; version=2.0.0",
    "json": "application/json",
}


def size(octets: int) -> str:
    """The size of a file in kB or MB, in the reader's digits."""
    if octets < 1_000_000:
        return _("%(number)s kB") % {"number": wording.number(max(octets, 100) / 1000, 1)}
    return _("%(number)s MB") % {"number": wording.number(octets / 1_000_000, 1)}


def joined(*texts: str) -> str:
    """Texts in one line, without the empty ones."""
    line = ""
    for text in filter(None, texts):
        line = _("%(first)s; %(second)s") % {"first": line, "second": text} if line else text
    return line


def when(what: str, period_code: str) -> str:
    """What a figure is about, and its period."""
    return _("%(what)s, %(when)s") % {"what": what, "when": period(period_code)}


def media(name: str) -> str:
    """The media type of a download, by its name."""
    kind = "sdmx.csv" if name.endswith(".sdmx.csv") else name.rpartition(".")[2]
    return MEDIA.get(kind, "application/octet-stream")


def mark(text: str) -> str:
    """A mark for a missing value, so that a blank can be seen."""
    return text or _("(blank)")
