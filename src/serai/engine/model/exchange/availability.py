"""What there is of a dataflow for a query: the values of its dimensions and how many cells, as one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from serai.engine.model.exchange.structures import Structure


@dataclass(frozen=True)
class Available:
    """The values that each dimension has, in their order, and how many series and cells a query is answered with.

    Units:   ``series`` and ``cells`` are counts; withheld cells are cells.
    Unknown: a dimension that is not asked for, or has no value, is not among ``values``.
    """

    structure: Structure
    values: Mapping[str, tuple[str, ...]]
    series: int
    cells: int
