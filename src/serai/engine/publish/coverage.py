"""How much of what is to be expected stands in a dataset of monthly sheets: every place in every month."""

from __future__ import annotations

import duckdb

from serai.engine.checks.convert import name, quote
from serai.engine.model.posts import Coverage


def coverage_of(files: list[str], place: str) -> Coverage:
    """Which places have a figure in which months; every place is expected in every month that any of them has.

    Unknown: a row without a figure is not there; months of two calendars are told apart by their first day.
    """
    if not files:
        return Coverage(0, 0, ())
    paths = ", ".join(quote(file) for file in files)
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute(
            f"CREATE TEMPORARY TABLE found AS SELECT DISTINCT {name(place)} AS place, month, starts_on "
            f"FROM read_parquet([{paths}], union_by_name = true) WHERE persons IS NOT NULL"
        )
        counts = connection.execute(
            "SELECT (SELECT count(DISTINCT place) FROM found), (SELECT count(DISTINCT starts_on) FROM found)"
        ).fetchall()[0]
        missing = connection.execute(
            "SELECT p.place, m.month FROM (SELECT DISTINCT place FROM found) p, "
            "(SELECT DISTINCT month, starts_on FROM found) m "
            "WHERE NOT EXISTS (FROM found f WHERE f.place = p.place AND f.starts_on = m.starts_on) "
            "ORDER BY m.starts_on DESC, p.place"
        ).fetchall()
    return Coverage(counts[0], counts[1], tuple((str(p), str(m)) for p, m in missing))
