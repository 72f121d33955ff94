"""Days of one calendar in another, and how a date is written beside the Gregorian one.

Solar Hijri days follow the official record of leap years (persiantools); Hijri days follow the tables of
Umm al-Qura (hijridate), and where the month begins with the sight of the moon they may be a day off. What
lies outside a calendar's tables has no date there, and nothing is made up.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from serai.commons.places.digits import native
from serai.commons.places.languages import language, stand_ins
from serai.commons.places.months import NAMES, Calendar
from serai.kernel.clock import PartialDate, Precision

TITLES = {
    Calendar.GREGORIAN: _("Gregorian"),
    Calendar.SOLAR: _("Solar Hijri, with the month names of Iran"),
    Calendar.SOLAR_AFGHAN: _("Solar Hijri, with the month names of Afghanistan"),
    Calendar.HIJRI: _("Hijri (lunar)"),
}
MAY_DIFFER = _(
    "By the tables of Umm al-Qura. Where the month begins with the sight of the moon, it may be a day earlier "
    "or later."
)
_chosen: ContextVar[str] = ContextVar("calendar", default="")


class NoSuchDay(ValueError):
    """A day that is not in the calendar, or outside its tables."""


@dataclass(frozen=True)
class Day:
    """A day as a calendar names it."""

    calendar: Calendar
    year: int
    month: int
    day: int


def choose(calendar: str) -> None:
    """Set the calendar that the reader of this page wants beside the Gregorian one; "" leaves it to the language.

    The middleware calls it for each request, as Django's own does with the language.
    """
    _chosen.set(calendar if calendar in set(Calendar) else "")


def active() -> Calendar:
    """The calendar that stands beside the Gregorian one on this page; Gregorian when none does."""
    return Calendar(_chosen.get() or language(get_language()).beside or Calendar.GREGORIAN)


def day_in(calendar: Calendar, day: date) -> Day:
    """A Gregorian day in another calendar. Raises :class:`NoSuchDay` outside the calendar's tables."""
    if calendar is Calendar.GREGORIAN:
        return Day(calendar, day.year, day.month, day.day)
    try:
        if calendar is Calendar.HIJRI:
            from hijridate import Gregorian

            found = Gregorian.fromdate(day).to_hijri()
        else:
            from persiantools.jdatetime import JalaliDate

            found = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]  # it has no types
    except (ValueError, OverflowError) as error:
        raise NoSuchDay(f"{day} lies outside the tables of the calendar") from error
    return Day(calendar, found.year, found.month, found.day)


def gregorian(calendar: Calendar, year: int, month: int, day: int) -> date:
    """The Gregorian day of a day in another calendar. Raises :class:`NoSuchDay` when there is none."""
    try:
        if calendar is Calendar.GREGORIAN:
            return date(year, month, day)
        if calendar is Calendar.HIJRI:
            from hijridate import Hijri

            return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
        from persiantools.jdatetime import JalaliDate

        solar = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]  # it has no types
        return date.fromisoformat(solar.to_gregorian().isoformat())
    except (ValueError, OverflowError) as error:
        raise NoSuchDay(f"{year}-{month}-{day} is not in the calendar") from error


def last_day(calendar: Calendar, year: int, month: int) -> int:
    """How many days a month has. Raises :class:`NoSuchDay` outside the calendar's tables."""
    first = gregorian(calendar, year, month, 1)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return (gregorian(calendar, *following, 1) - first).days


def month_name(calendar: Calendar, month: int, code: str | None = None) -> str:
    """The name of a month of a calendar other than the Gregorian, in a language or what stands in for it."""
    names = NAMES[calendar]
    return next(names[each][month - 1] for each in stand_ins(code or get_language() or "en") if each in names)


def beside(value: PartialDate, calendar: Calendar | None = None) -> str:
    """A date in the reader's other calendar, as precisely as it is known; empty when there is nothing to say.

    A Gregorian month covers parts of two months there, and a year parts of two years: both are named.
    """
    calendar = active() if calendar is None else calendar
    if calendar is Calendar.GREGORIAN or value.first is None or value.last is None:
        return ""
    try:
        first, last = day_in(calendar, value.first), day_in(calendar, value.last)
    except NoSuchDay:
        return ""
    parts = len(str(value).replace("..", "/").partition("/")[0].split("-"))
    return _era(calendar, native(_span(first, last, parts), get_language()))


def _span(first: Day, last: Day, parts: int) -> str:
    if parts == 1:
        return _joined(str(first.year), str(last.year), "\u2013")
    names = month_name(first.calendar, first.month), month_name(last.calendar, last.month)
    same_year = first.year == last.year
    if parts == 2:
        start = names[0] if same_year and names[0] != names[1] else f"{names[0]} {first.year}"
        return _joined(start, f"{names[1]} {last.year}", " \u2013 ")
    end = f"{last.day} {names[1]} {last.year}"
    if first == last:
        return end
    if same_year and first.month == last.month:
        return f"{first.day}\u2013{end}"
    return f"{first.day} {names[0]}{'' if same_year else f' {first.year}'} \u2013 {end}"


def _joined(start: str, end: str, mark: str) -> str:
    return end if start == end else f"{start}{mark}{end}"


def _era(calendar: Calendar, text: str) -> str:
    if calendar is Calendar.HIJRI:
        return pgettext("year of the Hijri calendar", "%(date)s AH") % {"date": text}
    return pgettext("year of the Solar Hijri calendar", "%(date)s SH") % {"date": text}


def partial(calendar: Calendar, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """A day, month or year of any calendar as a partial date.

    A month or a year that is not Gregorian becomes a window of days: it is known that it lies within.
    Raises :class:`NoSuchDay` when the calendar has no such day.
    """
    first = gregorian(calendar, year, month or 1, day or 1)
    if day:
        return PartialDate(first, first, Precision.DAY)
    if month:
        last = first + timedelta(days=last_day(calendar, year, month) - 1)
    else:
        last = gregorian(calendar, year + 1, 1, 1) - timedelta(days=1)
    if calendar is Calendar.GREGORIAN:
        return PartialDate(first, last, Precision.MONTH if month else Precision.YEAR)
    return PartialDate(first, last, Precision.WINDOW)
