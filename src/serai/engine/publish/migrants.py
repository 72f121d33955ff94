"""Who migrated, on one machine: DuckDB reads and writes, the compiled kernel judges, the disk takes the rest.

Crossings are read once into records, which are dealt to partitions by person and kept in memory as far as
the limit goes, else in a file. Partitions are judged side by side. Then the rows that say something are
looked up in the input by their number, and written with what they need.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings, Order
from serai.engine.publish.work import Said, Work, at_work

if TYPE_CHECKING:
    from serai.engine.compute.records import Question

TABLES = {
    "migrations": "date, person_id",
    "conditional": "date, person_id",
    "unestablished": "person_id",
    "orphans": "post, year, month, direction",
}
"""What compiling makes, and the order of its rows."""


@dataclass(frozen=True)
class Compiled:
    """What was made: files and rows by table, the days observed, and what was counted on the way.

    ``refused`` counts rows that cannot be used, by column; they stand in ``refused.parquet``.
    """

    files: dict[str, Path]
    rows: dict[str, int]
    counts: dict[str, int]
    first: dt.date
    last: dt.date
    refused: dict[str, int] = field(default_factory=dict)


def compile_migrations(
    crossings: Crossings,
    out: Path,
    order: Order,
    *,
    limits: Limits,
    permits: pa.Table | None = None,
    deaths: pa.Table | None = None,
    skip_bad: bool = False,
    marks: Callable[[str], str] = lambda table: "",
    said: Said = lambda step, fraction: None,
) -> Compiled:
    """Write who migrated into the folder ``out``: the files of ``TABLES``, flows and provisional, or none.

    Shape:   migrations and conditional (person_id, date, kind, status, warm_up, citizenship, sex, birth_year,
             post, crossings, added); unestablished (person_id, date, citizenship, sex, birth_year, post,
             kind, status); orphans (post, year, month, direction, crossings, orphans); flows and provisional
             as ``compute.flows`` says.
    Unknown: people of unknown earlier status are in ``unestablished``, changes that hang on an undecided one
             in ``conditional``; a death after the days observed is as if not known; ``skip_bad`` leaves rows that
             cannot be used out and lists them in ``refused``.
    A spell ends with the day of death (``publish.deaths``); crossings after it are counted as ``after_death`` and
    are in no table. ``marks`` gives SQL for more columns of a table, each with a comma before it.
    Raises:  BadCrossings, NothingToCompile, DiskFull.
    """
    with at_work(crossings, out, limits) as work:
        read = work.read(order, said)
        refused = read.refused(crossings, skip_bad=skip_bad)
        question = read.question(order, crossings)
        counts, became = work.judge(question, permits, said, deaths=deaths)
        work.blocks.clear()
        said("write", 0.8)
        made = _write(work, became, question, marks, refused=bool(refused))
        moved(made, work.folder, out)
    said("done", 1.0)
    files = {name: out / f"{name}.parquet" for name in made}
    return Compiled(files, made, counts, question.first, question.last, refused)


def moved(made: dict[str, int], made_in: Path, out: Path) -> None:
    """Put finished tables where they belong; a list of refused rows from before goes where there are none."""
    for name in made:
        shutil.move(made_in / f"{name}.parquet", out / f"{name}.parquet")
    if "refused" not in made:
        (out / "refused.parquet").unlink(missing_ok=True)


def _write(
    work: Work, became: np.ndarray, question: Question, marks: Callable[[str], str], *, refused: bool
) -> dict[str, int]:
    """Write the tables as Parquet into the folder of the work; gives their rows."""
    import ibis

    from serai.engine.compute import relations
    from serai.engine.compute.flows import chances, flow_bounds, flow_cells, provisional_totals

    connection, view, folder = work.connection, work.view, work.folder
    engine = ibis.duckdb.from_connection(connection)
    connection.register("chances", chances(became))
    told = ibis.to_sql(relations.told(view, engine.table("judged")), dialect="duckdb")
    connection.execute(f"create temporary table told as {told}")
    queries = relations.tables(engine.table("told"), view, question.first, question.last)
    if refused:
        queries["refused"] = relations.refused(view)
    moves = relations.moves(engine.table("told"), question.last)
    alike = ibis.to_sql(flow_cells(moves, engine.table("chances")), dialect="duckdb")
    connection.execute(f"create temporary table alike as {alike}")
    cells = engine.table("alike")
    made = {}
    for name, expression in (("flows", flow_bounds(cells)), ("provisional", provisional_totals(cells))):
        pq.write_table(expression.to_pyarrow(), folder / f"{name}.parquet", compression="zstd")
        made[name] = pq.read_metadata(folder / f"{name}.parquet").num_rows
    for name, query in queries.items():
        target = str(folder / f"{name}.parquet").replace("'", "''")
        inner = ibis.to_sql(query, dialect="duckdb")
        rows = f"select *{marks(name)} from ({inner}) order by {TABLES.get(name, 'input_row')}"
        connection.execute(f"copy ({rows}) to '{target}' (format parquet, compression zstd)")
        made[name] = pq.read_metadata(folder / f"{name}.parquet").num_rows
    return made
