"""A person's crossings told in words such as "IN0 OUT365", and what `day_by_day` makes of them."""

import datetime as dt
from typing import Any

from .day_by_day import DEFINITIONS, Answer, Crossing, Definition, Permit, Policy, who_migrated

ZERO = dt.date(2021, 1, 1).toordinal()
NATIVE, FOREIGNER = "IRQ", "AFG"
# Observation starts 500 days before day 0 (500 > 487: no warm-up) and ends 2,000 days after it, unless told.
BEGIN, LAST = -500, 2000

Brief = tuple[int, str, str]


def crossing(day: int, direction: Any, **more: Any) -> Crossing:
    return Crossing(ZERO + day, direction, **{"citizenship": FOREIGNER, **more})


def moves(text: str, **more: Any) -> list[Crossing]:
    """ "IN0 OUT365" as crossings."""
    return [crossing(int(word.lstrip("INOUT")), word.rstrip("-0123456789"), **more) for word in text.split()]


def judged(
    history: str | list[Crossing],
    definition: str | Definition = "12/16",
    policy: Policy = "drop",
    *,
    begin: int = BEGIN,
    last: int = LAST,
    permits: list[Permit] | None = None,
    died: int | None = None,
    **more: Any,
) -> Answer:
    """``last`` is the last observed day, so the end is the day after it; ``died`` the day of death."""
    return who_migrated(
        moves(history, **more) if isinstance(history, str) else history,
        DEFINITIONS[definition] if isinstance(definition, str) else definition,
        policy,
        country=NATIVE,
        first=ZERO + begin,
        last=ZERO + last,
        permits=permits or (),
        died=None if died is None else ZERO + died,
    )


def migrations(*arguments: Any, **more: Any) -> list[Brief]:
    return [(r.day - ZERO, r.kind or "", r.status or "") for r in judged(*arguments, **more).migrations]


def conditional(*arguments: Any, **more: Any) -> list[Brief]:
    return [(r.day - ZERO, r.kind or "", r.status or "") for r in judged(*arguments, **more).conditional]
