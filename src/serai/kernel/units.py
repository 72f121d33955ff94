"""Counts as they are told: "more than 75", "around 120 million", "at least ten".

A lower bound is not a number: it may be shown and compared, but :func:`total` refuses to add it up
silently. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Qualifier(StrEnum):
    """What a source said about the exactness of a count."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    AROUND = "around"
    ALMOST = "almost"
    UP_TO = "up_to"

    @property
    def words(self) -> str:
        """The words that stand before the number; empty for an exact count."""
        return "" if self is Qualifier.EXACT else self.value.replace("_", " ")


@dataclass(frozen=True)
class Count:
    """A number of something with its qualifier.

    Units:   whole things (people, countries, organisations); never below zero.
    Raises:  ValueError for a value below zero.
    """

    value: int
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"a count is never below zero: {self.value}")

    def __str__(self) -> str:
        number = f"{self.value:,}"
        words = self.qualifier.words
        return f"{words} {number}" if words else number

    @property
    def lowest(self) -> int | None:
        """The smallest number that the statement allows; ``None`` when it sets no floor."""
        match self.qualifier:
            case Qualifier.EXACT | Qualifier.AT_LEAST:
                return self.value
            case Qualifier.MORE_THAN:
                return self.value + 1
            case _:
                return None

    def contradicts(self, other: Count) -> bool:
        """Whether both statements cannot be true of the same thing.

        Only bounds that the words really set are used: "around" and "almost" contradict nothing.
        """
        vague = {Qualifier.AROUND, Qualifier.ALMOST}
        if self.qualifier in vague or other.qualifier in vague:
            return False
        low, high = self._bounds()
        other_low, other_high = other._bounds()
        return max(low, other_low) > min(high, other_high)

    def _bounds(self) -> tuple[int, Decimal]:
        match self.qualifier:
            case Qualifier.MORE_THAN:
                return self.value + 1, Decimal("Infinity")
            case Qualifier.AT_LEAST:
                return self.value, Decimal("Infinity")
            case Qualifier.UP_TO:
                return 0, Decimal(self.value)
            case _:
                return self.value, Decimal(self.value)


def total(counts: Iterable[Count]) -> Count | None:
    """The sum of exact and lower-bound counts, as a lower bound when any part is one.

    Unknown: no counts, or one that is only around, almost or up to a number, gives ``None``: such a
             sum would claim what nobody said.
    """
    parts = list(counts)
    if not parts:
        return None
    if any(part.lowest is None for part in parts):
        return None
    value = sum(part.value for part in parts)
    kinds = {part.qualifier for part in parts}
    if kinds == {Qualifier.EXACT}:
        return Count(value)
    if Qualifier.MORE_THAN in kinds:
        return Count(value, Qualifier.MORE_THAN)
    return Count(value, Qualifier.AT_LEAST)
