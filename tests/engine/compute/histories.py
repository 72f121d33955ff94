"""Small crossings tables for tests, and the engine's answer to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pyarrow as pa

from serai.engine.compute.residence import create_views, residence_steps
from serai.engine.model.definition import TWELVE_SIXTEEN, Definition

DAY_ZERO = dt.date(2020, 1, 1)


def date(day: int) -> dt.date:
    """The date of a day counted from day zero, 1 January 2020."""
    return DAY_ZERO + dt.timedelta(days=day)


def table(rows: list[dict[str, Any]], *, timed: bool = False) -> pa.Table:
    """Rows with person_id, day, direction (and post, citizenship, hour) as a crossings table."""
    full = [
        {
            "person_id": row["person_id"],
            "crossed_on": date(row["day"]),
            "direction": row["direction"],
            "post": row.get("post", "North"),
            "citizenship": row.get("citizenship", "QRX"),
            "sex": row.get("sex", "F"),
            "birth_year": row.get("birth_year", 1990),
            "record": number,
        }
        | (
            {
                "crossed_at": dt.datetime.combine(date(row["day"]), dt.time())
                + dt.timedelta(hours=row.get("hour", 0))
            }
            if timed
            else {}
        )
        for number, row in enumerate(rows, 1)
    ]
    return pa.Table.from_pylist(full)


class Answer:
    """The three tables that the engine makes of crossings, as lists of rows."""

    def __init__(
        self,
        crossings: pa.Table,
        *,
        start: int,
        end: int,
        definition: Definition = TWELVE_SIXTEEN,
        home: str = "QRV",
    ) -> None:
        connection = duckdb.connect()
        connection.register("crossings", crossings)
        steps = residence_steps(
            definition,
            crossings="crossings",
            columns=crossings.column_names,
            home=home,
            observed_from=date(start),
            observed_until=date(end - 1),
        )
        create_views(connection.execute, steps)

        def rows(name: str, order: str) -> list[dict[str, Any]]:
            found: pa.Table = connection.sql(f"select * from {name} order by {order}").to_arrow_table()
            listed: list[dict[str, Any]] = found.to_pylist()
            return listed

        self.migrations = rows("migrations", "person_id, date")
        self.unestablished = rows("unestablished", "person_id")
        self.orphans = rows("orphans", "post, year, month, direction")

    def moves(self) -> list[tuple[int, str, str]]:
        """Each migration as (day, kind, status)."""
        return [((row["date"] - DAY_ZERO).days, row["kind"], row["status"]) for row in self.migrations]
