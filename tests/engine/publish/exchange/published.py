"""A small invented dataflow in three revisions, and an answer to queries worked out one row after the other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.model.exchange.filters import Filter, Term
from serai.engine.model.exchange.structures import structure_of
from serai.engine.publish.exchange.selecting import Revision

COLUMNS = ("FREQ", "SEX", "AREA", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "NOTE", "CELL_KEY")
PASSPORT = {
    "agency": "SERAI",
    "dataflow": "DF_INVENTED",
    "version": "1.0.0",
    "title": {"en": "Invented"},
    "dimensions": [
        {
            "id": "FREQ",
            "title": {"en": "Frequency"},
            "codes": {"A": {"en": "Annual"}, "Q": {"en": "Quarterly"}},
        },
        {"id": "SEX", "title": {"en": "Sex"}, "codes": {"F": {"en": "Female"}, "M": {"en": "Male"}}},
        {"id": "AREA", "title": {"en": "Area"}, "codes": {"QRV": {"en": "Karvania"}, "QRX": {"en": "Osk"}}},
    ],
}
MOMENTS = tuple(dt.datetime(2024, month, 1, 12, tzinfo=dt.UTC) for month in (1, 4, 7))
Row = dict[str, Any]


def row(
    freq: str,
    sex: str,
    area: str,
    period: str,
    value: float | None,
    status: str = "A",
    note: str | None = None,
) -> Row:
    key = f"{freq}.{sex}.{area}.{period}"
    value = None if value is None else float(value)
    return dict(zip(COLUMNS, (freq, sex, area, period, value, status, note, key), strict=True))


FIRST = [
    row("A", "F", "QRV", "2021", 10),
    row("A", "F", "QRV", "2022", 12),
    row("A", "F", "QRX", "2021", None, "Q"),
    row("A", "F", "QRX", "2022", 7, "A", 'said "seven", once'),
    row("A", "M", "QRV", "2021", 30),
    row("A", "M", "QRV", "2022", 28.5, "E", "line one\nline two"),
    row("Q", "F", "QRV", "2021-Q4", 3),
    row("Q", "F", "QRV", "2022-Q1", 4, "P"),
    row("Q", "M", "QRX", "2022-Q1", 0),
]
SECOND = [
    *(one | {"OBS_VALUE": 13.0} if one["CELL_KEY"] == "A.F.QRV.2022" else one for one in FIRST[:-1]),
    row("A", "M", "QRX", "2022", 5),
]
"""One figure revised, one gone, one new."""
THIRD = [one | {"OBS_STATUS": "A"} if one["OBS_STATUS"] == "P" else one for one in SECOND]
"""A figure that was provisional is final."""
TABLES = (FIRST, SECOND, THIRD)


def revisions(folder: Path) -> list[Revision]:
    """The three revisions as files."""
    made = []
    for number, (rows, moment) in enumerate(zip(TABLES, MOMENTS, strict=True)):
        path = folder / f"cells-{number}.parquet"
        schema = pa.schema([(name, pa.float64() if name == "OBS_VALUE" else pa.string()) for name in COLUMNS])
        pq.write_table(pa.Table.from_pylist(rows, schema), path)
        made.append(Revision(path, moment, structure_of(PASSPORT, COLUMNS)))
    return made


def fits(one: Row, asked: Filter) -> bool:
    """Whether a row fits a filter on anything but the period, as a person would judge it."""
    return any(all(_fits(one[asked.component], term) for term in option) for option in asked.options)


def _fits(value: Any, term: Term) -> bool:
    if value is None:
        return term.operator in ("ne", "nc")
    other = (
        float(term.value)
        if isinstance(value, float) and term.operator not in ("co", "nc", "sw", "ew")
        else term.value
    )
    text = f"{value}"
    match term.operator:
        case "eq":
            return bool(value == other)
        case "ne":
            return bool(value != other)
        case "lt":
            return bool(value < other)
        case "le":
            return bool(value <= other)
        case "gt":
            return bool(value > other)
        case "ge":
            return bool(value >= other)
        case "co":
            return term.value in text
        case "nc":
            return term.value not in text
        case "sw":
            return text.startswith(term.value)
    return text.endswith(term.value)
