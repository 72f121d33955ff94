"""The places of a month beside the month before, from the files of a dataset of monthly sheets."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from serai.engine.checks.convert import name, quote
from serai.engine.model.posts import MonthOfPlaces, PlaceMonth, worst_first


def places_of_month(
    files: list[str], place: str, import_id: str, first: date | None = None
) -> MonthOfPlaces | None:
    """The places of a month of one import, and of the month before whatever import it came with.

    ``first`` is the first day of the month; left out, the last month of the import that has figures. The month
    before is the one that ends the day before, so that each calendar follows itself.
    Unknown: None when the import has no figure at all.
    """
    if not files:
        return None
    paths = ", ".join(quote(file) for file in files)
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute(
            f"CREATE TEMPORARY VIEW rows AS SELECT {name(place)} AS place, starts_on, ends_on, persons, _import "
            f"FROM read_parquet([{paths}], union_by_name = true) WHERE persons IS NOT NULL"
        )
        months = dict(
            connection.execute(
                "SELECT starts_on, max(ends_on) FROM rows WHERE _import = ? GROUP BY 1 ORDER BY 1",
                [import_id],
            ).fetchall()
        )
        if not months:
            return None
        chosen = first if first is not None and first in months else max(months)
        found = connection.execute(
            "SELECT place, count(*) FILTER (starts_on = $month), sum(persons) FILTER (starts_on = $month), "
            "count(*) FILTER (ends_on = $before), sum(persons) FILTER (ends_on = $before) FROM rows "
            "WHERE starts_on = $month OR ends_on = $before GROUP BY place",
            {"month": chosen, "before": chosen - timedelta(days=1)},
        ).fetchall()
    rows = [PlaceMonth(p, n, _whole(s), before, _whole(was)) for p, n, s, before, was in found]
    return MonthOfPlaces(chosen, months[chosen], tuple(months), worst_first(rows))


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))
