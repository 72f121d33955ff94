"""What templates call: numbers, dates, counts and sources in the reader's language, parts of the frame."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.template.defaultfilters import filesizeformat
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from serai.commons.partnership.records import SourceRef
from serai.commons.partnership.selectors.tellings import drafts_in
from serai.commons.places import calendars
from serai.commons.places.languages import language
from serai.commons.places.months import Calendar
from serai.kernel.clock import PartialDate, Precision
from serai.kernel.units import Count
from serai.web import citing, selectors, wording
from serai.web.messages import review

register = template.Library()

# The files of a partnership are written in English; on pages in another language their texts say so.
LANGUAGE_OF_DATA = "en"
ISO = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?")


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """A number in the reader's digits and grouping; None and "" are a dash, never a zero."""
    return wording.number(None if value == "" else value, decimals)


@register.filter
def plain_number(value: Any) -> str:
    """A year or an ordinal in the reader's digits, without grouping."""
    return "" if value is None else wording.digits(str(value))


@register.filter
def percent(value: Any, decimals: int = 0) -> str:
    """A share of one as the language writes it: 0.25 is 25%; None and "" are a dash."""
    return wording.percent(None if value in (None, "") else float(value), decimals)


@register.filter
def ordinal(value: int) -> str:
    """A place in an order: "5th", "5."."""
    return wording.ordinal(value)


@register.filter
def weekday(value: date) -> str:
    """The name of the day of the week."""
    return wording.weekday(value)


def _as_partial(value: PartialDate | date | str | None) -> PartialDate:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return PartialDate(value, value, Precision.DAY)
    return value if isinstance(value, PartialDate) else PartialDate.parse(value or "")


@register.filter
def partial_date(value: PartialDate | date | str | None) -> SafeString | str:
    """A date as precisely as it is known; takes a PartialDate, its text ("2014-02"), or a day.

    Beside it stands the same date in the calendar that the reader uses, where that is another one.
    """
    said = _as_partial(value)
    words: SafeString | str = wording.partial_date(said)
    if said.first and said.first == said.last and words == wording.day(said.first):
        words = _time(words, said.first)
    other = calendars.beside(said)
    if not other:
        return words
    if calendars.active() is not Calendar.HIJRI:
        return format_html('{} <small class="soft beside"><bdi>{}</bdi></small>', words, other)
    return format_html(
        '{} <small class="soft beside" title="{}"><bdi>{}</bdi></small>', words, calendars.MAY_DIFFER, other
    )


@register.filter
def day(value: PartialDate | date | str | None) -> str:
    """A date in the Gregorian calendar alone, for titles, captions and attributes."""
    return wording.partial_date(_as_partial(value))


def _time(words: str, value: date) -> SafeString:
    # the style sheet keeps what stands in this element on one line
    machine = value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.filter
def short_day(value: date | None) -> SafeString | str:
    """A day in little room, for tables; None is the empty text."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _time(wording.short_day(value), value) if value else ""


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """When something was done, to the minute; None is the empty text."""
    local = value and timezone.localtime(value)
    return _time(wording.at(wording.day(local.date()), local), local) if local else ""


@register.filter
def short_moment(value: datetime | None) -> SafeString | str:
    """When something was done, to the minute, in little room; None is the empty text."""
    local = value and timezone.localtime(value)
    return _time(wording.at(wording.short_day(local.date()), local), local) if local else ""


@register.filter
def days_in_words(value: str) -> str:
    """A text that is a day or a minute (2026-11-22, 2026-11-22 13:34 UTC) as the reader writes it."""
    if not ISO.fullmatch(value):
        return value
    when = datetime.fromisoformat(value.replace(" UTC", "+00:00"))
    words = wording.day(when.date())
    return f"{wording.at(words, when)} UTC" if value.endswith("UTC") else words


@register.filter
def beside(words: Sequence[Any], others: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each of ``words`` with its neighbour in ``others``: the head of a column and a cell."""
    return list(zip(words, others, strict=True))


@register.filter
def size(value: int) -> str:
    """How large a file is, in the reader's digits."""
    return wording.digits(filesizeformat(value))


@register.simple_tag(name="date")
def date_tag(value: PartialDate | date | str | None, calendar: str = "") -> SafeString | str:
    """``{% date when %}`` as the filter ``partial_date``; ``{% date when "solar" %}`` in one calendar alone."""
    if not calendar:
        return partial_date(value)
    return calendars.beside(_as_partial(value), Calendar(calendar)) or wording.partial_date(
        _as_partial(value)
    )


@register.simple_tag
def period(row: Any) -> SafeString | str:
    """From when to when a record with ``since`` and ``until`` is true; empty when neither is known."""
    words = wording.period(row.since, row.until)
    sides = [calendars.beside(row.since), calendars.beside(row.until)]
    other = " \u2013 ".join(dict.fromkeys(side for side in sides if side))
    if not other:
        return words
    return format_html('{} <small class="soft beside"><bdi>{}</bdi></small>', words, other)


@register.filter
def month(value: int) -> str:
    """The name of a month, standing alone."""
    return wording.month(value)


@register.simple_tag
def comma() -> str:
    """What stands between the members of a list: ", " or "\u060c "."""
    return wording.comma()


@register.simple_tag
def count(value: Any) -> str:
    """A kernel ``Count``, or a row that has one as ``count``, with its qualifier in words."""
    return wording.count(value if isinstance(value, Count) else value.count)


@register.simple_tag
def source(row: Any) -> SafeString | str:
    """A short citation that leads to the source's page and says its title to a screen reader."""
    if row is None:
        return ""
    return format_html(
        '<a class="cite" href="{}" title="{}">{}<span class="visually-hidden">: {}</span></a>',
        reverse("source", args=[row.key]),
        row.title,
        row.key,
        row.title,
    )


NOUNS = {
    "state": _("States"),
    "state_name": _("Names of states"),
    "participation": _("Participation"),
    "body": _("Bodies"),
    "body_member": _("Members"),
    "body_role": _("Offices"),
    "organisation": _("Organisations"),
    "register": _("Registers"),
    "project": _("Projects"),
    "programme": _("Programmes"),
    "phase": _("Phases"),
    "project_partner": _("Donors and partners"),
    "objective": _("Objectives"),
    "component": _("Components"),
    "framework": _("Frameworks"),
    "topic": _("Topics"),
    "commitment": _("Commitments"),
    "activity": _("Activities"),
    "partnership": _("Partnership"),
}
PAGES = ("activity", "project", "organisation", "body", "framework", "state", "source", "topic", "component")


@register.simple_tag
def row_link(link: Any) -> SafeString:
    """A link to another row of the partnership; plain text where the row has no page of its own."""
    noun = getattr(link, "noun", None) or link.kind
    title = told(getattr(link, "title", None) or link.name)
    if noun not in PAGES:
        return format_html("{}", title)
    return format_html('<a href="{}">{}</a>', reverse(noun, args=[link.key]), title)


@register.simple_tag
def noun_word(noun: str) -> str:
    """What a kind of row is called, in the plural; the kind itself where it has no word yet."""
    return str(NOUNS.get(noun, noun))


@register.filter
def cited(page: Any) -> list[SourceRef]:
    """Every source that a page's record names."""
    return citing.cited(page)


@register.filter
def as_list(value: Any) -> list[Any]:
    """One thing as a list of one, for parts that show lists."""
    return [value]


@register.filter
def told(text: Any) -> SafeString | str:
    """A text from the partnership's files, marked with its language where the page has another one.

    Texts are English unless they know better (``Said``).
    """
    written = language(getattr(text, "language", LANGUAGE_OF_DATA))
    if not text or written is language(get_language()):
        return text or ""
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', written.code, "rtl" if written.rtl else "ltr", text
    )


@register.filter
def is_number(value: Any) -> bool:
    """True for what a table sets at the end of its column."""
    if isinstance(value, Mapping):
        value = value.get("text")
    return isinstance(value, int | float) and not isinstance(value, bool)


@register.simple_tag
def cell(value: Any) -> SafeString | str:
    """One cell of ``web/parts/table.html``: a text keeps its own direction whatever the page's."""
    if not isinstance(value, Mapping):
        return number(value) if value is None or is_number(value) else format_html("<bdi>{}</bdi>", value)
    text = cell(value["text"])
    shown = format_html('<a href="{}">{}</a>', value["url"], text) if value.get("url") else text
    if not value.get("note"):
        return shown
    return format_html('{} <small class="soft">{}</small>', shown, value["note"])


@register.filter
def language_name(code: str) -> str:
    """The name of a language in itself; its code where no name is known."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict[str, Any]]:
    """The page that is being read, in every language of the installation."""
    request, current = context.get("request"), get_language()
    urls = _in_every_language(request)
    return [
        {
            "code": code,
            "name": name,
            "bidi": get_language_info(code)["bidi"],
            "current": code == current,
            "url": urls[code],
        }
        for code, name in settings.LANGUAGES
    ]


_follows_language: dict[str, bool] = {}  # by route: whether its address begins with the language


def _in_every_language(request: HttpRequest | None) -> dict[str, str]:
    """The address of the page by language. Django resolves an address anew for each; here one answer for
    each route is kept, since languages differ in their first step alone."""
    path = request.get_full_path() if request else "/"
    codes, current = [code for code, _name in settings.LANGUAGES], get_language()
    match = request.resolver_match if request else None
    before = "" if current == settings.LANGUAGE_CODE else f"/{current}"
    if match is None or not path.startswith(f"{before}/"):
        return {code: translate_url(path, code) for code in codes}
    rest, other = path.removeprefix(before), next(code for code in codes if code != settings.LANGUAGE_CODE)
    if match.route not in _follows_language:
        _follows_language[match.route] = translate_url(path, other) == f"/{other}{rest}"
    if not _follows_language[match.route]:
        return {code: translate_url(path, code) for code in codes}
    return {code: rest if code == settings.LANGUAGE_CODE else f"/{code}{rest}" for code in codes}


@register.simple_tag(takes_context=True)
def in_language(context: Context, code: str) -> str:
    """The address of this page in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path() if request else "/", code)


@register.simple_tag
def needs_language_note() -> bool:
    """Whether no speaker has reviewed the whole of the language of this page, the partnership's words too."""
    written = language(get_language())
    return review.needs_note(written) or drafts_in(written.code)


@register.simple_tag
def partnership() -> Any:
    """The partnership that this installation serves; before anything is loaded, a row without words."""
    return selectors.partnership()
