"""A map of states as points over bare land: geometry only, no markup and no database.

Land is drawn without a border, so that nothing on the map says where one runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sqrt

from serai.commons.partnership.records import StateMark
from serai.commons.places.middles import MIDDLES

WIDTH = 600  # units of the drawing; a page scales it
EDGE = 5.0  # degrees around the outermost points
LEAST, MOST = 3.5, 17.0  # radius of a state where nothing was held, and of the one where most was
NAMED, FEWER = 6, 3  # as many states carry their name; on a phone
LETTER = 8.0  # width of one of its letters, as far as one can know
FAR = 40  # one in as many points may lie outside, where it would make all others small


@dataclass(frozen=True)
class Spot:
    """A state on the map. ``label_y`` is None where its name is not written; ``minor`` names give way on phones."""

    key: str
    name: str
    number: int
    x: float
    y: float
    radius: float
    label_y: float | None = None
    minor: bool = False


@dataclass(frozen=True)
class StatesMap:
    """Points, and where the picture of the whole world's land lies under them.

    ``outside`` are states that take part and lie beyond the frame.
    """

    width: int
    height: int
    land: tuple[float, float, float, float]  # x, y, width, height
    spots: tuple[Spot, ...]
    outside: tuple[StateMark, ...]


def states_map(marks: Sequence[StateMark]) -> StatesMap | None:
    """Lay out the states that take part; None when no place of any of them is known.

    The frame holds all of them but one in ``FAR``, the farthest from the middle. The area of a circle
    stands for the number of activities held in the state.
    """
    placed = [(mark, MIDDLES[mark.iso3]) for mark in marks if mark.iso3 in MIDDLES]
    if not placed:
        return None
    middle = [sorted(at[axis] for _, at in placed)[len(placed) // 2] for axis in (0, 1)]
    placed.sort(key=lambda one: max(abs(one[1][axis] - middle[axis]) for axis in (0, 1)))
    inside = placed[: len(placed) - len(placed) // FAR]
    west, east = (edge(at[0] for _, at in inside) for edge in (min, max))
    south, north = (edge(at[1] for _, at in inside) for edge in (min, max))
    west, east, south, north = west - EDGE, east + EDGE, south - EDGE, north + EDGE
    across = WIDTH / (east - west)
    # a degree of latitude as long as a degree of longitude is in the middle of the map
    down = across / cos(radians((north + south) / 2))
    most = max(mark.activities for mark, _ in inside) or 1
    inside.sort(key=lambda one: -one[0].activities)
    spots = [
        Spot(
            mark.key,
            mark.name,
            mark.activities,
            round((longitude - west) * across, 1),
            round((north - latitude) * down, 1),
            round(LEAST + (MOST - LEAST) * sqrt(mark.activities / most), 1),
        )
        for mark, (longitude, latitude) in inside
    ]
    return StatesMap(
        width=WIDTH,
        height=round((north - south) * down),
        land=(
            round((-180 - west) * across, 1),
            round((north - 90) * down, 1),
            round(360 * across, 1),
            round(180 * down, 1),
        ),
        spots=_named(spots),
        outside=tuple(mark for mark, _ in placed[len(inside) :]),
    )


def _named(spots: list[Spot]) -> tuple[Spot, ...]:
    """The same with names at the largest: below the point, or above it where less is covered there."""
    written: list[tuple[float, float, float]] = [
        (spot.x, spot.y, spot.radius) for spot in spots if spot.number
    ]
    named = []
    for place, spot in enumerate(spots):
        if place >= NAMED or not spot.number:
            named.append(spot)
            continue
        half = len(spot.name) * LETTER / 2
        around = [
            (abs(x - spot.x) < half + reach, at, reach)
            for x, at, reach in written
            if (x, at) != (spot.x, spot.y)
        ]
        sides = (spot.y + spot.radius + 15, spot.y - spot.radius - 5)
        covered = [
            sum(reach for beside, at, reach in around if beside and abs(at - (y - 5)) < 8 + reach)
            for y in sides
        ]
        y = sides[covered.index(min(covered))]
        written += [(spot.x + step * half, y - 5, half / 2) for step in (-0.5, 0.5)]
        named.append(replace(spot, label_y=round(y, 1), minor=place >= FEWER))
    return tuple(named)
