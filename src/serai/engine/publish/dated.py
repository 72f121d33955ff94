"""Files of what is known of people beside their crossings: a person and days, in Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.compute.residence import MissingColumn
from serai.engine.errors import FileUnreadable


def read_dated(
    file: Path,
    what: str,
    day: str,
    *more: str,
    also_called: Mapping[str, tuple[str, ...]],
    columns: str,
    empty: str,
) -> pa.Table:
    """Persons and days of a Parquet file; ``columns`` and ``empty`` are the advice where they lack.

    Shape:   (person_id, ``day``, and those of ``more`` that there are), dates or texts of dates.
    Unknown: a row without a person or a ``day`` is refused; the days of ``more`` may be null.
    Raises:  FileUnreadable, MissingColumn.
    """
    try:
        table = pq.read_table(file)
    except FileNotFoundError:
        raise FileUnreadable("There is no such file", where=str(file), advice="Check the path.") from None
    except (pa.ArrowException, OSError) as error:
        raise FileUnreadable(
            f"It cannot be read as Parquet: {error}", where=str(file), advice=f"Write the {what} as Parquet."
        ) from None
    for name, others in also_called.items():
        if name not in table.column_names:
            found = next((other for other in others if other in table.column_names), name)
            table = table.rename_columns([name if one == found else one for one in table.column_names])
    missing = [name for name in ("person_id", day) if name not in table.column_names]
    if missing:
        raise MissingColumn(
            f"The {what} lack the columns " + ", ".join(missing), where=str(file), advice=columns
        )
    table = table.select([name for name in ("person_id", day, *more) if name in table.column_names])
    try:
        for name in table.column_names[1:]:
            at = table.column_names.index(name)
            table = table.set_column(at, name, pc.cast(table[name], pa.date32()))
    except pa.ArrowException as error:
        raise FileUnreadable(
            f"{name} holds what is no date: {error}", where=str(file), advice="Write days such as 2024-03-31."
        ) from None
    for name in ("person_id", day):
        if table[name].null_count:
            row = pc.index(pc.is_null(table[name]), True).as_py() + 1
            raise FileUnreadable(
                f"{name} is empty in {table[name].null_count:,} rows, first in row {row:,}",
                where=str(file),
                advice=empty,
            )
    return table
