"""Places of one month beside the month before: plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MISSING, FELL, NEW, HELD = "missing", "fell", "new", "held"


@dataclass(frozen=True)
class PlaceMonth:
    """One place in a month and in the month before it: rows with a figure, and persons.

    Unknown: persons are None where no row has a figure.
    """

    place: str
    rows: int
    persons: int | None
    rows_before: int
    persons_before: int | None

    @property
    def lost(self) -> int:
        """How many persons fewer than in the month before; below zero where there are more."""
        return (self.persons_before or 0) - (self.persons or 0)

    @property
    def state(self) -> str:
        """``missing`` where the month before has figures and this one none; ``fell`` by more than half; ``new``."""
        if not self.rows:
            return MISSING
        if not self.rows_before:
            return NEW
        return FELL if 2 * (self.persons or 0) < (self.persons_before or 0) else HELD


@dataclass(frozen=True)
class MonthOfPlaces:
    """The places of one month of a dataset, worst first. ``months`` are the first days of all months of the import."""

    first: date
    last: date
    months: tuple[date, ...]
    places: tuple[PlaceMonth, ...]


@dataclass(frozen=True)
class Coverage:
    """Places by months of a dataset; ``missing`` are places and months without a figure, the newest month first."""

    places: int
    months: int
    missing: tuple[tuple[str, str], ...]

    @property
    def expected(self) -> int:
        """How many months of places there would be if none were missing."""
        return self.places * self.months

    @property
    def present(self) -> int:
        """How many of them have a figure."""
        return self.expected - len(self.missing)


def worst_first(places: list[PlaceMonth]) -> tuple[PlaceMonth, ...]:
    """Missing ones, then those that fell, each by how many persons are lost; then the others."""
    ranks = {MISSING: 0, FELL: 1, HELD: 2, NEW: 3}
    return tuple(sorted(places, key=lambda p: (ranks[p.state], -p.lost, p.place)))
