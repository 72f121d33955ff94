"""Dates of birth as registers write them, with how much of each is known. Arrow in, Arrow out.

A clerk who is told an age writes 1 January, or 1 Farvardin (also called 1 Hamal): such a date says the
year and no more. It is read as the year, so that two registers that heap on different days still agree.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

import pyarrow as pa

from serai.engine.model.solar import from_solar
from serai.kernel.texts import ascii_digits, fold, search_key


class Calendar(StrEnum):
    """The calendars in which registers of the region write births."""

    GREGORIAN = "gregorian"
    SOLAR = "solar"  # Solar Hijri: the same days under two sets of names of months


class Problem(StrEnum):
    """Why a text gives less than a day."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"  # the year is kept
    OUT_OF_RANGE = "out_of_range"


BIRTHS = pa.schema(
    [
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("precision", pa.string()),
        ("heaped", pa.bool_()),
        ("calendar", pa.string()),
        ("problem", pa.string()),
    ]
)
# a four-digit year in these bounds is taken for one of the calendar
_YEARS = {Calendar.SOLAR: (1250, 1480), Calendar.GREGORIAN: (1870, 2100)}
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_BETWEEN = re.compile(r"[\s./,\u060c\u06d4_-]+")
_Read = tuple[dt.date | None, dt.date | None, str | None, bool | None, str | None, str | None]
_NOTHING: _Read = (None, None, None, None, None, None)


def prepare_births(births: pa.Array | pa.ChunkedArray, *, month_first: bool = False) -> pa.Table:
    """What is known of each date of birth.

    Shape:   n texts or dates -> n rows: ``first`` and ``last`` the days between which the birth lies, both
             inclusive and equal where the day is known; ``precision`` (day, year); ``heaped`` whether a day
             was written on which clerks put births of unknown day; ``calendar``; ``problem``.
    Units:   Gregorian days. The Solar Hijri year 1370 runs from 21 March 1991 to 20 March 1992.
    Unknown: an empty text gives null everywhere; one that is no date gives a ``problem`` and no days; a day
             that its month does not have gives the year and a ``problem``. A month without day is the year.
    """
    column = births.combine_chunks() if isinstance(births, pa.ChunkedArray) else births
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32())
    encoded = column.cast(pa.string()).dictionary_encode()
    read = [_read(text, month_first) for text in encoded.dictionary.to_pylist()]
    table = pa.table([list(values) for values in zip(*read, strict=True)] or [[]] * 6, schema=BIRTHS)
    return table.take(encoded.indices)


def read_birth(text: str, *, month_first: bool = False) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the time in which somebody was born; None when the text tells none."""
    first, last, *_ = _read(text, month_first)
    return None if first is None or last is None else (first, last)


def _read(text: str, month_first: bool) -> _Read:
    plain = _TIME.sub("", ascii_digits(fold(text)))
    parts = [part for part in _BETWEEN.split(plain) if part.strip("?xX")]
    if not parts:
        return _NOTHING
    named = _month_named(parts)
    numbers, month_at, calendar = named if named else (parts, None, None)
    if not all(part.isdecimal() for part in numbers) or len(numbers) > 3:
        return _unread(Problem.UNREADABLE)
    years = [at for at, part in enumerate(numbers) if len(part) == 4]
    if len(years) != 1 or years[0] not in (0, len(numbers) - 1):
        return _unread(Problem.UNREADABLE)
    year = int(numbers[years[0]])
    calendar = calendar or _calendar_of(year)
    if calendar is None or not _YEARS[calendar][0] <= year <= _YEARS[calendar][1]:
        return _unread(Problem.OUT_OF_RANGE)
    rest = [(at, int(part)) for at, part in enumerate(numbers) if at != years[0]]
    if len(rest) < 2 or not all(value for _, value in rest):
        return _year(calendar, year)
    if years[0] > 0 and not month_first:
        rest.reverse()  # the month stands beside the year: 1370/05/12 and 12/05/1370
    (at, month), (_, day) = rest
    turned = at != month_at if month_at is not None else years[0] > 0 and month > 12 >= day
    if turned:
        month, day = day, month
    return _day(calendar, year, month, day)


def _day(calendar: Calendar, year: int, month: int, day: int) -> _Read:
    try:
        born = from_solar(year, month, day) if calendar is Calendar.SOLAR else dt.date(year, month, day)
    except ValueError:
        return _year(calendar, year, problem=Problem.NO_SUCH_DAY)
    if (born.month, born.day) == (1, 1):
        return _year(Calendar.GREGORIAN, born.year, heaped=True, wrote=calendar)
    if born.month == 3 and born == from_solar(born.year - 621, 1, 1):
        return _year(Calendar.SOLAR, born.year - 621, heaped=True, wrote=calendar)
    return (born, born, "day", False, calendar, None)


def _year(
    calendar: Calendar,
    year: int,
    *,
    heaped: bool = False,
    wrote: Calendar | None = None,
    problem: Problem | None = None,
) -> _Read:
    if calendar is Calendar.SOLAR:
        first = from_solar(year, 1, 1)
        last = from_solar(year + 1, 1, 1) - dt.timedelta(days=1)
    else:
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return (first, last, "year", heaped, wrote or calendar, problem)


def _unread(problem: Problem) -> _Read:
    return (None, None, None, None, None, problem)


def _calendar_of(year: int) -> Calendar | None:
    return next((c for c, (low, high) in _YEARS.items() if low <= year <= high), None)


def _month_named(parts: list[str]) -> tuple[list[str], int, Calendar] | None:
    """The parts with the number of the month in the place of its name, where that is, and the calendar."""
    words = [at for at, part in enumerate(parts) if not part.isdecimal()]
    if not words:
        return None
    found = _months().get(search_key(" ".join(parts[words[0] : words[-1] + 1])))
    if found is None:
        return None
    calendar, month = found
    return [*parts[: words[0]], str(month), *parts[words[-1] + 1 :]], words[0], calendar


@cache
def _months() -> dict[str, tuple[Calendar, int]]:
    text = (files(__package__) / "months.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        search_key(spelling): (Calendar(row["calendar"]), int(row["month"]))
        for row in rows
        for spelling in row["spellings"].split("|")
    }
