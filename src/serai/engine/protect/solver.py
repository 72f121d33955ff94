"""Linear programs over a table, solved in memory by HiGHS; each solve starts from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from serai.engine.errors import EngineError

TOLERANCE = 1e-6
"""What a solution may be off by; counts are whole numbers, so a millionth is nothing."""


class NotSolved(EngineError):
    """The solver gave no answer; a table that could not be examined is never taken as safe."""


class Program:
    """Numbers between bounds that fulfil equations; ask again and again for the cheapest, or an extreme."""

    def __init__(
        self,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        equations: Sequence[dict[int, float]],
        right: Sequence[float],
    ) -> None:
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
            self._highs.setOptionValue(option, value)
        size = len(lower)
        none = np.array([], dtype=np.int32)
        self._highs.addCols(size, np.zeros(size), lower, upper, 0, none, none, np.array([], dtype=np.float64))
        starts = np.cumsum([0, *[len(row) for row in equations]])[:-1].astype(np.int32)
        columns = np.array([column for row in equations for column in row], dtype=np.int32)
        factors = np.array([factor for row in equations for factor in row.values()], dtype=np.float64)
        sides = np.array(right, dtype=np.float64)
        if len(equations):
            self._highs.addRows(len(equations), sides, sides, len(columns), starts, columns, factors)

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Keep one number between new bounds from now on."""
        self._highs.changeColBounds(column, lower, upper)

    def price(self, columns: Sequence[int], costs: Sequence[float]) -> None:
        """Give numbers new costs for the next solve."""
        self._highs.changeColsCost(
            len(columns), np.array(columns, dtype=np.int32), np.array(costs, dtype=np.float64)
        )

    def cheapest(self) -> NDArray[np.float64]:
        """The numbers that cost least.

        Raises:  NotSolved when the solver finds none, or when the cost has no lower end.
        """
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolved(
                "The protection of the table could not be worked out "
                f"({self._highs.modelStatusToString(status)})",
                advice="Publish nothing from it; try a coarser table.",
            )
        return np.array(self._highs.getSolution().col_value)
