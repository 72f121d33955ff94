"""Which cells to withhold: the small ones, and as few others as keep the small ones from being worked out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serai.engine.model.dataflow import Protection
from serai.engine.protect.linked import LinkedTable, Relation, components, determined
from serai.engine.protect.solver import TOLERANCE, Program
from serai.engine.protect.standing import NOTHING, Standing

METHOD = "threshold rule, then least-cost secondary suppression by linear programming"


@dataclass(frozen=True)
class Suppression:
    """``primary``: withheld for being small. ``withheld``: those and the ones that guard them.

    Which of the two a cell is must never leave the engine.
    """

    primary: frozenset[int]
    withheld: frozenset[int]


def suppress(table: LinkedTable, protection: Protection, standing: Standing = NOTHING) -> Suppression:
    """Choose the cells to withhold.

    Primary: counts from 1 to threshold - 1. Zeros are published: nobody is in a zero, an analyst needs to
    tell "none" from "few", and a table with its zeros withheld is of little use; where "none" would itself
    be telling, the breakdown does not belong into the table.

    Secondary: for each primary cell the table that a reader sees must also be true of a table in which
    the cell is 0, and of one in which it is ``width`` or more. A linear program finds the cheapest
    way to change the table to such a one with every sum kept; the cells that it changes are withheld. Cells
    are dear when they are sums over much, or large.

    Balances are shown where both of their sides are: then they tell nothing that the sides do not tell,
    and the two sides can be protected apart.

    What an earlier revision tells can guard nothing and needs no guard; what it withholds stays withheld, but
    for guards that are needed no more and could be worked out anyway.

    Raises:  NotSolved when the solver fails.
    """
    least = np.full(len(table.keys), protection.threshold)
    for cell, promised in standing.promised.items():
        least[cell] = max(least[cell], promised)
    small = {
        int(cell) for cell in np.flatnonzero(table.counted & (table.values >= 1) & (table.values < least))
    }
    primary = frozenset(small - standing.told)
    withheld = small | standing.withheld
    counts = {int(cell) for cell in np.flatnonzero(table.counted)}
    sums = [relation for relation in table.relations if relation.keys() <= counts | standing.told]
    for cells, relations in components(sums, counts - standing.told):
        if not primary.isdisjoint(cells):
            withheld |= _guard(table, cells, relations, primary, standing.withheld, protection.width)
    for relation in table.relations:
        balances = relation.keys() - counts
        if len(balances) == 1 and not withheld.isdisjoint(relation):
            withheld |= balances
    if standing.revisions:
        withheld -= _followed(table, withheld, primary, standing)
    return Suppression(primary, frozenset(withheld))


def _followed(
    table: LinkedTable, withheld: set[int], primary: frozenset[int], standing: Standing
) -> set[int]:
    """Guards of earlier revisions that guard nothing here and follow from what is shown: they can as well be shown.

    Not where it is only supposed that they are what they were: what they guarded might follow from them.
    """
    groups = components(table.relations, withheld - standing.told)
    found = {cell for cells, relations in groups for cell in determined(cells, relations)}
    return found - primary - standing.supposed


def _guard(
    table: LinkedTable,
    cells: list[int],
    relations: list[Relation],
    primary: frozenset[int],
    already: frozenset[int],
    width: int,
) -> set[int]:
    """The cells of one component that guard its primary cells, and these; ``already`` withheld cost nothing."""
    size = len(cells)
    place = {cell: index for index, cell in enumerate(cells)}
    values = table.values[cells].astype(np.float64)
    # the first half of the columns is how much a cell goes up, the second half how much it goes down
    program = Program(
        np.zeros(2 * size),
        np.concatenate([np.full(size, np.inf), values]),
        [
            {place[cell]: float(sign) for cell, sign in relation.items() if cell in place}
            | {size + place[cell]: float(-sign) for cell, sign in relation.items() if cell in place}
            for relation in relations
        ],
        [0.0] * len(relations),
    )
    prices = (1.0 + table.totals[cells]) ** 2 * np.log2(2.0 + values)
    program.price(range(2 * size), [*prices, *prices])
    free: set[int] = set()

    def release(columns: set[int]) -> None:
        """From now on these cells may change at no cost: they are withheld."""
        free.update(columns)
        ordered = sorted(columns)
        program.price([*ordered, *[size + column for column in ordered]], [0.0] * (2 * len(ordered)))

    smalls = [place[cell] for cell in cells if cell in primary]
    release({place[cell] for cell in cells if cell in primary or cell in already})
    lowest, highest = np.zeros(size), np.zeros(size)
    for small in smalls:
        for wanted in (-values[small], width - values[small]):
            if lowest[small] - TOLERANCE <= wanted <= highest[small] + TOLERANCE:
                continue
            up, down = (wanted, 0.0) if wanted > 0 else (0.0, -wanted)
            program.bound(small, up, up)
            program.bound(size + small, down, down)
            answer = program.cheapest()
            program.bound(small, 0.0, np.inf)
            program.bound(size + small, 0.0, values[small])
            change = answer[:size] - answer[size:]
            release({int(at) for at in np.flatnonzero(np.abs(change) > TOLERANCE)} - free)
            lowest, highest = np.minimum(lowest, change), np.maximum(highest, change)
    return {cells[column] for column in free}
