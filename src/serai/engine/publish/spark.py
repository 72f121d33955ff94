"""A Spark to compute with: its session, Parquet files as one frame with numbered rows, and tables out of it.

Only this file and ``migrants_spark`` know Spark. It comes with the extra ``spark`` and needs Java 17.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.errors import EngineError, FileUnreadable
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings
from serai.engine.publish.work import DiskFull

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType

LEAST = 512 * 2**20
"""The least memory that Spark's Java starts with."""
ROWS_OF_GROUP = 122_880
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # else files with nanoseconds are refused
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days before 1582 are those of the calendar of today
}


class NoSpark(EngineError):
    """There is no Spark to compute with: not installed, without Java, or a cluster that does not answer."""

    exit_code = 3


class SparkFailed(EngineError):
    """Spark gave up in the middle."""


@contextmanager
def session(master: str, limits: Limits, spill: Path) -> Iterator[SparkSession]:
    """A session of its own on the cluster ``master``; if this process runs a Spark on it already, on that one.

    Units:   on this machine (``local[2]``) the memory is that of Java altogether, on a cluster that of each executor.
    Raises:  NoSpark.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoSpark(
            "Spark is not installed", advice="Install it with: uv pip install 'serai[spark]' (and Java 17)."
        ) from None
    _reachable(master)
    if (running := SparkSession.getActiveSession()) is not None:
        if running.sparkContext.master != master:
            raise NoSpark(
                f"Another Spark runs in this process already: {running.sparkContext.master}",
                where=master,
                advice="Stop it, or give its address as the master.",
            )
        yield _own(running)
        return
    here = master.startswith("local")
    amount = max(limits.bytes, LEAST)
    builder = SparkSession.builder.master(master).appName("serai stats compile")
    asked = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if here:
        asked |= {
            "spark.driver.memory": f"{amount >> 20}m",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": str(spill),
        }
    else:
        asked["spark.executor.memory"] = f"{amount >> 20}m"
    for name, value in asked.items():
        builder = builder.config(name, value)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        started = builder.getOrCreate()
    except Exception as error:
        raise NoSpark(
            f"Spark does not start: {_first_line(error)}",
            where=master,
            advice="Give --master as local[2], spark://host:7077, yarn or k8s://..., and see that it is up.",
        ) from error
    try:
        yield _own(started)
    finally:
        started.stop()


def _own(running: SparkSession) -> SparkSession:
    """A session with settings and views of its own on the same Spark."""
    own = running.newSession()
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    return own


def _reachable(master: str) -> None:
    """See that there is a Java, and somebody at the address: Spark itself would try for minutes.

    Raises:  NoSpark.
    """
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    if shutil.which(java) is None:
        raise NoSpark(
            "There is no Java, which Spark runs on",
            where=str(java),
            advice="Install Java 17 (Debian: openjdk-17-jre-headless), or set JAVA_HOME to where it is.",
        )
    if not master.startswith("spark://"):
        return
    told = []
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
        except (OSError, ValueError) as error:
            told.append(f"{address}: {error}")
        else:
            return
    raise NoSpark(
        f"The cluster does not answer: {'; '.join(told)}",
        where=master,
        advice="Check the address, which is spark://host:7077, and that the cluster is up; or use --engine duckdb.",
    )


@contextmanager
def plain_failures(master: str) -> Iterator[None]:
    """What Spark says in pages becomes one sentence.

    Raises:  DiskFull, SparkFailed.
    """
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j"):
            raise
        if "No space left on device" in str(error):
            raise DiskFull(
                "The disk of a machine is full",
                where=master,
                advice="Free some space; nothing was changed in the folder.",
            ) from error
        raise SparkFailed(
            f"Spark gave up: {_first_line(error)}",
            where=master,
            advice="Serai with its Python and the files must be at the same place on every machine of the cluster; "
            "the log of Spark says more.",
        ) from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line for line in lines if re.match(r"(: )?[\w.$]+(Exception|Error): ", line)]
    return (causes or lines or [type(error).__name__])[0].lstrip(": ")


def frame_of(session: SparkSession, crossings: Crossings, schema: pa.Schema, columns: list[str]) -> DataFrame:
    """The files as one frame: ``columns`` in the types of ``schema``, and ``input_row``, the number from 0.

    Files are read by the types that they have themselves: Spark would refuse what differs from file to file.
    Raises:  FileUnreadable for a type that Spark does not know.
    """
    groups: dict[tuple[pa.Schema, int], dict[str, int]] = {}
    for file, base, head in zip(crossings.files, crossings.bases, crossings.heads, strict=True):
        some = pa.schema([head.field(name) for name in columns if name in head.names])
        some = some.remove_metadata()
        path = os.path.abspath(file)  # noqa: PTH100 - links stay as they are
        again = sum(1 for (one, _), bases in groups.items() if one == some and path in bases)
        groups.setdefault((some, again), {})[path] = base
    frames = [_group(session, head, bases, schema, columns) for (head, _), bases in groups.items()]
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame)
    return whole


def _group(
    session: SparkSession, head: pa.Schema, bases: dict[str, int], schema: pa.Schema, columns: list[str]
) -> DataFrame:
    """Files of the same types, with the number of the first row of each."""
    from pyspark.sql import functions as f
    from pyspark.sql.types import StructField, StructType

    valued = [field for field in head if not pa.types.is_null(field.type)]
    fields = [StructField(field.name, _stored(field)) for field in valued]
    paths = [re.sub(r"([\\*?\[\]{}])", r"\\\1", path) for path in bases]  # no patterns
    read = session.read.schema(StructType(fields)).parquet(*paths)
    row = f.col("_metadata.row_index")
    if len(bases) == 1:
        numbered = read.withColumn("input_row", row + f.lit(next(iter(bases.values()))))
    else:
        known = pa.table({"_file": ["file:" + path for path in bases], "_base": list(bases.values())})
        plus = f.replace(f.col("_metadata.file_path"), f.lit("+"), f.lit("%2B"))
        file = f.regexp_replace(f.url_decode(plus), "^file:/+", "file:/")
        joined = read.withColumn("_file", file).withColumn("_row", row)
        joined = joined.join(f.broadcast(session.createDataFrame(known)), "_file")
        numbered = joined.withColumn("input_row", f.col("_base") + f.col("_row"))
    chosen = []
    for name in columns:
        target = _type(schema.field(name))
        stored = next((field.type for field in valued if field.name == name), None)
        column = f.lit(None) if stored is None else f.col(f"`{name}`")
        if stored is not None and pa.types.is_timestamp(stored) and stored.unit == "ns":
            column = f.expr(f"timestamp_micros(`{name}` div 1000)")
        chosen.append(column.cast(target).alias(name))
    return numbered.select(*chosen, "input_row")


def _stored(field: pa.Field) -> DataType:
    """The type by which Spark reads a column as it lies in the file."""
    from pyspark.sql.types import LongType

    if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
        return LongType()
    return _type(field)


def _type(field: pa.Field) -> DataType:
    """Spark's type for one of Arrow's.

    Raises:  FileUnreadable.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import types as t
    from pyspark.sql.pandas.types import from_arrow_type

    one = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    wider: dict[pa.DataType, DataType] = {
        pa.uint8(): t.ShortType(),
        pa.uint16(): t.IntegerType(),
        pa.uint32(): t.LongType(),
        pa.uint64(): t.DecimalType(20, 0),
        pa.string_view(): t.StringType(),
    }
    if one in wider:
        return wider[one]
    if pa.types.is_timestamp(one):
        return t.TimestampType() if one.tz else t.TimestampNTZType()
    try:
        known: DataType = from_arrow_type(one)
    except PySparkException:
        raise FileUnreadable(
            f"Spark does not read columns of the type {one}",
            where=f"column {field.name}",
            advice="Leave the column out, write it as text, or use --engine duckdb.",
        ) from None
    return known


def write_sorted(frame: DataFrame, schema: pa.Schema, file: Path) -> int:
    """Write a sorted frame into one Parquet file of that schema; gives how many rows.

    The rows come as packed batches, partition by partition, so that no more than a partition is held here.
    """
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for packed in frame.mapInArrow(_packed, "packed binary").toLocalIterator(prefetchPartitions=True):
            with pa.ipc.open_stream(bytes(packed[0])) as stream:
                held += stream
            if sum(one.num_rows for one in held) >= ROWS_OF_GROUP:
                rows += _write(writer, held, schema)
                held = []
        rows += _write(writer, held, schema)
    return rows


def _write(writer: pq.ParquetWriter, held: list[pa.RecordBatch], schema: pa.Schema) -> int:
    if not held:
        return 0
    table = pa.Table.from_batches(held).cast(schema)
    writer.write_table(table)
    return int(table.num_rows)


def _packed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(
            sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")
        ) as stream:
            stream.write_batch(batch)
        yield pa.RecordBatch.from_pydict({"packed": pa.array([sink.getvalue().to_pybytes()], pa.binary())})
