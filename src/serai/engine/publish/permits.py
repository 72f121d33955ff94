"""A file of permits: evidence of residence, and of the day on which somebody had to leave."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.compute.residence import MissingColumn
from serai.engine.errors import FileUnreadable

ALSO_CALLED = {
    "valid_until": ("valid_to", "expires_on", "expiry_date", "permit_expiry"),
    "valid_from": ("issued_on",),
}
"""Names under which other systems send the same columns."""


def read_permits(file: Path) -> pa.Table:
    """The permits of a Parquet file.

    Shape:   (person_id, valid_until, valid_from where there is such a column), dates or texts of dates.
    Unknown: a first day that nobody knows is null; a permit without a person or a last day is refused.
    Raises:  FileUnreadable, MissingColumn.
    """
    try:
        table = pq.read_table(file)
    except FileNotFoundError:
        raise FileUnreadable("There is no such file", where=str(file), advice="Check the path.") from None
    except (pa.ArrowException, OSError) as error:
        raise FileUnreadable(
            f"It cannot be read as Parquet: {error}", where=str(file), advice="Write the permits as Parquet."
        ) from None
    for name, others in ALSO_CALLED.items():
        if name not in table.column_names:
            found = next((other for other in others if other in table.column_names), name)
            table = table.rename_columns([name if one == found else one for one in table.column_names])
    missing = [name for name in ("person_id", "valid_until") if name not in table.column_names]
    if missing:
        raise MissingColumn(
            "The permits lack the columns " + ", ".join(missing),
            where=str(file),
            advice="person_id is that of the crossings, valid_until the last day of the permit; valid_from, its "
            "first day, may be left out.",
        )
    table = table.select(
        [name for name in ("person_id", "valid_until", "valid_from") if name in table.column_names]
    )
    try:
        for name in table.column_names[1:]:
            at = table.column_names.index(name)
            table = table.set_column(at, name, pc.cast(table[name], pa.date32()))
    except pa.ArrowException as error:
        raise FileUnreadable(
            f"{name} holds what is no date: {error}", where=str(file), advice="Write days such as 2024-03-31."
        ) from None
    for name in ("person_id", "valid_until"):
        if table[name].null_count:
            raise FileUnreadable(
                f"{name} is empty in {table[name].null_count:,} rows",
                where=str(file),
                advice="Give each permit a person and a last day; one without a limit gets a far day.",
            )
    return table
