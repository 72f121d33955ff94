"""Pictures that are drawn on the server as SVG: geometry only, no markup and no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from django.utils.text import capfirst

from serai.commons.partnership.models import ActivityKind

STEP, ROW, LEFT, TOP, RADIUS = 26, 44, 8, 12, 15


@dataclass(frozen=True)
class Bubble:
    """Activities of one family that fall into one year; the area of the circle stands for their number."""

    x: int
    y: int
    radius: int
    year: int
    number: int


@dataclass(frozen=True)
class Lane:
    """One family of activities over the years."""

    family: str
    title: str
    y: int
    total: int
    bubbles: tuple[Bubble, ...]
    numbers: tuple[int, ...]  # one per year of the timeline, for the table beside the picture


@dataclass(frozen=True)
class Timeline:
    """All lanes on one axis of years. ``ticks`` are (x, year) for every fifth year and the last one."""

    width: int
    height: int
    years: tuple[int, ...]
    ticks: tuple[tuple[int, int], ...]
    lanes: tuple[Lane, ...]
    axis: int

    @property
    def rows(self) -> list[tuple[int, list[int]]]:
        """The same numbers by year, newest first, without years in which nothing began."""
        by_year = [(year, [lane.numbers[i] for lane in self.lanes]) for i, year in enumerate(self.years)]
        return [row for row in reversed(by_year) if any(row[1])]


def timeline(numbers: Mapping[tuple[int, str], int]) -> Timeline | None:
    """Lay out (year, family) -> number; None when there is nothing to show."""
    if not numbers:
        return None
    first, last = min(year for year, _ in numbers), max(year for year, _ in numbers)
    years = tuple(range(first, last + 1))
    largest = max(numbers.values())
    lanes: list[Lane] = []
    for value, title in ActivityKind.Family.choices:
        counted = [numbers.get((year, value), 0) for year in years]
        if any(counted):
            y = TOP + ROW * len(lanes) + ROW // 2
            bubbles = tuple(
                Bubble(_x(year, first), y, max(4, round(RADIUS * sqrt(number / largest))), year, number)
                for year, number in zip(years, counted, strict=True)
                if number
            )
            lanes.append(Lane(value, str(capfirst(title)), y, sum(counted), bubbles, tuple(counted)))
    axis = TOP + ROW * len(lanes)
    ticks = tuple((_x(year, first), year) for year in years if year % 5 == 0 or year == last)
    ticks = tuple(tick for tick in ticks if tick[1] == last or last - tick[1] > 1)
    return Timeline(_x(last, first) + LEFT + STEP, axis + 28, years, ticks, tuple(lanes), axis)


def _x(year: int, first: int) -> int:
    return LEFT + STEP // 2 + (year - first) * STEP
