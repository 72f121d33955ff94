"""Questions about places and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from serai.commons.places.calendars import TITLES, NoSuchDay, beside, day_in
from serai.commons.places.months import Calendar
from serai.kernel.clock import PartialDate, Precision


@dataclass(frozen=True)
class DayLine:
    """A day in one calendar: in words and as numbers; ``words`` is empty where its tables do not reach."""

    calendar: str
    title: Any
    words: str
    numbers: str


def in_all_calendars(day: date) -> tuple[DayLine, ...]:
    """A day in each calendar but the Gregorian."""
    one = PartialDate(day, day, Precision.DAY)
    return tuple(
        DayLine(calendar, title, beside(one, calendar), _numbers(calendar, day))
        for calendar, title in TITLES.items()
        if calendar is not Calendar.GREGORIAN
    )


def _numbers(calendar: Calendar, day: date) -> str:
    try:
        found = day_in(calendar, day)
    except NoSuchDay:
        return ""
    return f"{found.year:04d}-{found.month:02d}-{found.day:02d}"
