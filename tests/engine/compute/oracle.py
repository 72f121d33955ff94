"""The rule of residence applied day by day, in plain Python, written apart from the engine.

It knows nothing of spells or window sums: it asks for every single day on which side of the border the
person went to sleep, and counts days one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """What the oracle says of one person."""

    migrations: list[tuple[int, str, str, bool]]  # day, kind, status, warm_up
    unestablished: bool
    first_change: tuple[str, str] | None  # kind and status of an unestablished person's first decided change


def judge(
    history: list[tuple[int, str]],
    *,
    threshold: int,
    window: int,
    start: int,
    end: int,
    citizen: bool,
    died: int | None = None,
) -> Found:
    """``history``: (day, IN or OUT) in the order they happened; days ``start`` <= day < ``end`` are seen.

    Nights after ``died`` are spent nowhere, known for all time to come; a death from ``end`` on nobody knows of.
    """
    lived = end if died is None else min(end, died + 1)
    dead = died is not None and died < end
    history = [(day, way) for day, way in history if start <= day < lived]
    if not history:
        return Found([], False, None)
    first_day, first_way = history[0]
    nights = _nights(history, lived)
    if first_way == "IN":
        resident: bool | None = False
    else:
        resident = True if citizen else None
    unestablished = resident is None
    proved = False
    migrations: list[tuple[int, str, str, bool]] = []
    first_change: tuple[str, str] | None = None
    for day in range(first_day, lived):
        side = nights[day]
        if side == nights[day - 1]:
            continue
        seen = [nights.get(other) for other in range(day, day + window) if other < end or dead]
        same = sum(1 for night in seen if night == side)
        opposite = len(seen) - same
        kind = "immigration" if side else "emigration"
        if same >= threshold:
            status = "final" if day + window <= end else "early"
            if resident is None:
                first_change = (kind, status)
            elif resident != side:
                warm_up = side and not proved and first_way == "IN" and first_day < start + window
                migrations.append((day, kind, status, warm_up))
            resident = side
            proved = True
        elif len(seen) < window and opposite <= window - threshold and resident not in (None, side):
            warm_up = side and not proved and first_way == "IN" and first_day < start + window
            migrations.append((day, kind, "provisional", warm_up))
    return Found(migrations, unestablished, first_change)


def _nights(history: list[tuple[int, str]], end: int) -> dict[int, bool]:
    """Whether each night is spent inside, from the one before the first crossing on."""
    by_day = dict(history)  # the last crossing of a day says where the night is spent
    first_day, first_way = history[0]
    inside_now = first_way == "OUT"  # whoever leaves was inside, whoever comes was outside
    nights = {first_day - 1: inside_now}
    for day in range(first_day, end):
        if day in by_day:
            inside_now = by_day[day] == "IN"
        nights[day] = inside_now
    return nights
