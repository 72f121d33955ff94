"""The bridge from one definition to another: both judged from the same records, and laid side by side."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from serai.engine.model.definition import Definition
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings, Order
from serai.engine.publish.work import Said, Work, at_work

if TYPE_CHECKING:
    from serai.engine.compute.records import Question


@dataclass(frozen=True)
class Span:
    """One line of a bridge: how many migrations of a kind are counted by which definition, and why."""

    kind: str
    counted_here: bool
    counted_there: bool
    reason: str
    migrations: int


@dataclass(frozen=True)
class Bridge:
    """From the figure of one definition to that of another.

    ``here`` less the spans that only it counts, and those that only ``there`` counts added, is the figure of
    ``there``. ``file`` holds every migration with its reason.
    """

    here: str
    there: str
    spans: tuple[Span, ...]
    file: Path


def bridge_definitions(
    crossings: Crossings,
    out: Path,
    order: Order,
    other: Definition,
    *,
    limits: Limits,
    permits: pa.Table | None = None,
    said: Said = lambda step, fraction: None,
) -> Bridge:
    """Judge the crossings by the definition of ``order`` and by ``other``, and write ``bridge.parquet`` into ``out``.

    Shape:   bridge (person_id, date, kind, counted_here, counted_there, reason, citizenship, sex, birth_year,
             post), one row for each decided migration without warm-ups.
    Raises:  as ``migrants.compile_migrations``.
    """
    import ibis

    from serai.engine.compute.bridge import bridge

    with at_work(crossings, out, limits) as work:
        read = work.read(order, said)
        read.refused(crossings, skip_bad=False)
        question = read.question(order, crossings)
        _register(work, "here", question, permits, said)
        _register(work, "there", replace(question, definition=other), permits, said)
        said("write", 0.8)
        engine = ibis.duckdb.from_connection(work.connection)
        spanned = ibis.to_sql(bridge(engine.table("here"), engine.table("there")), dialect="duckdb")
        work.connection.execute(f"create temporary table spanned as {spanned}")
        target = str(work.folder / "bridge.parquet").replace("'", "''")
        work.connection.execute(f"""
copy (select c.person_id, b.date, case b.side when 1 then 'immigration' else 'emigration' end as kind,
             counted_here, counted_there, reason, c.citizenship, c.sex, c.birth_year, c.post
      from spanned b join crossings c on c.input_row = b."row"
      order by b.date, c.person_id, kind) to '{target}' (format parquet, compression zstd)""")
        counted = work.connection.execute(
            "select case side when 1 then 'immigration' else 'emigration' end as kind, counted_here,"
            " counted_there, reason, count(*) from spanned group by all order by all"
        ).fetchall()
        shutil.move(work.folder / "bridge.parquet", out / "bridge.parquet")
    said("done", 1.0)
    spans = tuple(Span(*row) for row in counted)
    return Bridge(order.definition.name, other.name, spans, out / "bridge.parquet")


def _register(work: Work, name: str, question: Question, permits: pa.Table | None, said: Said) -> None:
    work.judge(question, permits, said, tell_all=True)
    work.connection.execute(
        f"create temporary table {name} as select judged.*, person_id as person"
        ' from judged join crossings on input_row = judged."row"'
    )


__all__ = ["Bridge", "Span", "bridge_definitions"]
