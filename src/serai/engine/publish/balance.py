"""Stocks beside the flows that were compiled, from files: does the population close?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from serai.engine.compute.residence import MissingColumn
from serai.engine.errors import EngineError, FileUnreadable
from serai.engine.publish.work import workroom

GROUPS = ("citizenship", "sex", "age_group")
"""By what flows tell people apart, and stocks may."""
COUNTED = ("opening", "births", "deaths", "counted")
EVERYBODY = "everybody"


class BadStocks(EngineError):
    """Stocks that cannot be laid beside flows: a figure that is none, or a group that stands twice."""


@dataclass(frozen=True)
class Balance:
    """The population by group: ``lines`` as ``compute.balance.closed`` says, and the file that holds them."""

    groups: tuple[str, ...]
    lines: list[dict[str, Any]]
    file: Path


def close_population(stocks: Path, flows: Path, out: Path, *, first: dt.date, last: dt.date) -> Balance:
    """Lay stocks beside the published flows of the months from ``first`` to ``last`` and write ``balance.parquet``.

    Shape:   ``stocks`` (CSV or Parquet): opening, births, deaths, counted, and any of ``GROUPS``; ``flows`` as
             compiled. One row for each group.
    Units:   persons. ``opening`` is the population on the first day of the first month, ``counted`` that on the
             day after the last month.
    Unknown: an empty opening or counted is unknown, and so is the residual; births and deaths must be there.
    Raises:  FileUnreadable, MissingColumn, BadStocks, DiskFull.
    """
    import ibis

    from serai.engine.compute.balance import closed

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        held = _opened(connection, "given", stocks)
        if missing := [name for name in COUNTED if name not in held]:
            raise MissingColumn(
                "The stocks lack the columns " + ", ".join(missing),
                where=str(stocks),
                advice="opening is the population when the first month begins, counted that when the last one is "
                "over; births and deaths are those of the months between. All are numbers of persons.",
            )
        by = [name for name in GROUPS if name in held]
        in_flows = _opened(connection, "flows", flows)
        if missing := [name for name in ("month", "kind", "published", *by) if name not in in_flows]:
            raise MissingColumn(
                "The flows lack the columns " + ", ".join(missing),
                where=str(flows),
                advice="Give flows.parquet as serai stats compile writes it.",
            )
        _check(connection, by, stocks)
        group = ", ".join(f"cast({name} as varchar) as {name}" for name in by) or f"'{EVERYBODY}' as people"
        keys = by or ["people"]
        connection.execute(f"""
create view stocks as select {group}, cast(opening as bigint) as opening, cast(counted as bigint) as counted from given;
create view events as
    select {", ".join(keys)}, sum(births)::bigint as births, sum(deaths)::bigint as deaths,
           sum(immigration)::bigint as immigration, sum(emigration)::bigint as emigration
    from (select {group}, births::bigint as births, deaths::bigint as deaths, 0 as immigration, 0 as emigration
          from given
          union all
          select {group}, 0, 0, case when kind = 'immigration' then published else 0 end,
                 case when kind = 'emigration' then published else 0 end
          from flows where month between date '{first.replace(day=1)}' and date '{last}')
    group by all""")
        engine = ibis.duckdb.from_connection(connection)
        table = closed(engine.table("stocks"), engine.table("events"), keys).to_pyarrow()
    with workroom(out) as work:
        pq.write_table(table, work / "balance.parquet", compression="zstd")
        (work / "balance.parquet").replace(out / "balance.parquet")
    return Balance(tuple(keys), table.to_pylist(), out / "balance.parquet")


def _opened(connection: duckdb.DuckDBPyConnection, name: str, file: Path) -> list[str]:
    """The file as a view; gives its columns."""
    if not file.is_file():
        raise FileUnreadable("There is no such file", where=str(file), advice="Check the path.")
    path = "'" + str(file).replace("'", "''") + "'"
    read = f"read_parquet({path})" if file.suffix == ".parquet" else f"read_csv({path}, all_varchar = true)"
    try:
        connection.execute(f"create view {name} as select * from {read}")
        return [row[0] for row in connection.execute(f"describe {name}").fetchall()]
    except duckdb.Error as error:
        raise FileUnreadable(
            "It can be read neither as Parquet nor as CSV",
            where=str(file),
            advice=str(error).splitlines()[0],
        ) from None


def _check(connection: duckdb.DuckDBPyConnection, by: list[str], stocks: Path) -> None:
    for name in COUNTED:
        may_lack = (
            f"coalesce(trim(cast({name} as varchar)), '') <> '' and "
            if name in ("opening", "counted")
            else ""
        )
        wrong = connection.execute(
            f"select count(*) from given where {may_lack}coalesce(try_cast({name} as bigint), -1) < 0"
        ).fetchall()[0][0]
        if wrong:
            raise BadStocks(
                f"{name} is no number of persons in {wrong:,} rows",
                where=str(stocks),
                advice="Write whole numbers without grouping, and 0 where there were none.",
            )
    twice = connection.execute(
        f"select count(*) - count(distinct ({', '.join(by) or '1'},)) from given"
    ).fetchall()[0][0]
    if twice:
        raise BadStocks(
            f"{twice:,} rows are of a group that stands above them",
            where=str(stocks),
            advice=f"Write one row for each {' and '.join(by) or 'population'}.",
        )
