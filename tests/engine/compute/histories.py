"""Small crossings tables for tests, and the engine's answer to them: the kernel's, held against the SQL's."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.compute.residence import create_views, residence_steps
from serai.engine.model.definition import TWELVE_SIXTEEN, Definition
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Order, crossings_in
from serai.engine.publish.migrants import TABLES, Compiled, compile_migrations

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
    """The tables that the engine makes of crossings, as lists of rows.

    Where the reference in SQL covers the question it is asked as well, and must say the same.
    """

    def __init__(
        self,
        crossings: pa.Table,
        *,
        start: int,
        end: int,
        definition: Definition = TWELVE_SIXTEEN,
        home: str = "QRV",
        orphans: str = "drop",
        permits: pa.Table | None = None,
        deaths: pa.Table | None = None,
        memory: str = "1GB",
    ) -> None:
        order = Order(definition, orphans, home, date(start), date(end - 1))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "crossings.parquet")
            pq.write_table(crossings, file)
            read = crossings_in([str(file)], where="crossings", definition=definition)
            self.compiled: Compiled = compile_migrations(
                read, Path(folder, "out"), order, limits=Limits(memory, 1), permits=permits, deaths=deaths
            )
            found = {name: pq.read_table(self.compiled.files[name]).to_pylist() for name in TABLES}
        if (
            definition.unit == "days"
            and definition.clock == "outcome"
            and orphans == "drop"
            and permits is None
        ):
            assert _by_reference(crossings, order, deaths) == found
        self.migrations: list[dict[str, Any]] = sorted(
            found["migrations"], key=lambda row: (row["person_id"], row["date"])
        )
        self.conditional: list[dict[str, Any]] = found["conditional"]
        self.unestablished: list[dict[str, Any]] = found["unestablished"]
        self.orphans: list[dict[str, Any]] = found["orphans"]

    def moves(self) -> list[tuple[int, str, str]]:
        """Each migration as (day, kind, status)."""
        return [((row["date"] - DAY_ZERO).days, row["kind"], row["status"]) for row in self.migrations]


def deaths_on(days: dict[str, int]) -> pa.Table:
    """Deaths by person, in days since day zero."""
    return pa.table({
        "person_id": pa.array(list(days), pa.string()),
        "died_on": pa.array([date(day) for day in days.values()], pa.date32()),
    })  # fmt: skip


def _by_reference(
    crossings: pa.Table, order: Order, deaths: pa.Table | None
) -> dict[str, list[dict[str, Any]]]:
    """The same tables by the steps of SQL."""
    assert order.first is not None
    assert order.last is not None
    connection = duckdb.connect()
    connection.register("crossings", crossings)
    if deaths is not None:
        connection.register("deaths", deaths)
    steps = residence_steps(
        order.definition,
        crossings="crossings",
        columns=crossings.column_names,
        home=order.country,
        observed_from=order.first,
        observed_until=order.last,
        deaths="" if deaths is None else "deaths",
    )
    create_views(connection.execute, steps)
    found = {}
    for name, by in TABLES.items():
        made: pa.Table = connection.sql(f"select * from {name} order by {by}").to_arrow_table()
        found[name] = made.to_pylist()
    return found
