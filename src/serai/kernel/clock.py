"""Dates as people know them: a day, a month, a year, a window, or nothing at all.

A partnership's papers say "24 May 2017", "February 2014", "2013" or "between 15 and 19 May". A
:class:`PartialDate` keeps what was said and no more: it never turns a month into its first day.
Standard library only.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    WINDOW = "window"  # somewhere between two days, not necessarily on all of them
    NONE = "none"


class Certainty(StrEnum):
    """How the date is known."""

    STATED = "stated"
    INFERRED = "inferred"  # worked out by a reader, for example from a weekday
    ANNOUNCED = "announced"  # printed before the day; nobody has said since that it was kept
    REPORTED = "reported"  # the period in which it was reported, not when it was said to happen


class UnreadableDate(ValueError):
    """A text that is no partial date. ``str()`` says what was expected."""


_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_EXPECTED = (
    "a date looks like 2017-05-24, 2017-05, 2017, a run of days like 2017-05-24/2017-05-28, "
    "or a window like 2017-05-24..2017-05-28"
)


def _part(text: str) -> tuple[date, date, Precision]:
    """First day, last day and precision of one reduced ISO date."""
    match = _PART.fullmatch(text)
    if match is None:
        raise UnreadableDate(f"{text!r} is not a date: {_EXPECTED}")
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if day:
            single = date(year, int(month), int(day))
            return single, single, Precision.DAY
        if month:
            last = calendar.monthrange(year, int(month))[1]
            return date(year, int(month), 1), date(year, int(month), last), Precision.MONTH
        return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    except (ValueError, calendar.IllegalMonthError) as error:
        raise UnreadableDate(f"{text!r} is not in the calendar: {_EXPECTED}") from error


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """When something was, as precisely as it was said.

    ``first`` and ``last`` bound the time: for ``DAY`` it ran from the first to the last day, for
    ``MONTH`` and ``YEAR`` it lies within them, for ``WINDOW`` it lies somewhere between. Both are
    ``None`` when nothing is known. Ordering is by first day, then last day; the unknown comes last.
    """

    first: date | None = None
    last: date | None = None
    precision: Precision = Precision.NONE
    certainty: Certainty = Certainty.STATED
    note: str = ""

    def __post_init__(self) -> None:
        if self.precision is Precision.NONE:
            if self.first is not None or self.last is not None:
                raise UnreadableDate("a date without precision has no days")
            return
        if self.first is None or self.last is None:
            raise UnreadableDate(f"a date of precision {self.precision} needs a first and a last day")
        if self.last < self.first:
            raise UnreadableDate(f"the end {self.last} lies before the start {self.first}")
        if self.precision is Precision.MONTH and not self._whole_months():
            raise UnreadableDate("a month runs from its first to its last day")
        if self.precision is Precision.YEAR and not self._whole_years():
            raise UnreadableDate("a year runs from 1 January to 31 December")

    @classmethod
    def parse(cls, text: str, *, certainty: str = "stated", note: str = "") -> PartialDate:
        """Read ``2017-05-24``, ``2017-05``, ``2017``, ``first/last``, ``first..last`` or nothing.

        Raises :class:`UnreadableDate` for everything else, also for days that do not exist.
        """
        text = text.strip()
        try:
            sure = Certainty(certainty or "stated")
        except ValueError as error:
            words = ", ".join(Certainty)
            raise UnreadableDate(f"{certainty!r} is not one of {words}") from error
        if not text:
            return cls(certainty=sure, note=note)
        window = ".." in text
        parts = text.split(".." if window else "/")
        if len(parts) > 2:
            raise UnreadableDate(f"{text!r} has more than a start and an end: {_EXPECTED}")
        first, first_last, precision = _part(parts[0].strip())
        last = first_last
        if len(parts) == 2:
            _, last, end_precision = _part(parts[1].strip())
            if end_precision is not precision:
                raise UnreadableDate(f"{text!r} starts and ends with different precision")
        return cls(first, last, Precision.WINDOW if window else precision, sure, note)

    def __str__(self) -> str:
        """The text that :meth:`parse` reads back."""
        if self.first is None or self.last is None:
            return ""
        if self.precision is Precision.WINDOW:
            if self._whole_years():
                return f"{self.first.year:04d}..{self.last.year:04d}"
            if self._whole_months():
                return f"{_month(self.first)}..{_month(self.last)}"
            return f"{self.first}..{self.last}"
        if self.precision is Precision.YEAR:
            start, end = f"{self.first.year:04d}", f"{self.last.year:04d}"
        elif self.precision is Precision.MONTH:
            start, end = _month(self.first), _month(self.last)
        else:
            start, end = self.first.isoformat(), self.last.isoformat()
        return start if start == end else f"{start}/{end}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order() < other._order()

    def with_note(self, note: str) -> PartialDate:
        """The same date with another note."""
        return replace(self, note=note)

    @property
    def known(self) -> bool:
        """Whether anything at all is known."""
        return self.precision is not Precision.NONE

    @property
    def days(self) -> int | None:
        """Length in days when both days are known to the day, else ``None``."""
        if self.precision is not Precision.DAY or self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1

    def touches(self, year: int) -> bool:
        """Whether any part of it can lie in ``year``."""
        return self.first is not None and self.last is not None and self.first.year <= year <= self.last.year

    def in_words(self) -> str:
        """Plain English: "27 to 28 November 2017", "February 2014", "between 15 and 19 May 2016"."""
        if self.first is None or self.last is None:
            return "no date stated"
        words = self._span()
        if self.certainty is Certainty.STATED:
            return words
        return f"{words} ({self.certainty})"

    def _span(self) -> str:
        assert self.first is not None and self.last is not None
        first, last = self.first, self.last
        window = self.precision is Precision.WINDOW
        if self.precision is Precision.YEAR or (window and self._whole_years()):
            start, end, short = str(first.year), str(last.year), str(first.year)
        elif self.precision is Precision.MONTH or (window and self._whole_months()):
            start, end = f"{first:%B} {first.year}", f"{last:%B} {last.year}"
            short = f"{first:%B}" if first.year == last.year else start
        else:
            start, end = f"{first.day} {first:%B} {first.year}", f"{last.day} {last:%B} {last.year}"
            if (first.year, first.month) == (last.year, last.month):
                short = str(first.day)
            else:
                short = f"{first.day} {first:%B}" if first.year == last.year else start
        if start == end:
            return start
        return f"between {short} and {end}" if window else f"{short} to {end}"

    def _whole_months(self) -> bool:
        assert self.first is not None and self.last is not None
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def _whole_years(self) -> bool:
        assert self.first is not None and self.last is not None
        return (self.first.month, self.first.day) == (1, 1) and (self.last.month, self.last.day) == (12, 31)

    def _order(self) -> tuple[date, date, str, str]:
        return (self.first or date.max, self.last or date.max, str(self.precision), self.note)


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"
