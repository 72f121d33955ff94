"""What people hand in: what is written where, what is wrong with it, and what of it counts. Plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

from serai.engine.model.checking import ERROR, SEVERITIES
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.receipt import ReceiptDoesNotAddUp

TIME, VALUE, STATUS = "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"
SHEET, ROW, COLUMN = "SHEET", "ROW", "COLUMN"

MOST_KEPT = 1_000
"""So many findings of one check and severity are kept with their places; the others are counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that a check has to say, with its place and the way out.

    ``check`` is the id of the check, or the kind of an implied one (code, required, number, period, twice,
    layout). ``sheet``, ``row`` and ``column`` (a spreadsheet's letter; of a form the component) are where it
    stands; row 0 and no column are the file as a whole. ``key`` is the key of the cell, empty where it cannot
    be known. ``said`` and ``advice`` are in the language that was asked for.
    """

    check: str
    severity: str
    said: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    key: str = ""
    value: str = ""
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Written:
    """What stands in a file or a form before anything is judged.

    Shape:   ``cells`` has a row for each figure, with texts: the dimensions, TIME_PERIOD, OBS_VALUE,
             OBS_STATUS, attributes, SHEET, ROW (a number) and COLUMN, where the value stands.
             ``columns`` says where another component stands: (sheet, component) to column.
    Unknown: null where nothing is written.
    ``asked`` are the periods that the template was made for; ``blank`` counts cells left empty in a matrix.
    """

    cells: pa.Table
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    asked: tuple[str, ...] = ()
    blank: int = 0
    file_name: str = ""
    file_sha256: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Checked:
    """What became of everything that was handed in.

    Always: ``rows_in == accepted + refused + duplicates``. A row is a figure: the line of a long file, the
    cell of a wide one. A row with an error is refused; rows that claim one cell twice are duplicates (of
    equal ones the first is accepted); warnings and notes leave a row accepted.
    ``findings`` are the first ``MOST_KEPT`` of each check and severity; ``beyond`` says how many more there are,
    by severity and check. All of them refuse their rows.
    Shape:   ``observations`` are the accepted rows: dimensions, TIME_PERIOD, OBS_VALUE (a number),
             OBS_STATUS, attributes, SHEET, ROW, COLUMN.
    Unknown: OBS_VALUE is null where the figure is missing; OBS_STATUS says why.
    Raises:  ReceiptDoesNotAddUp.
    """

    rows_in: int
    accepted: int
    refused: int
    duplicates: int
    findings: tuple[Finding, ...]
    periods: tuple[str, ...]
    observations: pa.Table
    dataflow: str = ""
    language: str = "en"
    file_name: str = ""
    file_sha256: str = ""
    bytes: int = 0
    beyond: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counted = self.accepted + self.refused + self.duplicates
        if self.rows_in != counted or self.accepted != self.observations.num_rows:
            raise ReceiptDoesNotAddUp(
                f"{self.rows_in} rows came in and {counted} were accounted for",
                where=self.file_name,
                advice="Nothing was stored. Please report this file: it shows a fault of the program.",
            )

    @property
    def may_go_on(self) -> bool:
        """Whether there is something to go on with, and no error in it."""
        return self.accepted > 0 and not self.counts()[ERROR]

    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, kept or not."""
        return {
            name: sum(f.severity == name for f in self.findings) + sum(self.beyond.get(name, {}).values())
            for name in SEVERITIES
        }


def component_ids(dataflow: Dataflow) -> tuple[str, ...]:
    """All components of a figure in order: dimensions, period, value, status, attributes."""
    return (*dataflow.dimension_ids, TIME, VALUE, STATUS, *(a.id for a in dataflow.attributes))
