"""The files of a release: Parquet, CSV and SDMX-CSV. The same cells give the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def cell_rows(cells: list[Cell], dataflow: Dataflow, *, synthetic: bool) -> pa.Table:
    """The cells as a table: dimensions, period, value, statuses, attributes, CELL_KEY; texts but the value.

    OBS_ORIGIN says in each row whether the figure was counted here or reported by others, SYNTHETIC that it
    is made up.
    """
    common = {"OBS_ORIGIN": dataflow.origin, "UNIT_MEASURE": dataflow.unit}
    own = sorted({name for cell in cells for name in cell.attributes} - set(common))
    texts = [*common, *own, *(["SYNTHETIC"] if synthetic else [])]
    made_up = {"SYNTHETIC": "true"} if synthetic else {}
    columns: dict[str, list[Any]] = {
        name: [cell.codes[at] for cell in cells] for at, name in enumerate(dataflow.dimension_ids)
    }
    columns["TIME_PERIOD"] = [cell.period for cell in cells]
    columns["OBS_VALUE"] = [cell.value for cell in cells]
    columns["OBS_STATUS"] = [cell.status for cell in cells]
    columns["CONF_STATUS"] = [cell.confidentiality for cell in cells]
    for name in texts:
        columns[name] = [(common | cell.attributes | made_up).get(name) for cell in cells]
    columns["CELL_KEY"] = [cell.key for cell in cells]
    schema = pa.schema(
        [(name, pa.float64() if name == "OBS_VALUE" else pa.string()) for name in columns],
        metadata={
            "title": dataflow.title["en"],
            "dataflow": dataflow.urn_id,
            "synthetic": "true" if synthetic else "false",
        },
    )
    return pa.table(columns, schema=schema)


def write_parquet(table: pa.Table, path: Path) -> None:
    """The table as Parquet; its metadata names the dataflow and says whether it is synthetic."""
    pq.write_table(table, path, compression="zstd")


def write_csv(table: pa.Table, path: Path) -> None:
    """The table as CSV for people: with a byte order mark, and no text that a spreadsheet would run."""
    rows = ([plain(value) for value in row.values()] for row in table.to_pylist())
    _write(path, table.column_names, rows, encoding="utf-8-sig")


def write_sdmx_csv(table: pa.Table, dataflow: Dataflow, path: Path) -> None:
    """The table as SDMX-CSV 2.0: one observation in a row, each with the dataflow it belongs to.

    Unknown: a missing value is an empty OBS_VALUE; OBS_STATUS says why.
    Source:  SDMX-CSV field guide 2.0, first three columns; SDMX time range for runs of days.
    """
    names = [name for name in table.column_names if name != "CELL_KEY"]
    rows = (
        ["dataflow", dataflow.urn_id, "I"]
        + [_time_range(row[name]) if name == "TIME_PERIOD" else number(row[name]) for name in names]
        for row in table.to_pylist()
    )
    _write(path, ["STRUCTURE", "STRUCTURE_ID", "ACTION", *names], rows, encoding="utf-8")


def number(value: Any) -> str:
    """A value as text: whole numbers without a point, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def plain(value: Any) -> str:
    """A value as text for a spreadsheet: a text that begins like a formula gets an apostrophe before it."""
    text = number(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _time_range(period: str) -> str:
    """A run of days as SDMX writes it: the first day and how long, instead of first and last day."""
    if not (found := re.fullmatch(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", period)):
        return period
    first, last = (dt.date.fromisoformat(day) for day in found.groups())
    return f"{first}/P{(last - first).days + 1}D"


def _write(path: Path, heading: list[str], rows: Iterable[list[str]], *, encoding: str) -> None:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)
