"""Stocks, closing and mirrors, worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from serai.engine.compute.balance import closed, mirrored, stocks_of


def tables(**given: list[dict[str, Any]]) -> dict[str, ir.Table]:
    connection = duckdb.connect()
    for name, rows in given.items():
        connection.register(f"{name}_rows", pa.Table.from_pylist(rows))
        connection.execute(f"create table {name} as select * from {name}_rows")
    backend = ibis.duckdb.from_connection(connection)
    return {name: backend.table(name) for name in given}


def rows(table: ir.Table) -> list[tuple[Any, ...]]:
    return [tuple(one.values()) for one in table.to_pyarrow().to_pylist()]


def test_the_population_closes_or_tells_what_is_left_over() -> None:
    given = tables(
        stocks=[
            {"sex": "F", "opening": 1000, "counted": 1090},
            {"sex": "M", "opening": 900, "counted": None},
            {"sex": "X", "opening": 5, "counted": 6},
        ],
        events=[
            {"sex": "F", "births": 30, "deaths": 10, "immigration": 100, "emigration": 20},
            {"sex": "M", "births": 20, "deaths": 10, "immigration": 50, "emigration": 60},
            {"sex": "U", "births": 1, "deaths": 0, "immigration": 0, "emigration": 0},
        ],
    )
    # F: 1000 + 30 - 10 + 100 - 20 = 1100, counted 1090; X: nothing happened to 5, six were counted
    assert rows(closed(given["stocks"], given["events"], ["sex"])) == [
        ("F", 1000, 30, 10, 100, 20, 1100, 1090, -10, -10 / 1100),
        ("M", 900, 20, 10, 50, 60, 900, None, None, None),
        ("U", None, 1, 0, 0, 0, None, None, None, None),
        ("X", 5, 0, 0, 0, 0, 5, 6, 1, 0.2),
    ]


def move(
    date: dt.date, kind: str, citizenship: str, status: str = "final", warm_up: bool = False
) -> dict[str, Any]:
    return {"date": date, "kind": kind, "citizenship": citizenship, "status": status, "warm_up": warm_up}


def test_stocks_move_with_decided_migrations_alone() -> None:
    given = tables(
        moves=[
            move(dt.date(2020, 1, 5), "immigration", "QRX"),
            move(dt.date(2020, 1, 9), "immigration", "QRX"),
            move(dt.date(2020, 3, 1), "emigration", "QRX"),
            move(dt.date(2020, 3, 2), "immigration", "QRX", status="provisional"),
            move(dt.date(2020, 3, 2), "immigration", "QRX", warm_up=True),
            move(dt.date(2020, 2, 1), "emigration", "QRY", status="early"),
        ],
        opening=[{"citizenship": "QRX", "persons": 10}],
    )
    assert rows(stocks_of(given["moves"], given["opening"])) == [
        (dt.date(2020, 1, 1), "QRX", 2, 0, 12),
        (dt.date(2020, 2, 1), "QRY", 0, 1, None),
        (dt.date(2020, 3, 1), "QRX", 0, 1, 11),
    ]


def test_a_corridor_as_both_count_it() -> None:
    def corridor(persons: int, year: int = 2020) -> dict[str, Any]:
        return {"origin": "QRX", "destination": "QRY", "year": year, "persons": persons}

    given = tables(
        ours=[corridor(50), corridor(7, 2021), corridor(3, 2022)], theirs=[corridor(200), corridor(0, 2022)]
    )
    assert rows(mirrored(given["ours"], given["theirs"])) == [
        ("QRX", "QRY", 2020, 50, 200, 0.25),
        ("QRX", "QRY", 2021, 7, None, None),
        ("QRX", "QRY", 2022, 3, 0, None),
    ]
