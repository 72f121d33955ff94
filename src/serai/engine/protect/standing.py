"""The revisions that stand beside the one to come: a reader has them all, and compares.

A revision that withholds A and B of a total tells A + B. If the next one withholds C in their place, or C changes and
is small, C can be worked out from the two. So all revisions are one table: a cell that has the same value in two
revisions is one cell of it, a cell that changed is two, and the sums of every revision hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow, Dimension, Part
from serai.engine.protect.linked import LinkedTable, Places, Relation, linked_table, sums_of

TOTAL = "_T"


@dataclass(frozen=True)
class Earlier:
    """A revision as it stands: its cells as they are shown, the codes of its dimensions by id, its threshold.

    ``counted`` are the true values by key, of withheld cells as well, where they can still be counted. Without
    them a withheld cell is taken to be what it is now, and stays withheld.
    """

    cells: Sequence[Cell]
    codes: Mapping[str, Sequence[str]]
    threshold: int
    counted: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Standing:
    """What earlier revisions say of the cells of a table, by their places in it.

    ``told`` is shown by one of them, with the value that it has now; ``withheld`` by none that has this value.
    ``promised`` is the threshold below which a withheld cell was said to be protected. Of the ``supposed`` nobody
    can count any more what they were.
    """

    told: frozenset[int] = frozenset()
    withheld: frozenset[int] = frozenset()
    promised: Mapping[int, int] = field(default_factory=dict)
    supposed: frozenset[int] = frozenset()
    revisions: int = 0


NOTHING = Standing()


def beside(cells: list[Cell], dataflow: Dataflow, earlier: Sequence[Earlier]) -> tuple[LinkedTable, Standing]:
    """The cells of a dataflow, and behind them those of earlier revisions that were different, as one table.

    Revisions with other dimensions have no cell in common with it and are left out.
    Raises:  DoesNotAddUp for the cells themselves.
    """
    table = linked_table(cells, dataflow)
    alike = [one for one in earlier if tuple(one.codes) == dataflow.dimension_ids]
    if not alike:
        return table, NOTHING
    together = _Together(table, dataflow)
    for one in alike:
        together.lay(one)
    return together.table(), together.standing(len(alike))


class _Together:
    """One table of several revisions while it is laid out."""

    def __init__(self, table: LinkedTable, dataflow: Dataflow) -> None:
        self._now, self._dataflow = table, dataflow
        self._at = {
            (key, float(value)): at
            for at, (key, value) in enumerate(zip(table.keys, table.values, strict=True))
        }
        self._values = dict(zip(table.keys, map(float, table.values), strict=True))
        self._more: list[tuple[str, float]] = []
        self._balances: set[int] = set()
        self._sums: dict[frozenset[tuple[int, int]], Relation] = {}
        self._told: set[int] = set()
        self._withheld: set[int] = set()
        self._promised: dict[int, int] = {}
        self._supposed: set[int] = set()

    def lay(self, one: Earlier) -> None:
        """Lay an earlier revision beside the others."""
        # sums tie the periods of one year together and no others
        years = {cell.period[:4] for cell in one.cells if cell.withheld}
        place: Places = {}
        for cell in one.cells:
            if cell.withheld:
                at = self._place(cell.key, self._counted(one, cell.key))
                self._withheld.add(at)
                if one.counted is None:
                    self._supposed.add(at)
                self._promised[at] = max(self._promised.get(at, 0), one.threshold)
            elif cell.value is None:
                continue
            elif cell.period[:4] in years:
                self._told.add(at := self._place(cell.key, cell.value))
            else:
                if (cell.key, cell.value) in self._at:
                    self._told.add(self._at[cell.key, cell.value])
                continue
            place[cell.codes, cell.period] = at
        relations, _, balances = sums_of(place, _as_it_was(self._dataflow, one.codes))
        self._balances |= balances
        for relation in relations:
            self._sums.setdefault(frozenset(relation.items()), relation)

    def table(self) -> LinkedTable:
        """All revisions; the cells of the one to come are the first."""
        keys, values = zip(*self._more, strict=True) if self._more else ((), ())
        numbers = range(len(self._now.keys), len(self._now.keys) + len(keys))
        counted = np.array([at not in self._balances for at in numbers], dtype=np.bool_)
        there = {frozenset(relation.items()) for relation in self._now.relations}
        return LinkedTable(
            keys=[*self._now.keys, *keys],
            values=np.concatenate([self._now.values, np.array(values, dtype=np.int64)]),
            counted=np.concatenate([self._now.counted, counted]),
            totals=np.concatenate([self._now.totals, np.zeros(len(keys), dtype=np.int64)]),
            relations=[
                *self._now.relations,
                *(sums for items, sums in self._sums.items() if items not in there),
            ],
        )

    def standing(self, revisions: int) -> Standing:
        """What the earlier revisions tell and withhold."""
        withheld = frozenset(self._withheld - self._told)
        return Standing(frozenset(self._told), withheld, self._promised, withheld & self._supposed, revisions)

    def _counted(self, one: Earlier, key: str) -> float:
        if one.counted is not None and key in one.counted:
            return one.counted[key]
        # a cell that is no more: nobody is told how much it was, and some of it is assumed
        return self._values.get(key, float(one.threshold))

    def _place(self, key: str, value: float) -> int:
        if (key, value) not in self._at:
            self._at[key, value] = len(self._now.keys) + len(self._more)
            self._more.append((key, value))
        return self._at[key, value]


def _as_it_was(dataflow: Dataflow, codes: Mapping[str, Sequence[str]]) -> Dataflow:
    """The sums of a dataflow when its dimensions had these codes: one that is no more was a part of the total."""

    def then(dimension: Dimension) -> Dimension:
        had = codes[dimension.id]
        gone = tuple(Part(code, 1) for code in had if code not in dimension.codes)
        sums = {
            total: tuple(part for part in parts if part.code in had) + (gone if total == TOTAL else ())
            for total, parts in dimension.adds_up.items()
        }
        return replace(dimension, codes={code: {} for code in had}, adds_up=sums)

    return replace(dataflow, dimensions=tuple(map(then, dataflow.dimensions)))
