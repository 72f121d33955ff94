"""A file of permits: evidence of residence, and of the day on which somebody had to leave."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from serai.engine.publish.dated import read_dated

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
    return read_dated(
        file,
        "permits",
        "valid_until",
        "valid_from",
        also_called=ALSO_CALLED,
        columns="person_id is that of the crossings, valid_until the last day of the permit; valid_from, its "
        "first day, may be left out.",
        empty="Give each permit a person and a last day; one without a limit gets a far day.",
    )
