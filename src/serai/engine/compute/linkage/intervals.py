"""Shares with the interval in which they lie, from samples simple and stratified. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z = 1.959963984540054
"""Of the normal distribution: 95 %."""


@dataclass(frozen=True)
class Share:
    """A share of a whole, and the 95 % interval around it; ``n`` is what was looked at."""

    value: float | None
    low: float
    high: float
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        """Plain JSON, rounded to four places."""
        value = None if self.value is None else round(self.value, 4)
        return {"value": value, "low": round(self.low, 4), "high": round(self.high, 4), "n": self.n}


@dataclass(frozen=True)
class Stratum:
    """Pairs of one kind: how many there are, how many were looked at, how many of those were of one person."""

    size: int
    looked_at: int
    same: int


def wilson(same: float, looked_at: float) -> tuple[float, float]:
    """The 95 % interval of Wilson (1927) around ``same`` of ``looked_at``; (0, 1) when nothing was looked at."""
    if looked_at <= 0:
        return (0.0, 1.0)
    share, square = same / looked_at, Z * Z
    middle = (share + square / (2 * looked_at)) / (1 + square / looked_at)
    spread = (
        Z
        * math.sqrt(share * (1 - share) / looked_at + square / (4 * looked_at**2))
        / (1 + square / looked_at)
    )
    # at none and at all, rounding would leave the end an ulp inside
    return (
        0.0 if same == 0 else max(0.0, middle - spread),
        1.0 if same == looked_at else min(1.0, middle + spread),
    )


def share_of(strata: Iterable[Stratum]) -> Share:
    """The share of pairs of one person among all pairs of the strata.

    Unknown: a stratum of which nothing was looked at may hold any share: the interval is widened by it.
    Source:  stratified mean; Wilson's interval at the effective size of the sample (Kish 1965), the variance
             of each stratum after Agresti and Coull (1998), because a stratum without an error has not none.
    """
    parts = [stratum for stratum in strata if stratum.size > 0]
    seen = [part for part in parts if part.looked_at > 0]
    size, known = sum(part.size for part in parts), sum(part.size for part in seen)
    if not known:
        return Share(None, 0.0, 1.0, 0)
    value = sum(part.size * part.same / part.looked_at for part in seen) / known
    near = sum(part.size * _smoothed(part) for part in seen) / known
    variance = sum((part.size / known) ** 2 * _variance(part) for part in seen)
    low, high = _interval(value, near, variance)
    dark = (size - known) / size
    return Share(value, low * (1 - dark), high * (1 - dark) + dark, sum(part.looked_at for part in seen))


def recalled(linked: Iterable[Stratum], left: Iterable[Stratum]) -> Share:
    """The share that is linked of all pairs of one person: found in ``linked``, missed in ``left``.

    Source:  ratio of two stratified totals, its variance by the delta method; interval as in ``share_of``.
    """
    found, missed = _Total.of(linked), _Total.of(left)
    looked_at = found.looked_at + missed.looked_at
    whole = found.same + missed.same
    if not looked_at or not whole:
        return Share(None, 0.0, 1.0, looked_at)
    value, near = found.same / whole, found.near / (found.near + missed.near)
    variance = (missed.near**2 * found.variance + found.near**2 * missed.variance) / (
        found.near + missed.near
    ) ** 4
    low, high = _interval(value, near, variance)
    # what nobody looked at may be all of one person, or none of it
    worst = low * whole / (whole + missed.dark)
    best = 1 - (1 - high) * whole / (whole + found.dark)
    return Share(value, worst, best, looked_at)


@dataclass(frozen=True)
class _Total:
    """Pairs of one person in some strata: as counted, as smoothed, with variance; and pairs nobody looked at."""

    same: float
    near: float
    variance: float
    looked_at: int
    dark: int

    @classmethod
    def of(cls, strata: Iterable[Stratum]) -> _Total:
        parts = list(strata)
        seen = [part for part in parts if part.looked_at]
        return cls(
            sum(part.size * part.same / part.looked_at for part in seen),
            sum(part.size * _smoothed(part) for part in seen),
            sum(part.size**2 * _variance(part) for part in seen),
            sum(part.looked_at for part in seen),
            sum(part.size for part in parts if not part.looked_at),
        )


def _smoothed(part: Stratum) -> float:
    if part.looked_at >= part.size:
        return part.same / part.looked_at  # all of it was looked at: there is nothing to guess
    return (part.same + 2) / (part.looked_at + 4)


def _variance(part: Stratum) -> float:
    if part.looked_at >= part.size:
        return 0.0
    share = _smoothed(part)
    return share * (1 - share) / (part.looked_at + 4) * (1 - part.looked_at / part.size)


def _interval(value: float, near: float, variance: float) -> tuple[float, float]:
    if variance <= 0:
        return (value, value)
    # the size at which a simple sample of such a share would vary as much
    effective = near * (1 - near) / variance
    return wilson(value * effective, effective)
