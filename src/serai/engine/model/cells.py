"""One published number: its place in the table, its value or why there is none, and its attributes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

WITHHELD_STATUS = "Q"
"""SDMX CL_OBS_STATUS: missing value, suppressed."""

WITHHELD_CONFIDENTIALITY = "C"
"""SDMX CL_CONF_STATUS: confidential. It never says whether a cell was withheld for itself or for another."""


@dataclass(frozen=True)
class Cell:
    """An observation; ``codes`` follow the order of the dataflow's dimensions.

    Unknown: ``value`` is None for a cell that is withheld or whose value is missing; ``status`` says which.
    """

    codes: tuple[str, ...]
    period: str
    value: float | None
    status: str = "A"
    confidentiality: str = "F"
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The codes and the period, joined by dots."""
        return ".".join((*self.codes, self.period))

    @property
    def withheld(self) -> bool:
        """Whether the value is kept back to protect people."""
        return self.status == WITHHELD_STATUS


def cells_hash(cells: Iterable[Cell]) -> str:
    """A fingerprint of which cells are shown with what value, whatever their order."""
    lines = sorted(f"{cell.key}\t{cell.value!r}\t{cell.status}\t{cell.confidentiality}" for cell in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
