"""An attack on the table before others try it: what can a reader work out about the cells withheld?

The audit knows nothing of how the cells were chosen. It takes the place of a reader who has every published
number, knows every sum, and knows that persons are counted, so that no count is below zero.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serai.engine.errors import EngineError
from serai.engine.model.cells import Cell, cells_hash
from serai.engine.model.dataflow import Protection
from serai.engine.protect.linked import LinkedTable, Relation, components, determined
from serai.engine.protect.solver import TOLERANCE, Program
from serai.engine.protect.standing import NOTHING, Standing
from serai.engine.protect.suppress import Suppression


class Unsafe(EngineError):
    """A reader could find out what is withheld; the table must not leave the house."""


@dataclass(frozen=True)
class Certificate:
    """Says that exactly these cells, shown and withheld as they are, have passed the audit."""

    cells: str
    threshold: int
    width: int
    published: int
    withheld: int
    revisions: int = 0
    """So many earlier revisions were laid beside it in the attack."""

    def as_dict(self) -> dict[str, Any]:
        """The certificate as plain values, for a passport."""
        return asdict(self)


def audit(
    table: LinkedTable,
    suppression: Suppression,
    protection: Protection,
    shown: list[Cell],
    standing: Standing = NOTHING,
) -> Certificate:
    """Attack the table; a certificate for the cells ``shown`` if the attack fails.

    The attacker has the earlier revisions as well, and knows of every cell whether it is the same there.

    Three things must hold: no withheld cell is the only solution of the sums (linear algebra, exact); what
    non-negativity adds leaves each cell that is withheld for being small an interval at least
    ``width`` wide, with more than one whole number in it (linear programs); and ``shown`` has no value where
    the table is withheld, and the true value everywhere else.

    Raises:  Unsafe, naming cells by key and never by value; NotSolved when the solver fails.
    """
    unknown = set(suppression.withheld) - standing.told
    bare = {cell for cell in suppression.withheld if cell < len(shown)}
    _same_cells(table, bare, shown)
    groups = components(table.relations, unknown)
    exact = [cell for cells, relations in groups for cell in determined(cells, relations)]
    if exact:
        raise Unsafe(
            f"{len(exact)} withheld cells can be worked out exactly"
            + (", from this revision and earlier ones" if standing.revisions else ""),
            where=", ".join(table.keys[cell] for cell in sorted(exact)[:5]),
            advice="Withhold more cells, or publish a coarser table.",
        )
    for cells, relations in groups:
        for cell, low, high in _intervals(table, cells, relations, suppression.primary, protection.width):
            whole = np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE)
            if high - low < protection.width - TOLERANCE or whole < 1:
                raise Unsafe(
                    "A withheld cell can be worked out too closely",
                    where=table.keys[cell],
                    advice="Withhold more cells, or publish a coarser table.",
                )
    return Certificate(
        cells=cells_hash(shown),
        threshold=protection.threshold,
        width=protection.width,
        published=len(shown) - len(bare),
        withheld=len(bare),
        revisions=standing.revisions,
    )


def require(certificate: Certificate | None, shown: list[Cell]) -> Certificate:
    """The certificate, if it is one for exactly these cells.

    Raises:  Unsafe when there is none or when it belongs to other cells.
    """
    if certificate is None or certificate.cells != cells_hash(shown):
        raise Unsafe(
            "These cells have not passed the disclosure audit",
            advice="Protect and audit them, and publish exactly what was audited.",
        )
    return certificate


def _same_cells(table: LinkedTable, unknown: set[int], shown: list[Cell]) -> None:
    """The cells to be shown are those of the table, bare where withheld and true elsewhere."""
    if [cell.key for cell in shown] != table.keys[: len(shown)]:
        raise Unsafe("The cells to be shown are not those of the table", advice="Protect the table again.")
    for index, cell in enumerate(shown):
        if cell.withheld != (index in unknown) or cell.value != (
            None if index in unknown else float(table.values[index])
        ):
            raise Unsafe(
                "A cell is not shown as the protection has it",
                where=cell.key,
                advice="Protect the table again.",
            )


def _intervals(
    table: LinkedTable, cells: list[int], relations: list[Relation], primary: frozenset[int], width: int
) -> list[tuple[int, float, float]]:
    """For each primary cell of one component, ends between which it can be anything for all a reader knows.

    The ends are the true ones, or lie inside them and are ``width`` apart already: each table that a
    program finds is a possible one for every cell in it, so that most need no program of their own.
    """
    place = {cell: index for index, cell in enumerate(cells)}
    targets = [place[cell] for cell in cells if cell in primary]
    if not targets:
        return []
    counted = table.counted[cells]
    ceiling = float(np.abs(table.values).max() * 4 + 100 * width)
    inside = set(cells)
    equations, right = [], []
    for relation in relations:
        within = {cell: sign for cell, sign in relation.items() if cell in inside}
        equations.append({place[cell]: float(sign) for cell, sign in within.items()})
        # what the sum of the others leaves for them
        right.append(float(sum(sign * table.values[cell] for cell, sign in within.items())))
    program = Program(np.where(counted, 0.0, -ceiling), np.full(len(cells), ceiling), equations, right)
    lowest: NDArray[np.float64] = table.values[cells].astype(np.float64)
    highest = lowest.copy()
    for target in targets:
        for cost in (1.0, -1.0):
            if highest[target] - lowest[target] >= width - TOLERANCE:
                break
            program.price([target], [cost])
            answer = program.cheapest()
            lowest, highest = np.minimum(lowest, answer), np.maximum(highest, answer)
        program.price([target], [0.0])
    return [(cells[target], float(lowest[target]), float(highest[target])) for target in targets]
