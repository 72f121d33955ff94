"""Numbers, dates and counts as people of each language write them. No HTML, no database."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_datetime_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.places import digits as places_digits
from serai.commons.places.digits import locale_of, native
from serai.kernel.clock import Certainty, PartialDate, Precision
from serai.kernel.units import Count, Qualifier

UNKNOWN = "\u2013"


def locale() -> Locale:
    """Babel's locale of the language that the page is written in."""
    return locale_of(get_language())


def digits(text: str) -> str:
    """Western digits as the language writes them: Babel knows the language's marks, but leaves the digits."""
    return native(text, get_language())


def number(value: float | None, decimals: int | None = None) -> str:
    """12,345 or \u0661\u0662\u066c\u0663\u0664\u0665; ``None`` is a dash, never a zero.

    ``decimals`` fixes the number of places; without it at most three are shown.
    """
    return UNKNOWN if value is None else places_digits.number(value, get_language(), decimals)


def percent(value: float | None, decimals: int = 0) -> str:
    """A share of one: 0.25 is 25%, \u0662\u0665\u066a, %25; ``None`` is a dash, never a zero."""
    return UNKNOWN if value is None else places_digits.percent(value, get_language(), decimals)


def ordinal(value: int) -> str:
    """A place in an order: "5th" in English, "5." where a point says it, "(5)" elsewhere.

    Words for places bend with gender and case in most of the languages; the number stays what it is.
    """
    language, shown = (get_language() or "en").split("-")[0], digits(str(value))
    if language == "en":
        ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
        return f"{value}{ending}"
    return {"tr": f"{shown}.", "ru": f"{shown}-\u0439", "fa": f"{shown}\u0645"}.get(language, f"({shown})")


def weekday(value: date) -> str:
    """The name of the day of the week, standing alone."""
    return str(locale().days["stand-alone"]["wide"][value.weekday()])


def count(value: Count) -> str:
    """A count with its qualifier in words: "more than 75"."""
    shown = {"number": number(value.value)}
    match value.qualifier:
        case Qualifier.MORE_THAN:
            return _("more than %(number)s") % shown
        case Qualifier.AT_LEAST:
            return _("at least %(number)s") % shown
        case Qualifier.AROUND:
            return _("around %(number)s") % shown
        case Qualifier.ALMOST:
            return _("almost %(number)s") % shown
        case Qualifier.UP_TO:
            return _("up to %(number)s") % shown
        case _:
            return shown["number"]


def day(value: date) -> str:
    """3 May 2017."""
    return digits(format_date(value, "long", locale=locale()))


def short_day(value: date) -> str:
    """3 May 2017, or 22 Nov 2026 where the language shortens months; never a month as a number."""
    short = format_date(value, "medium", locale=locale())
    return digits(short) if any(map(str.isalpha, short)) else day(value)


def at(words: str, value: datetime) -> str:
    """A day in words, then the hour and minute of ``value``: "22 Nov 2026, 13:35"."""
    pattern = str(get_datetime_format("medium", locale=locale()))
    return pattern.replace("{1}", words).replace("{0}", digits(f"{value:%H:%M}"))


def partial_date(value: PartialDate) -> str:
    """As much of a date as is known: "3\u20137 May 2017", "February 2014", "within 15\u201319 May 2016"."""
    if value.first is None or value.last is None:
        return _("no date stated")
    span = digits(_span(value.first, value.last, value))
    if value.precision is Precision.WINDOW:
        span = _("within %(span)s") % {"span": span}
    match value.certainty:
        case Certainty.INFERRED:
            return _("%(date)s (inferred)") % {"date": span}
        case Certainty.ANNOUNCED:
            return _("%(date)s (announced)") % {"date": span}
        case Certainty.REPORTED:
            return _("%(date)s (when it was reported)") % {"date": span}
        case _:
            return span


def _span(first: date, last: date, value: PartialDate) -> str:
    # PartialDate's own text drops the days and months that are not part of what was said.
    parts = len(str(value).replace("..", "/").partition("/")[0].split("-"))
    if parts == 1:
        return str(first.year) if first.year == last.year else f"{first.year}\u2013{last.year}"
    if parts == 2:
        if (first.year, first.month) == (last.year, last.month):
            return format_skeleton("yMMMM", first, locale=locale())
        return _plain(format_interval(first, last, "yMMMM", locale=locale()))
    if first == last:
        return format_date(first, "long", locale=locale())
    span = _plain(format_interval(first, last, "yMMMd", locale=locale()))
    short, full = locale().months["format"]["abbreviated"], locale().months["format"]["wide"]
    for number_of_month in {first.month, last.month}:
        span = span.replace(short[number_of_month], full[number_of_month])
    return span


def _plain(text: str) -> str:
    return text.replace("\u2009", " ").replace("\u202f", " ")


def month(number_of_month: int) -> str:
    """The name of a month, standing alone."""
    return str(locale().months["stand-alone"]["wide"][number_of_month])


def comma() -> str:
    """What stands between the members of a list, its space included; Arabic script has a comma of its own."""
    return "\u060c " if locale().text_direction == "rtl" else ", "


def period(start: PartialDate, end: PartialDate) -> str:
    """From when to when, each as precisely as known; empty when neither is."""
    words = {"start": partial_date(start), "end": partial_date(end)}
    if start.known and end.known:
        return words["start"] if start == end else _("%(start)s to %(end)s") % words
    if start.known:
        return _("since %(start)s") % words
    return _("until %(end)s") % words if end.known else ""
