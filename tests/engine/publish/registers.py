"""Small registers of crossings as files, for tests of what is made of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = {
    "person_id": pa.string(), "crossed_on": pa.date32(), "direction": pa.string(), "post": pa.string(),
    "citizenship": pa.string(), "sex": pa.string(), "birth_year": pa.int32(),
}  # fmt: skip


def row(person: str | None, day: dt.date | None, way: str | None, **more: Any) -> dict[str, Any]:
    """One crossing; what is not said is a woman of 1990 from QRX at the post North."""
    about = {"post": "North", "citizenship": "QRX", "sex": "F", "birth_year": 1990}
    return {"person_id": person, "crossed_on": day, "direction": way, **about, **more}


def register(folder: Path, rows: list[dict[str, Any]], **more: pa.DataType) -> Path:
    """The rows as a Parquet file; ``more`` columns by type."""
    file = folder / "crossings.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema([*COLUMNS.items(), *more.items()])), file)
    return file
