"""Figures against one another: sums, balances, ratios, ranges, and against earlier periods.

Every check lays the figures out as a matrix, one component across and every combination of the others down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from serai.engine.checks.meanings import order_of
from serai.engine.checks.observing import Observing
from serai.engine.model.checking import ERROR, NOTE, WARNING, Check
from serai.engine.model.dataflow import Dataflow, Part
from serai.engine.model.describing import Labels, in_language
from serai.engine.model.observations import MOST_KEPT, TIME, VALUE, Finding

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
NONE, BEFORE = -1, -2
EXACT = 1e-9
MAD_OF_NORMAL = 1.4826
"""How much of a standard deviation the median absolute deviation of a normal distribution is, turned round."""

Said = tuple[int, str, dict[str, str]]
"""A row, a sentence and what is filled into it; the sentence "undecided" means that nothing can be said."""


@dataclass(frozen=True)
class Spread:
    """Figures with one component across: ``values`` (NaN unknown) and ``rows`` (``NONE``, ``BEFORE`` or its place)."""

    values: Numbers
    rows: Places
    across: list[str]

    def at(self, name: str) -> int:
        """The column of a code or period."""
        return self.across.index(name)


@dataclass(frozen=True)
class Figures:
    """The accepted figures and those published before, as columns; the latter have the place ``BEFORE``."""

    columns: dict[str, list[str]]
    values: Numbers
    rows: Places

    @property
    def own(self) -> Figures:
        """The figures of this submission alone: only they are meant to add up with one another."""
        chosen = [int(at) for at in np.flatnonzero(self.rows >= 0)]
        columns = {name: [column[at] for at in chosen] for name, column in self.columns.items()}
        return Figures(columns, self.values[chosen], self.rows[chosen])

    def spread(self, component: str, codes: list[str]) -> Spread:
        """The figures with ``codes`` of one component across."""
        place = {code: at for at, code in enumerate(codes)}
        at = np.array([place.get(code, -1) for code in self.columns[component]], dtype=np.int64)
        inside = at >= 0
        others = [name for name in self.columns if name != component]
        numbered = [np.unique(np.array(self.columns[name]), return_inverse=True)[1] for name in others]
        down = np.zeros(len(at), dtype=np.int64)
        for numbers in numbered:
            # dense after each step, so that the product stays small
            down = np.unique(down * (int(numbers.max(initial=0)) + 1) + numbers, return_inverse=True)[1]
        values = np.full((int(down.max(initial=-1)) + 1, len(codes)), np.nan)
        rows = np.full(values.shape, NONE, dtype=np.int64)
        values[down[inside], at[inside]] = self.values[inside]
        rows[down[inside], at[inside]] = self.rows[inside]
        return Spread(values, rows, codes)


def figures(seen: Observing, before: pa.Table | None) -> Figures:
    """The accepted rows and, behind them, cells of before of other periods: those of these are replaced."""
    names = [*seen.dataflow.dimension_ids, TIME]
    inside = np.flatnonzero(seen.accepted)
    chosen = pa.array(inside)
    columns = {name: seen.columns[name].take(chosen).to_pylist() for name in names}
    values = np.asarray(seen.columns[VALUE].take(chosen).to_numpy(zero_copy_only=False), dtype=np.float64)
    rows = inside.astype(np.int64)
    if before is not None:
        old = before.filter(pc.invert(pc.is_in(before[TIME], pa.array(columns[TIME], pa.string()))))
        columns = {name: columns[name] + old[name].to_pylist() for name in names}
        values = np.concatenate([values, np.asarray(old[VALUE].to_numpy(), dtype=np.float64)])
        rows = np.concatenate([rows, np.full(old.num_rows, BEFORE, dtype=np.int64)])
    return Figures(columns, values, rows)


def checks_of(dataflow: Dataflow) -> tuple[Check, ...]:
    """The checks of a table, and one for every dimension that adds up and has none for all its figures.

    In a protected table they are errors, without tolerance: where totals are not the sums of their parts nobody
    can say which of its numbers guard which.
    """
    have = {check.dimension for check in dataflow.checks if check.kind == "sum" and not check.where}
    implied = tuple(
        Check(f"sum_{d.id.lower()}", "sum", WARNING, _TOTALS, dimension=d.id)
        for d in dataflow.dimensions
        if d.adds_up and d.id not in have
    )
    every = dataflow.checks + implied
    if not dataflow.protection.threshold:
        return every
    return tuple(replace(c, severity=ERROR, tolerance=0.0) if c.kind == "sum" else c for c in every)


_TOTALS: Labels = {
    "en": "Totals are the sums of their parts.",
    "ar": "المجاميع هي حاصل جمع أجزائها.",
    "fa": "جمع‌ها برابر مجموع اجزای خود است.",
}


def relate(seen: Observing, before: pa.Table | None) -> None:
    """Run every check over the accepted figures and write down what fails, and what could not be decided."""
    laid = figures(seen, before)
    lost = Lost(seen)
    waiting: dict[str, list[int]] = {}
    for check in checks_of(seen.dataflow):
        undecided: list[int] = []
        found: list[Said] = []
        count = 0
        for row, name, values in RUN[check.kind](check, seen.dataflow, laid):
            if not _concerns(check, seen, row):
                continue
            if name == "undecided" and lost.explains(row, check, values["parts"]):
                waiting.setdefault(in_language(check.says, seen.language), []).append(row)
                continue
            if name == "undecided" and not (check.kind == "sum" and seen.dataflow.protection.threshold):
                undecided.append(row)
                continue
            count += 1
            # a part that is missing could be worked out, or give away one that is withheld
            found.append((row, "incomplete" if name == "undecided" else name, values))
            if check.severity == ERROR:
                seen.refused[row] = True
            if len(found) > 4 * MOST_KEPT:
                found = sorted(found, key=_row)[:MOST_KEPT]
        says = in_language(check.says, seen.language)
        advice = seen.say(f"{check.severity}_advice")
        for row, name, values in sorted(found, key=_row)[: seen.room(check.id, check.severity, count)]:
            seen.find(row, check.id, check.severity, f"{says} {seen.say(name, **values)}", advice)
        if undecided:
            said = seen.say("undecided", count=len(undecided), first=seen.place(min(undecided)))
            seen.findings.append(Finding(check.id, NOTE, f"{says} {said}", advice=seen.say("note_advice")))
    if waiting:
        rows = {row for rows in waiting.values() for row in rows}
        said = seen.say(
            "waiting",
            refused=lost.count,
            count=len(rows),
            first=seen.place(min(rows)),
            says=" ".join(waiting),
        )
        seen.findings.append(Finding("waiting", NOTE, said, advice=seen.say("waiting_advice")))


def _row(said: Said) -> int:
    return said[0]


class Lost:
    """The cells of the rows that are out. Where a code was not understood, it may have meant any."""

    def __init__(self, seen: Observing) -> None:
        self._seen = seen
        self._names = [*seen.dataflow.dimension_ids, TIME]
        out = np.flatnonzero(~seen.accepted)
        self.count = len(out)
        self._cells: dict[tuple[int, ...], set[tuple[str, ...]]] = {}
        columns = [seen.columns[name].take(pa.array(out)).to_pylist() for name in self._names]
        for codes in zip(*columns, strict=True):
            known = tuple(at for at, code in enumerate(codes) if code is not None)
            self._cells.setdefault(known, set()).add(tuple(codes[at] for at in known))

    def explains(self, row: int, check: Check, parts: str) -> bool:
        """Whether a figure that a total lacks may be one of them."""
        if not self._cells:
            return False
        here = [self._seen.columns[name][row].as_py() for name in self._names]
        at = self._names.index(check.dimension)
        for part in parts.split(", "):
            here[at] = part
            for known, cells in self._cells.items():
                if tuple(here[place] for place in known) in cells:
                    return True
        return False


def _concerns(check: Check, seen: Observing, row: int) -> bool:
    return all(seen.columns[name][row].as_py() in codes for name, codes in check.where.items())


def _range(check: Check, dataflow: Dataflow, laid: Figures) -> Iterator[Said]:
    own = laid.rows >= 0
    low = laid.values < (-np.inf if check.min is None else check.min)
    high = laid.values > (np.inf if check.max is None else check.max)
    for at in np.flatnonzero(own & (low | high)):
        yield int(laid.rows[at]), "range", {"value": _n(laid.values[at]), "bounds": _bounds(check)}


def _sum(check: Check, dataflow: Dataflow, laid: Figures) -> Iterator[Said]:
    dimension = dataflow.dimension(check.dimension)
    spread = laid.own.spread(dimension.id, list(dimension.codes))
    for total, parts in dimension.adds_up.items():
        yield from _adds(check, spread, total, parts, "sum")


def _balance(check: Check, dataflow: Dataflow, laid: Figures) -> Iterator[Said]:
    dimension = dataflow.dimension(check.dimension)
    spread = laid.own.spread(dimension.id, list(dimension.codes))
    yield from _adds(check, spread, check.closing, (Part(check.opening, 1), *check.adds), "balance")
    if not check.carries:
        return
    yield from _carried(check, dimension.id, laid)


def _adds(check: Check, spread: Spread, total: str, parts: tuple[Part, ...], name: str) -> Iterator[Said]:
    """Each total that is not the sum of its parts; below what is there, where a part is missing."""
    at = spread.at(total)
    signs = np.array([part.sign for part in parts], dtype=np.float64)
    columns = [spread.at(part.code) for part in parts]
    of = spread.values[:, columns]
    known = ~np.isnan(of)
    made = np.where(known, of * signs, 0).sum(axis=1)
    given = spread.values[:, at]
    own = (spread.rows[:, at] >= 0) & ~np.isnan(given) & known.any(axis=1)
    whole = known.all(axis=1)
    limit = check.tolerance + EXACT * np.maximum(1, np.abs(given))
    off = own & whole & (np.abs(given - made) > limit)
    below = own & ~whole & (given < made - limit) & bool((signs > 0).all()) & (name == "sum")
    for line in np.flatnonzero(own & (off | below | ~whole)):
        row = int(spread.rows[line, at])
        if not (off[line] or below[line]):
            lacks = [part.code for part, there in zip(parts, known[line], strict=True) if not there]
            yield row, "undecided", {"parts": ", ".join(lacks)}
            continue
        told = ", ".join(
            f"{'-' if part.sign < 0 else ''}{part.code} {_n(value)}"
            for part, value in zip(parts, of[line], strict=True)
            if not np.isnan(value)
        )
        words = {"total": _n(given[line]), "made": _n(made[line]), "parts": told}
        yield row, "below" if below[line] else name, words


def _only(laid: Figures, component: str, code: str) -> Figures:
    """The figures of one code, without its component."""
    chosen = [at for at, one in enumerate(laid.columns[component]) if one == code]
    columns = {
        name: [column[at] for at in chosen] for name, column in laid.columns.items() if name != component
    }
    return Figures(columns, laid.values[chosen], laid.rows[chosen])


def _carried(check: Check, dimension: str, laid: Figures) -> Iterator[Said]:
    """Each opening that is not the closing of the period before."""
    order = {order_of(period): period for period in set(laid.columns[TIME])}
    others = [name for name in laid.columns if name not in (dimension, TIME)]
    closings, openings = _only(laid, dimension, check.closing), _only(laid, dimension, check.opening)
    ends = dict(zip(_lines(closings, [*others, TIME]), closings.values, strict=True))
    for at, key in enumerate(_lines(openings, [*others, TIME])):
        here = order_of(key[-1])
        period = order.get(here - 1) if here is not None else None
        end = ends.get((*key[:-1], period)) if period else None
        value = openings.values[at]
        if openings.rows[at] < 0 or end is None or np.isnan(end) or np.isnan(value):
            continue
        if abs(value - end) > check.tolerance + EXACT * max(1, abs(value)):
            words = {"value": _n(value), "before": _n(end), "period": str(period)}
            yield int(openings.rows[at]), "carries", words


def _lines(laid: Figures, names: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(laid.columns[name] for name in names), strict=True))


def _ratio(check: Check, dataflow: Dataflow, laid: Figures) -> Iterator[Said]:
    spread = laid.own.spread(check.dimension, list(dataflow.dimension(check.dimension).codes))
    over, under = spread.at(check.numerator), spread.at(check.denominator)
    upper, lower = spread.values[:, over], spread.values[:, under]
    own = (spread.rows[:, over] >= 0) & ~np.isnan(upper) & ~np.isnan(lower) & ((upper != 0) | (lower != 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = upper / lower
    low = ratio < (-np.inf if check.min is None else check.min)
    high = ratio > (np.inf if check.max is None else check.max)
    for line in np.flatnonzero(own & (low | high)):
        yield (
            int(spread.rows[line, over]),
            "ratio",
            {
                "numerator": f"{check.numerator} {_n(upper[line])}",
                "denominator": f"{check.denominator} {_n(lower[line])}",
                "ratio": "∞" if np.isinf(ratio[line]) else _n(round(float(ratio[line]), 3)),
                "bounds": _bounds(check),
            },
        )


def _change(check: Check, dataflow: Dataflow, laid: Figures) -> Iterator[Said]:
    spread, order = _over_time(laid)
    for at in range(1, len(order)):
        if order[at] != order[at - 1] + 1:
            continue
        now, then = spread.values[:, at], spread.values[:, at - 1]
        moved = np.abs(now - then)
        far = (
            (moved > np.abs(then) * check.percent / 100) & (moved >= check.least) & (spread.rows[:, at] >= 0)
        )
        for line in np.flatnonzero(far):
            difference = now[line] - then[line]
            percent = f" ({difference / abs(then[line]):+.0%})" if then[line] else ""
            words = {"value": _n(now[line]), "before": _n(then[line]), "period": spread.across[at - 1]}
            yield (
                int(spread.rows[line, at]),
                "change",
                words | {"change": f"{'+' if difference > 0 else ''}{_n(difference)}{percent}"},
            )


def _outlier(check: Check, dataflow: Dataflow, laid: Figures) -> Iterator[Said]:
    spread, order = _over_time(laid)
    for at in range(1, len(order)):
        # only those that somebody hands in now, and that have enough to be compared with
        earlier = spread.values[:, :at]
        enough = (~np.isnan(earlier)).sum(axis=1) >= check.periods
        lines = np.flatnonzero((spread.rows[:, at] >= 0) & ~np.isnan(spread.values[:, at]) & enough)
        if not len(lines):
            continue
        middle = np.nanmedian(earlier[lines], axis=1)
        deviation = MAD_OF_NORMAL * np.nanmedian(np.abs(earlier[lines] - middle[:, None]), axis=1)
        values = spread.values[lines, at]
        far = np.abs(values - middle) > check.factor * np.maximum(deviation, check.least)
        counts = (~np.isnan(earlier[lines])).sum(axis=1)
        for one in np.flatnonzero(far):
            words = {"value": _n(values[one]), "middle": _n(middle[one]), "count": str(int(counts[one]))}
            yield int(spread.rows[lines[one], at]), "outlier", words


def _over_time(laid: Figures) -> tuple[Spread, list[int]]:
    """The figures with their periods across, in order."""
    orders = {period: order for period in set(laid.columns[TIME]) if (order := order_of(period)) is not None}
    periods = sorted(orders, key=lambda period: orders[period])
    return laid.spread(TIME, periods), [orders[period] for period in periods]


def _bounds(check: Check) -> str:
    if check.min is not None and check.max is not None:
        return f"{_n(check.min)}–{_n(check.max)}"
    return f"≥ {_n(check.min)}" if check.min is not None else f"≤ {_n(check.max)}"


def _n(value: float | None) -> str:
    """A number as people read it: whole ones without a point."""
    number = float(value if value is not None else np.nan)
    return f"{number:.0f}" if number.is_integer() else f"{number:.10g}"


RUN: Mapping[str, Callable[[Check, Dataflow, Figures], Iterator[Said]]] = {
    "range": _range,
    "sum": _sum,
    "balance": _balance,
    "ratio": _ratio,
    "change": _change,
    "outlier": _outlier,
}
