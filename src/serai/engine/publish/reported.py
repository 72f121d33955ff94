"""Figures that others published, as cells: each observation is its own, with source and qualifier."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.errors import EngineError
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow, Dimension, Labels
from serai.engine.publish.compiled import in_order

NOT_APPLICABLE = "_Z"
SPECIAL = ("TIME_PERIOD", "OBS_VALUE", "OBS_STATUS")


class FigureTwice(EngineError):
    """Two figures claim the same place in the table."""


def reported_cells(files: list[str], dataflow: Dataflow) -> tuple[list[Cell], Dataflow]:
    """The cells of a reported dataset, and the dataflow with every code that occurs in them.

    Each cell has the columns that the dataflow names as attributes, and ``IMPORT``, ``ROW`` and, from a
    workbook, ``SHEET``: where exactly the figure stands in the file it came from.
    Unknown: an empty code is ``_Z``, not applicable; a value that is missing stays missing, with its status.
    Raises:  FigureTwice, naming the cell and both rows, when the dimensions do not tell two figures apart.
    """
    rows = pa.concat_tables([pq.read_table(file) for file in files], promote_options="permissive").to_pylist()
    columns = dataflow.columns
    names = [name for name in columns if name not in SPECIAL and name not in dataflow.dimension_ids]
    cells: dict[str, Cell] = {}
    labels: dict[str, dict[str, str]] = {name: {} for name in dataflow.dimension_ids}
    for row in rows:
        codes = []
        for name in dataflow.dimension_ids:
            text = _text(row.get(columns[name]))
            code = code_of(text)
            labels[name].setdefault(code, text)
            codes.append(code)
        attributes = {name: text for name in names if (text := _text(row.get(columns[name])))}
        places = {"IMPORT": "_import", "SHEET": "_sheet", "ROW": "_row"}
        attributes |= {name: text for name, column in places.items() if (text := _text(row.get(column)))}
        value = row[columns["OBS_VALUE"]]
        cell = Cell(
            codes=tuple(codes),
            period=_period(row, columns["TIME_PERIOD"]),
            value=None if value is None else float(value),
            status=_text(row.get(columns.get("OBS_STATUS", ""))) or ("A" if value is not None else "O"),
            attributes=attributes,
        )
        if cell.key in cells:
            raise FigureTwice(
                f"Two figures stand at {cell.key}",
                where=f"rows {cells[cell.key].attributes.get('ROW')} and {attributes.get('ROW')}",
                advice="Add the column that tells them apart as a dimension of the dataflow.",
            )
        cells[cell.key] = cell
    whole = dataflow
    for dimension in dataflow.dimensions:
        whole = whole.with_codes(dimension.id, _codes(dimension, labels[dimension.id]))
    return in_order(list(cells.values()), whole), whole


def code_of(text: str) -> str:
    """A text as an SDMX code: letters, digits and underscores; nothing at all is ``_Z``."""
    return re.sub(r"[^\w@$-]+", "_", text).strip("_") or NOT_APPLICABLE


def period_code(first: dt.date, last: dt.date, kind: str = "") -> str:
    """From the first to the last day as a period: 2020, 2022-Q1, 2024-05, 2024-04-30 or a run of days.

    A middle of the year is given as its year; that it is the middle is for the kind of period to say.
    """
    if kind == "mid_year" or (first, last) == (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        return str(first.year)
    if first == last:
        return first.isoformat()
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and first.year == last.year:
        if first.month == last.month:
            return f"{first:%Y-%m}"
        if first.month % 3 == 1 and last.month == first.month + 2:
            return f"{first.year}-Q{last.month // 3}"
    return f"{first}/{last}"


def _period(row: dict[str, Any], columns: str) -> str:
    """The period from one column with its code, or from those of first day, last day and kind."""
    names = [name.strip() for name in columns.split(",")]
    if len(names) == 1:
        return _text(row[names[0]])
    kind = _text(row.get(names[2])) if len(names) > 2 else ""
    return period_code(row[names[0]], row[names[1]], kind)


def _codes(dimension: Dimension, found: dict[str, str]) -> dict[str, Labels]:
    """The codes that occur, labelled as the dataflow has them, or else as the file does."""
    named = {code: labels for code, labels in dimension.codes.items() if code in found}
    others = sorted(set(found) - set(named))
    return named | {code: {"en": found[code].replace("_", " ")} for code in others}


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
