"""Dates that people type: any calendar, any digits, months by number or by name in any working language."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from django.utils.translation import gettext as _

from serai.commons.places.calendars import TITLES, NoSuchDay, last_day, partial
from serai.commons.places.digits import locale_of
from serai.commons.places.languages import CODES
from serai.commons.places.months import NAMES, Calendar
from serai.kernel.clock import PartialDate
from serai.kernel.texts import fold, search_key

# a year that lies in these bounds is taken for one of the calendar: 1396 is no Gregorian year of ours
YEARS = {
    Calendar.GREGORIAN: (1900, 2199),
    Calendar.SOLAR: (1279, 1578),
    Calendar.SOLAR_AFGHAN: (1279, 1578),
    Calendar.HIJRI: (1343, 1500),
}
EXAMPLES = {
    Calendar.GREGORIAN: ("2017-05-24", "24.5.2017", "24 May 2017"),
    Calendar.SOLAR: ("1396-03-03", "3.3.1396", "3 Khordad 1396"),
    Calendar.SOLAR_AFGHAN: ("1396-03-03", "3.3.1396", "3 Jawza 1396"),
    Calendar.HIJRI: ("1438-08-28", "28.8.1438", "28 Shaban 1438"),
}
_SPLIT = re.compile(r"[\s./,\u060c\u06d4-]+")


class UnreadableInput(ValueError):
    """A text that is no date of the calendar. ``str()`` says what was expected, in the reader's language."""


def read_date(text: str, calendar: Calendar = Calendar.GREGORIAN) -> PartialDate:
    """A day, a month or a year as typed: "1396-03-03", "۳ جوزا ۱۳۹۶", "24.5.2017", "May 2017", "2017".

    The year has four digits, and stands first or last. Nothing typed gives the unknown date.
    Raises :class:`UnreadableInput` with examples of the calendar, or naming the calendar that the year
    seems to belong to.
    """
    parts = [part for part in _SPLIT.split(fold(text)) if part]
    if not parts:
        return PartialDate()
    if not all(part.isdecimal() and part.isascii() for part in parts):
        parts = _with_month_number(parts, calendar)
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() and part.isascii() for part in parts):
        raise UnreadableInput(_expected(text, calendar))
    if len(parts[-1]) == 4 and len(parts[0]) <= 2:
        parts.reverse()
    if len(parts[0]) != 4 or any(len(part) > 2 for part in parts[1:]):
        raise UnreadableInput(_expected(text, calendar))
    year, *rest = (int(part) for part in parts)
    _check_year(year, calendar)
    try:
        return partial(calendar, year, *rest)
    except NoSuchDay as error:
        raise UnreadableInput(_no_such_day(year, rest, calendar)) from error


def _with_month_number(parts: list[str], calendar: Calendar) -> list[str]:
    """The words of a month's name, wherever they stand, as its number."""
    words = [index for index, part in enumerate(parts) if not part.isdecimal()]
    first, last = words[0], words[-1]
    month = _months(calendar).get(_name(" ".join(parts[first : last + 1])))
    return parts if month is None else [*parts[:first], str(month), *parts[last + 1 :]]


@cache
def _months(calendar: Calendar) -> dict[str, int]:
    if calendar is not Calendar.GREGORIAN:
        # Solar months have one number under both sets of names, and people mix them
        tables = [NAMES[Calendar.HIJRI]] if calendar is Calendar.HIJRI else _solar_tables(calendar)
        return {
            _name(name): number
            for table in tables
            for names in table.values()
            for number, name in enumerate(names, start=1)
        }
    found: dict[str, int] = {}
    # also American English, whose short names differ from the British: Sep and Sept
    for locale in (*(locale_of(code) for code in CODES), Locale("en", "US")):
        for kind in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                for number, name in locale.months[kind][width].items():
                    found.setdefault(_name(name), number)
    return found


def _solar_tables(calendar: Calendar) -> list[dict[str, tuple[str, ...]]]:
    other = Calendar.SOLAR if calendar is Calendar.SOLAR_AFGHAN else Calendar.SOLAR_AFGHAN
    return [NAMES[other], NAMES[calendar]]


def _name(text: str) -> str:
    return "".join(c for c in search_key(text) if c.isalpha() or ord(c) > 0x980)


def _check_year(year: int, calendar: Calendar) -> None:
    first, last = YEARS[calendar]
    if first <= year <= last:
        return
    words = {"year": year, "calendar": TITLES[calendar], "first": first, "last": last}
    fits = [other for other, (start, end) in YEARS.items() if start <= year <= end]
    if fits:
        words["other"] = TITLES[fits[0]]
        raise UnreadableInput(
            _(
                "The year %(year)s belongs to another calendar: %(other)s. Choose that calendar, or write a year "
                "of this one (%(calendar)s)."
            )
            % words
        )
    raise UnreadableInput(
        _("The year %(year)s is not between %(first)s and %(last)s (calendar: %(calendar)s).") % words
    )


def _no_such_day(year: int, rest: list[int], calendar: Calendar) -> str:
    words = {"calendar": TITLES[calendar], "year": year, "month": rest[0]}
    if not 1 <= rest[0] <= 12:
        return _("There is no month %(month)s: months are 1 to 12 (calendar: %(calendar)s).") % words
    try:
        words["days"] = last_day(calendar, year, rest[0])
    except NoSuchDay:
        return _("The tables of the calendar do not reach that day (calendar: %(calendar)s).") % words
    return (
        _("Month %(month)s of %(year)s has %(days)s days (calendar: %(calendar)s). Write one of them.")
        % words
    )


def _expected(text: str, calendar: Calendar) -> str:
    iso, short, long = EXAMPLES[calendar]
    return _(
        "“%(text)s” is not a date. Write for example %(iso)s, %(short)s or %(long)s (calendar: %(calendar)s); "
        "digits of any script will do."
    ) % {"text": text, "iso": iso, "short": short, "long": long, "calendar": TITLES[calendar]}
