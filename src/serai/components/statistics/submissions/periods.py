"""Periods of a provision: which are expected, when they are due, when they are published. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}
"""How many months a period of each frequency of SDMX has."""


@dataclass(frozen=True)
class Period:
    """A period by its code in SDMX, its first and its last day."""

    code: str
    first: date
    last: date


def period_of(frequency: str, day: date) -> Period:
    """The period that ``day`` lies in: 2026, 2026-S1, 2026-Q2 or 2026-05."""
    length = MONTHS[frequency]
    number = (day.month - 1) // length
    first = date(day.year, number * length + 1, 1)
    over = first.month + length
    following = date(first.year + 1, 1, 1) if over > 12 else date(first.year, over, 1)
    code = {"A": f"{day.year}", "M": f"{day.year}-{number + 1:02d}"}.get(
        frequency, f"{day.year}-{frequency}{number + 1}"
    )
    return Period(code, first, following - timedelta(days=1))


def periods(frequency: str, since: date, until: date | None, end: date) -> Iterator[Period]:
    """The whole periods from ``since`` to ``until`` that begin by ``end``, oldest first.

    A period of which only a part lies between the days is nobody's duty.
    """
    found = period_of(frequency, since)
    if found.first < since:
        found = period_of(frequency, found.last + timedelta(days=1))
    while found.first <= end and (until is None or found.last <= until):
        yield found
        found = period_of(frequency, found.last + timedelta(days=1))


@dataclass(frozen=True)
class Expected:
    """A submission that is expected: its period, the last day for it, and how it stands.

    ``state`` is that of the submission that covers the period, "" without one. ``late``: the day is over and
    nothing was handed in.
    """

    period: Period
    due: date
    state: str
    late: bool


RECEIVED = frozenset({"validated", "approved", "embargoed", "published"})


def expected(
    frequency: str,
    since: date,
    until: date | None,
    due_days: int,
    *,
    today: date,
    states: dict[str, str],
) -> list[Expected]:
    """Every period that has ended, and the one that runs; oldest first. ``states`` are states by period."""
    found = []
    for period in periods(frequency, since, until, today):
        due = period.last + timedelta(days=due_days)
        state = states.get(period.code, "")
        found.append(Expected(period, due, state, due < today and state not in RECEIVED))
    return found


def open_first(lines: list[Expected]) -> list[Expected]:
    """What still has to be sent, by the day when it is due: the late ones come on top."""
    return sorted((one for one in lines if one.state not in RECEIVED), key=lambda one: one.due)
