"""Small tables with all their totals, for tests of protection."""

from __future__ import annotations

import itertools

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow, Dimension, Part, Protection

SEX = Dimension("SEX", {"en": "Sex"}, {c: {} for c in ("F", "M", "_T")}, {"_T": (Part("F", 1), Part("M", 1))})
AGE = Dimension(
    "AGE",
    {"en": "Age"},
    {c: {} for c in ("Y0T17", "Y18T64", "Y_GE65", "_T")},
    {"_T": (Part("Y0T17", 1), Part("Y18T64", 1), Part("Y_GE65", 1))},
)
KIND = Dimension(
    "KIND", {"en": "Direction"}, {c: {} for c in ("I", "E", "N")}, {"N": (Part("I", 1), Part("E", -1))}
)
FREQ = Dimension("FREQ", {"en": "Frequency"}, {"A": {}, "Q": {}})


def flow(*dimensions: Dimension, threshold: int = 5, width: int = 4) -> Dataflow:
    """A dataflow of these dimensions."""
    return Dataflow(
        id="DF_TEST",
        agency="TEST",
        version="1.0",
        title={"en": "Test"},
        unit="persons",
        dataset="test",
        dimensions=dimensions,
        protection=Protection(threshold, width),
        origin="compiled",
    )


def leaf_codes(dataflow: Dataflow) -> list[tuple[str, ...]]:
    """The codes of every cell that is no total."""
    return list(itertools.product(*[dimension.leaves for dimension in dataflow.dimensions]))


def full_table(dataflow: Dataflow, values: list[int], period: str = "2022") -> list[Cell]:
    """Cells of one period from the values of the leaves, totals added."""
    leaves = dict(zip(leaf_codes(dataflow), values, strict=True))
    sums: dict[tuple[str, ...], int] = {}
    levels = [dimension.levels() for dimension in dataflow.dimensions]
    for path in itertools.product(*levels):
        codes = tuple(level for _, level, _ in path)
        sign = 1
        for _, _, step in path:
            sign *= step
        sums[codes] = sums.get(codes, 0) + sign * leaves[tuple(leaf for leaf, _, _ in path)]
    return [Cell(codes, period, float(value)) for codes, value in sums.items()]
