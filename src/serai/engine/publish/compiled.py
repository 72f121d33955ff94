"""Runs the calculations over the files of a register: crossings in, migrations and cells out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.compute.tabulate import coded_migrations, migration_cells, settled_periods, unlisted
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.definition import Definition
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import NothingToCompile, Order, crossings_in
from serai.engine.publish.migrants import TABLES, compile_migrations

KEPT = ("migrations", "conditional", "unestablished", "orphans")
"""What compiling makes of a register in the store: a dataset each."""


@dataclass(frozen=True)
class Observed:
    """What the register covers: its first and last day, both inclusive, and whether it is made up."""

    first: dt.date
    last: dt.date
    synthetic: bool


def observed(files: list[str], dataset: str) -> Observed:
    """The days that the files of a register cover.

    Raises:  NothingToCompile when they hold no crossing.
    """
    with _over(files) as connection:
        columns = _columns(connection)
        moment = "crossed_at" if "crossed_at" in columns else "crossed_on"
        if moment not in columns:
            raise NothingToCompile(
                "It has no days of crossing",
                where=f"dataset {dataset}",
                advice="Map a column to crossed_on.",
            )
        made_up = "coalesce(bool_or(synthetic), false)" if "synthetic" in columns else "false"
        query = f"select min({moment})::date, max({moment})::date, {made_up} from crossings"
        first, last, synthetic = connection.execute(query).fetchone() or (None, None, False)
    if first is None or last is None:
        raise NothingToCompile(
            "It holds no crossing", where=f"dataset {dataset}", advice="Load a register of crossings first."
        )
    return Observed(first, last, synthetic)


def compile_people(
    files: list[str],
    out: Path,
    order: Order,
    *,
    dataset: str,
    synthetic: bool,
    identities: dict[str, str],
    limits: Limits,
    said: Callable[[str, float], None],
) -> dict[str, tuple[Path, dict[str, int]]]:
    """Write the tables of ``KEPT`` as Parquet into the folder ``out``.

    Every row carries ``_import``, from ``identities`` by table, ``_row`` and ``synthetic``. Gives for each
    table its file and its counts: the rows, and for migrations how many of each status and how many warm-ups.
    """

    def marks(table: str) -> str:
        if table not in KEPT:
            return ""
        numbered = f"row_number() over (order by {TABLES[table]}) as _row"
        return f", {str(synthetic).lower()} as synthetic, '{identities[table]}' as _import, {numbered}"

    crossings = crossings_in(files, where=f"dataset {dataset}", definition=order.definition)
    made = compile_migrations(crossings, out, order, limits=limits, marks=marks, said=said)
    return {name: (made.files[name], _counts(name, made.files[name])) for name in KEPT}


def compiled_cells(
    files: list[str], dataflow: Dataflow, definition: Definition, seen: Observed
) -> list[Cell]:
    """The cells of a dataflow from the files of its migrations, before protection.

    Raises:  NothingToCompile when no period is settled yet, or when people have codes that the dataflow does
             not list and would be missing from the table.
    """
    periods = settled_periods(definition, observed_from=seen.first, observed_until=seen.last)
    listed = dataflow.dimension("FREQ").codes
    if not any(frequency in listed for period in periods for frequency, _ in period.levels):
        raise NothingToCompile(
            "No period of the table is settled yet",
            where=f"{seen.first} to {seen.last}",
            advice=f"It takes {definition.longest_window} days before a quarter and as many after it.",
        )
    with _over(files) as connection:
        migrations = ibis.duckdb.from_connection(connection).table("crossings")
        coded = coded_migrations(migrations, dataflow)
        strange = unlisted(coded, dataflow).to_pyarrow().to_pylist()
        if strange:
            told = ", ".join(f"{row['dimension']} {row['code']} ({row['migrations']})" for row in strange)
            raise NothingToCompile(
                f"Migrations have codes that the table does not list: {told}",
                where=f"dataflow {dataflow.id}",
                advice="List these codes in the dataflow, or correct them in the register.",
            )
        rows = migration_cells(coded, dataflow, periods).to_pyarrow().to_pylist()
    cells = [
        Cell(
            codes=tuple(row[name] for name in dataflow.dimension_ids),
            period=row["TIME_PERIOD"],
            value=float(row["OBS_VALUE"]),
            attributes={} if row["crossings"] is None else {"RECORDS": str(row["crossings"])},
        )
        for row in rows
    ]
    return in_order(cells, dataflow)


def in_order(cells: list[Cell], dataflow: Dataflow) -> list[Cell]:
    """The cells as the code lists have them, then by period."""
    ranks = [{code: at for at, code in enumerate(d.codes)} for d in dataflow.dimensions]

    def rank(cell: Cell) -> tuple[list[tuple[int, str]], str]:
        places = [(known.get(code, len(known)), code) for known, code in zip(ranks, cell.codes, strict=True)]
        return places, cell.period

    return sorted(cells, key=rank)


@contextmanager
def _over(files: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the files are the table ``crossings``."""
    if not files:
        raise NothingToCompile("There are no rows", advice="Load a file first.")
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        connection.execute(
            f"create temporary view crossings as select * from read_parquet([{names}], union_by_name = true)"
        )
        yield connection


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in connection.execute("describe crossings").fetchall()]


def _counts(name: str, path: Path) -> dict[str, int]:
    rows = pq.read_metadata(path).num_rows
    if name != "migrations":
        return {"rows": rows}
    found = pq.read_table(path, columns=["status", "warm_up"])
    tally = {one["values"]: one["counts"] for one in found["status"].value_counts().to_pylist()}
    words = {word: int(tally.get(word, 0)) for word in ("final", "early", "provisional")}
    return {"rows": rows, **words, "warm_up": int(pc.sum(found["warm_up"]).as_py() or 0)}
