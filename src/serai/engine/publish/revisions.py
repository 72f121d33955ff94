"""Figures as they would have been published at the end of every month: the triangle, compiled from one reading."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings, Order
from serai.engine.publish.work import Said, at_work


def compile_revisions(
    crossings: Crossings,
    out: Path,
    order: Order,
    months: int,
    *,
    limits: Limits,
    permits: pa.Table | None = None,
    said: Said = lambda step, fraction: None,
) -> dict[str, Path]:
    """Write ``triangle`` and ``revisions`` into the folder ``out``; gives their files.

    Every figure is compiled as if nothing were known after its day: the records of that day, and what had
    become of undecided changes by then.
    Shape:   triangle (as_of, month, kind, low, high, published) for the last day and the ends of the ``months``
             months before it; revisions as ``compute.revisions`` says.
    Raises:  as ``migrants.compile_migrations``; rows that cannot be used are never left out.
    """
    import ibis

    from serai.engine.compute import relations
    from serai.engine.compute.flows import chances, flow_bounds, flow_cells
    from serai.engine.compute.revisions import by_month, month_ends, revisions

    with at_work(crossings, out, limits) as work:
        read = work.read(order, said)
        read.refused(crossings, skip_bad=False)
        question = read.question(order, crossings)
        engine = ibis.duckdb.from_connection(work.connection)
        columns = []
        days = [day for day in month_ends(question.last, months) if day >= question.first]
        for at, day in enumerate(days):
            _, became = work.judge(replace(question, last=day), permits, lambda step, fraction: None)
            work.connection.register("chances", chances(became))
            told = ibis.to_sql(relations.told(work.view, engine.table("judged")), dialect="duckdb")
            work.connection.execute(f"create or replace temporary table told as {told}")
            cells = flow_cells(relations.moves(engine.table("told"), day), engine.table("chances"))
            columns.append(by_month(flow_bounds(cells), day).to_pyarrow())
            work.connection.unregister("chances")
            said("judge as of each month", 0.5 + 0.5 * (at + 1) / len(days))
        triangle = pa.concat_tables(columns).sort_by(
            [(name, "ascending") for name in ("as_of", "month", "kind")]
        )
        work.connection.register("triangle", triangle)
        pq.write_table(triangle, work.folder / "triangle.parquet", compression="zstd")
        summary = revisions(engine.table("triangle"), question.definition).to_pyarrow()
        pq.write_table(summary, work.folder / "revisions.parquet", compression="zstd")
        made = {}
        for name in ("triangle", "revisions"):
            made[name] = Path(shutil.move(work.folder / f"{name}.parquet", out / f"{name}.parquet"))
    return made
