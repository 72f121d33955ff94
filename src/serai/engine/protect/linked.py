"""A table as numbers that add up: which cells there are, and every sum that a reader can check."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serai.engine.errors import EngineError
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow

PRIME = 2_147_483_647
"""Arithmetic is done modulo this prime: exact, and products still fit into 64 bits."""
Relation = dict[int, int]
"""A sum that is always zero: the place of each cell in it, and its sign."""
Places = dict[tuple[tuple[str, ...], str], int]
"""Where the cell of these codes and this period stands."""


class DoesNotAddUp(EngineError):
    """A total of the table is not the sum of its parts."""


@dataclass(frozen=True)
class LinkedTable:
    """The true values of a table with all its additive relations.

    ``counted`` says which cells count persons: they are known to be zero or more, and are withheld when
    small. The others are balances, which may be below zero.
    """

    keys: list[str]
    values: NDArray[np.int64]
    counted: NDArray[np.bool_]
    totals: NDArray[np.int64]
    relations: list[Relation]


def linked_table(cells: list[Cell], dataflow: Dataflow) -> LinkedTable:
    """The cells of a dataflow with the sums over its dimensions, and of quarters to their year.

    Raises:  DoesNotAddUp, naming the first total that is not the sum of its parts: a table like that
             cannot be protected, because nobody knows which of its numbers is true.
    """
    place = {(cell.codes, cell.period): index for index, cell in enumerate(cells)}
    relations, above, balances = sums_of(place, dataflow)
    totals = np.array([above.get(index, 0) for index in range(len(cells))], dtype=np.int64)
    counted = np.array([index not in balances for index in range(len(cells))], dtype=np.bool_)
    table = LinkedTable(
        keys=[cell.key for cell in cells],
        values=np.array([_whole(cell) for cell in cells], dtype=np.int64),
        counted=counted,
        totals=totals,
        relations=relations,
    )
    for relation in relations:
        if sum(sign * table.values[at] for at, sign in relation.items()) != 0:
            total, *parts_of = relation
            raise DoesNotAddUp(
                f"{table.keys[total]} is {table.values[total]} and not the sum of its parts",
                where=", ".join(f"{table.keys[at]} = {table.values[at]}" for at in parts_of),
                advice="Compile the table again from its records.",
            )
    return table


def sums_of(place: Places, dataflow: Dataflow) -> tuple[list[Relation], dict[int, int], set[int]]:
    """The sums that a reader can check, of how many dimensions a cell is a total, and which cells are balances.

    Only sums all of whose parts are in the table.
    """
    relations: list[Relation] = []
    above: dict[int, int] = {}
    balances: set[int] = set()
    for (codes, period), index in place.items():
        for position, dimension in enumerate(dataflow.dimensions):
            parts = dimension.adds_up.get(codes[position], ())
            if not parts:
                continue
            above[index] = above.get(index, 0) + 1
            if codes[position] in dimension.balances:
                balances.add(index)
            addends = {
                place.get(((*codes[:position], part.code, *codes[position + 1 :]), period)): part.sign
                for part in parts
            }
            if None not in addends:
                relations.append({index: 1} | {at: -sign for at, sign in addends.items() if at is not None})
    return relations + _years(place, dataflow), above, balances


def _years(place: Places, dataflow: Dataflow) -> list[Relation]:
    """Each annual cell as the sum of its four quarters, where all four are in the table."""
    if "FREQ" not in dataflow.dimension_ids:
        return []
    at = dataflow.dimension_ids.index("FREQ")
    relations = []
    for (codes, period), index in place.items():
        if codes[at] != "A":
            continue
        quarterly = (*codes[:at], "Q", *codes[at + 1 :])
        quarters = [place.get((quarterly, f"{period}-Q{number}")) for number in (1, 2, 3, 4)]
        if None not in quarters:
            relations.append({index: 1} | {quarter: -1 for quarter in quarters if quarter is not None})
    return relations


def _whole(cell: Cell) -> int:
    """The value as a whole number of persons.

    Raises:  DoesNotAddUp for a cell without a value or with a fraction.
    """
    if cell.value is None or cell.value != int(cell.value):
        raise DoesNotAddUp(
            f"{cell.key} is not a whole number of persons",
            where=f"value {cell.value}",
            advice="Only counts can be protected by withholding small cells.",
        )
    return int(cell.value)


def components(relations: list[Relation], unknown: set[int]) -> list[tuple[list[int], list[Relation]]]:
    """The unknown cells in groups that no relation ties together, each with its relations.

    Cells that are known drop out of the relations; a group can then be examined alone.
    """
    parent = {cell: cell for cell in unknown}

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    touching = []
    for relation in relations:
        inside = [cell for cell in relation if cell in unknown]
        if inside:
            touching.append((inside[0], relation))
            for one, other in itertools.pairwise(inside):
                parent[root(one)] = root(other)
    cells: dict[int, list[int]] = defaultdict(list)
    for cell in sorted(unknown):
        cells[root(cell)].append(cell)
    tied: dict[int, list[Relation]] = defaultdict(list)
    for cell, relation in touching:
        tied[root(cell)].append(relation)
    return [(members, tied[top]) for top, members in sorted(cells.items(), key=lambda item: item[1][0])]


def matrix(cells: list[int], relations: list[Relation]) -> NDArray[np.int64]:
    """The relations as rows over ``cells``; the other cells, being known, have no column."""
    column: dict[int, int] = {cell: index for index, cell in enumerate(cells)}
    rows: NDArray[Any] = np.zeros((len(relations), len(cells)), dtype=np.int64)
    for row, relation in enumerate(relations):
        for cell, sign in relation.items():
            if cell in column:
                rows[row, column[cell]] = sign
    return rows


def determined(cells: list[int], relations: list[Relation]) -> list[int]:
    """Cells that the sums alone leave only one value: in reduced rows they stand alone."""
    rows = matrix(cells, relations) % PRIME
    rank = 0
    for column in range(len(cells)):
        found = np.flatnonzero(rows[rank:, column])
        if not len(found):
            continue
        pivot = rank + int(found[0])
        rows[[rank, pivot]] = rows[[pivot, rank]]
        rows[rank] = rows[rank] * pow(int(rows[rank, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != rank]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[rank] % PRIME) % PRIME
        rank += 1
        if rank == len(rows):
            break
    alone = np.flatnonzero((rows[:rank] != 0).sum(axis=1) == 1)
    return [cells[int(np.flatnonzero(rows[row])[0])] for row in alone]
