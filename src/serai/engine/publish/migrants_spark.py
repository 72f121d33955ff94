"""Who migrated, on a cluster: Spark reads, deals people to partitions and sorts; the same kernel judges.

What is relational around the kernel are the expressions that DuckDB runs as well, so both give the same files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings, Order, Seen, machine
from serai.engine.publish.migrants import TABLES, Compiled, moved
from serai.engine.publish.spark import SparkFailed, frame_of, plain_failures, session, write_sorted
from serai.engine.publish.work import Said, workroom

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    from pyspark.sql import SparkSession

    from serai.engine.compute.records import Found, Question

ROWS_OF_PARTITION = 1_000_000
"""Crossings of a partition, about: what an executor sorts at a time."""


def compile_on_spark(
    crossings: Crossings,
    out: Path,
    order: Order,
    *,
    master: str,
    limits: Limits,
    permits: pa.Table | None = None,
    deaths: pa.Table | None = None,
    skip_bad: bool = False,
    said: Said = lambda step, fraction: None,
) -> Compiled:
    """Write who migrated into the folder ``out``: see ``migrants.compile_migrations``, which gives the same.

    Raises:  BadCrossings, NothingToCompile, DiskFull, NoSpark, SparkFailed.
    """
    from serai.engine.compute.records import counts_of, deaths_of, permits_of

    allowed, died = permits_of(permits), deaths_of(deaths)
    with workroom(out) as place:
        with machine(memory="256MB", threads=1, spill=place) as connection:
            schema = crossings.view(connection).schema().to_pyarrow()  # as DuckDB unites the files' types
        said("start Spark", 0.0)
        with session(master, limits, place) as spark, plain_failures(master):
            run = _Run(spark, crossings, schema, order)
            said("read crossings", 0.1)
            read = run.seen()
            refused = read.refused(crossings, skip_bad=skip_bad)
            question = read.question(order, crossings)
            said("follow each person", 0.3)
            made = {}
            with run.judged(question, allowed, died) as counted:
                tables = run.tables(question, counted, refused=bool(refused))
                for at, (name, table) in enumerate(tables.items()):
                    said("write", 0.7 + 0.3 * at / len(tables))
                    made[name] = run.write(table, name, place)
        moved(made, place, out)
    said("done", 1.0)
    counts = counts_of(counted.counts, allowed, died)
    files = {name: out / f"{name}.parquet" for name in made}
    return Compiled(files, made, counts, question.first, question.last, refused)


class _Run:
    """One compilation: the view ``crossings``, and then ``told``, in a session of Spark."""

    def __init__(self, spark: SparkSession, crossings: Crossings, schema: pa.Schema, order: Order) -> None:
        import ibis

        from serai.engine.compute.relations import READ

        self._spark, self._crossings, self._schema, self._order = spark, crossings, schema, order
        self._partitions = max(spark.sparkContext.defaultParallelism, -(-crossings.rows // ROWS_OF_PARTITION))
        spark.conf.set("spark.sql.shuffle.partitions", self._partitions)
        self._engine = ibis.pyspark.connect(spark)
        self._view = self._as_table([name for name in schema.names if name in READ], "crossings")

    def _as_table(self, columns: list[str], name: str) -> ir.Table:
        """The columns of the crossings as a view; for Ibis in the types that DuckDB found."""
        import ibis

        frame_of(self._spark, self._crossings, self._schema, columns).createOrReplaceTempView(name)
        types = pa.schema([self._schema.field(one) for one in (*columns, "input_row")])
        return ibis.table(ibis.Schema.from_pyarrow(types), name=name)

    def seen(self) -> Seen:
        """The days that the crossings cover, and what cannot be used.

        Raises:  SparkFailed when rows are missing.
        """
        from serai.engine.compute import relations

        asked = relations.seen(self._view, self._order.definition, self._order.country)
        found = Seen()
        rows = 0
        for one in self._spark.sql(self._engine.compile(asked)).toArrow().to_pylist():
            rows += one["rows"]
            if one["fault"]:
                found.add(one["fault"], one["rows"], one["row"])
            else:
                scale = self._crossings.scale
                found.low, found.high = one["low"] // scale, one["high"] // scale
        if rows != self._crossings.rows:
            raise SparkFailed(
                f"Spark read {rows:,} of {self._crossings.rows:,} rows",
                where=", ".join(self._crossings.files),
                advice="See that nobody writes these files meanwhile, and that all machines see the same ones.",
            )
        return found

    @contextmanager
    def judged(self, question: Question, permits: np.ndarray, deaths: np.ndarray) -> Iterator[Found]:
        """All people judged: what is found is the view ``told`` for the length of a block, what was counted comes."""
        from pyspark import StorageLevel

        from serai.engine.compute import relations
        from serai.engine.compute.by_person import TOLD, added_up, told_by_person

        shared = self._spark.sparkContext.broadcast((permits, deaths))

        def judge(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return told_by_person(batches, question, *shared.value)

        records = relations.records(self._view, question.definition, question.country, about=True)
        sound = self._spark.sql(self._engine.compile(records.filter(records["fault"] == 0).drop("fault")))
        dealt = sound.repartition(self._partitions, "person_id").sortWithinPartitions("person_id", "row")
        types = {pa.int8(): "tinyint", pa.int32(): "int", pa.bool_(): "boolean", pa.date32(): "date",
                 pa.string(): "string", pa.binary(): "binary"}  # fmt: skip
        told = dealt.mapInArrow(judge, ", ".join(f"`{one.name}` {types[one.type]}" for one in TOLD))
        told.persist(StorageLevel.DISK_ONLY).createOrReplaceTempView("told")
        try:
            tallies = told.select("tally").where("tally is not null").toArrow()["tally"].to_pylist()
            yield added_up(tallies, question)
        finally:
            told.unpersist()
            shared.unpersist()

    def tables(self, question: Question, counted: Found, *, refused: bool) -> dict[str, ir.Table]:
        """What is to be written, by name, each in its order."""
        import ibis

        from serai.engine.compute import relations
        from serai.engine.compute.by_person import TOLD
        from serai.engine.compute.flows import chances, flow_bounds, flow_cells, provisional_totals

        likely = chances(counted.became)
        self._spark.createDataFrame(likely).createOrReplaceTempView("chances")
        told = ibis.table(ibis.Schema.from_pyarrow(TOLD), name="told")
        known = ibis.table(ibis.Schema.from_pyarrow(likely.schema), name="chances")
        cells = flow_cells(relations.moves(told, question.last), known)
        made = {"flows": flow_bounds(cells), "provisional": provisional_totals(cells)}
        for name, table in relations.tables(told, self._view, question.first, question.last).items():
            made[name] = table.order_by(TABLES[name].split(", "))
        if refused:
            columns = [name for name in self._schema.names if name != "input_row"]
            made["refused"] = relations.refused(self._as_table(columns, "whole")).order_by("input_row")
        return made

    def write(self, table: ir.Table, name: str, folder: Path) -> int:
        """Write one table as ``name``.parquet; gives its rows."""
        schema = pa.schema([one.with_nullable(True) for one in table.schema().to_pyarrow()])
        return write_sorted(self._spark.sql(self._engine.compile(table)), schema, folder / f"{name}.parquet")
