"""Who migrated, on one machine: DuckDB reads and writes, the compiled kernel judges, the disk takes the rest.

Crossings are read once into records, which are dealt to partitions by person and kept in memory as far as
the limit goes, else in a file. Partitions are judged side by side. Then the rows that say something are
looked up in the input by their number, and written with what they need.
"""

from __future__ import annotations

import datetime as dt
import errno
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.errors import EngineError, FileUnreadable
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Crossings, Order, Seen, machine

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from serai.engine.compute.records import Found, Question

Said = Callable[[str, float], None]
BATCH = 500_000
"""Records that are dealt at a time."""
PARTITION = 32_768
"""Records of a partition, about: a megabyte, which stays in the processor's cache."""
TABLES = {
    "migrations": "date, person_id",
    "conditional": "date, person_id",
    "unestablished": "person_id",
    "orphans": "post, year, month, direction",
}
"""What compiling makes, and the order of its rows."""


class DiskFull(EngineError):
    """The disk has no room for what is being made."""

    exit_code = 6


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


@contextmanager
def room_on_disk(place: Path) -> Iterator[None]:
    """A full disk becomes an error that says so.

    Raises:  DiskFull.
    """
    advice = "Free some space, or choose another place with --out; nothing was changed there."
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise DiskFull("The disk is full", where=str(place), advice=advice) from error
    except duckdb.Error as error:
        if not any(words in str(error) for words in ("No space left", "Could not write", "File too large")):
            raise
        raise DiskFull("The disk is full", where=str(place), advice=advice) from error


class Blocks:
    """Dealt records, in memory as far as a budget goes and then in a file; read back by partition."""

    def __init__(self, bits: int, budget: int, spill: Path) -> None:
        self._bits, self._left, self._spill = bits, budget, spill
        self._lock = Lock()
        self._kept: list[tuple[np.ndarray, np.ndarray]] = []
        self._written: list[tuple[int, np.ndarray]] = []

    def add(self, records: np.ndarray) -> None:
        from serai.engine.compute.records import dealt

        block, begins = dealt(records, self._bits)
        with self._lock:
            if block.nbytes <= self._left:
                self._left -= block.nbytes
                self._kept.append((block, begins))
                return
            with self._spill.open("ab") as stream:
                self._written.append((stream.tell(), begins))
                stream.write(block.data)

    def parts(self, which: int) -> list[np.ndarray]:
        """The records of one partition, block by block."""
        from serai.engine.compute.kernel import RECORD

        found = [block[begins[which] : begins[which + 1]] for block, begins in self._kept]
        if self._written:
            with self._spill.open("rb") as stream:
                for place, begins in self._written:
                    stream.seek(place + int(begins[which]) * RECORD.itemsize)
                    count = int(begins[which + 1] - begins[which])
                    found.append(np.fromfile(stream, RECORD, count))
        return found


def compile_migrations(
    crossings: Crossings,
    out: Path,
    order: Order,
    *,
    limits: Limits,
    permits: pa.Table | None = None,
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
             in ``conditional``; ``skip_bad`` leaves rows that cannot be used out and lists them in ``refused``.
    ``marks`` gives SQL for more columns of a table, each with a comma before it.
    Raises:  BadCrossings, NothingToCompile, DiskFull.
    """
    from serai.engine.compute import records as kept
    from serai.engine.compute.kernel import COUNTS

    if crossings.rows > 2**32:
        raise FileUnreadable(
            f"{crossings.rows:,} crossings are more than one machine counts",
            where=", ".join(crossings.files),
            advice="Use --engine spark.",
        )
    out.mkdir(parents=True, exist_ok=True)
    budget = limits.bytes
    bits = min(12, max(0, (crossings.rows // PARTITION).bit_length()))
    with (
        room_on_disk(out),
        tempfile.TemporaryDirectory(prefix=".compile-", dir=out) as spill,
        machine(memory=f"{budget * 2 // 5}B", threads=limits.cores, spill=Path(spill)) as connection,
        ThreadPoolExecutor(limits.cores) as pool,
    ):
        blocks = Blocks(bits, budget * 2 // 5, Path(spill) / "records")
        view = crossings.view(connection)
        read = _read(connection, view, crossings, order, blocks, pool, said)
        refused = read.refused(crossings, skip_bad=skip_bad)
        question = read.question(order, crossings)
        allowed = kept.permits_of(permits)
        found = _judged(blocks, bits, question, allowed, pool, said)
        said("write", 0.8)
        made = _write(connection, view, found, question, Path(spill), marks, refused=bool(refused))
        moved(made, Path(spill), out)
    said("done", 1.0)
    counts = dict(zip(COUNTS, found.counts.tolist(), strict=True))
    files = {name: out / f"{name}.parquet" for name in made}
    return Compiled(files, made, counts, question.first, question.last, refused)


def moved(made: dict[str, int], made_in: Path, out: Path) -> None:
    """Put finished tables where they belong; a list of refused rows from before goes where there are none."""
    for name in made:
        shutil.move(made_in / f"{name}.parquet", out / f"{name}.parquet")
    if "refused" not in made:
        (out / "refused.parquet").unlink(missing_ok=True)


def _read(
    connection: duckdb.DuckDBPyConnection,
    view: ir.Table,
    crossings: Crossings,
    order: Order,
    blocks: Blocks,
    pool: ThreadPoolExecutor,
    said: Said,
) -> Seen:
    """All crossings as records in blocks; what DuckDB reads next is dealt while it reads on."""
    import ibis

    from serai.engine.compute.records import records_of
    from serai.engine.compute.relations import records

    read = Seen()
    done = 0

    def deal(batch: pa.RecordBatch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        fault = batch.column("fault").to_numpy()
        bad = batch.column("row").to_numpy()[fault != 0]
        if len(bad):
            batch = batch.filter(pa.array(fault == 0))
        sound = records_of(batch)
        if len(sound):
            blocks.add(sound)
        return sound["key"], bad, fault[fault != 0]

    waiting: deque[Future[tuple[np.ndarray, np.ndarray, np.ndarray]]] = deque()

    def settle() -> None:
        keys, bad, faults = waiting.popleft().result()
        if len(keys):
            read.low = min(read.low, int(keys.min()) // crossings.scale)
            read.high = max(read.high, int(keys.max()) // crossings.scale)
        for fault in np.unique(faults):
            rows = bad[faults == fault]
            read.add(int(fault), len(rows), int(rows.min()))

    query = ibis.to_sql(records(view, order.definition, order.country), dialect="duckdb")
    for batch in connection.sql(query).to_arrow_reader(BATCH):
        waiting.append(pool.submit(deal, batch))
        if len(waiting) > 2 * pool._max_workers:
            settle()
        done += batch.num_rows
        said("read crossings", 0.5 * done / crossings.rows)
    while waiting:
        settle()
    return read


def _judged(
    blocks: Blocks, bits: int, question: Question, permits: np.ndarray, pool: ThreadPoolExecutor, said: Said
) -> Found:
    """All partitions judged, side by side."""
    from serai.engine.compute.records import Found, judged

    def some(begin: int) -> list[Found]:
        return [judged(blocks.parts(one), question, permits) for one in range(begin, min(begin + 8, 2**bits))]

    found: list[Found] = []
    for at, results in enumerate(pool.map(some, range(0, 2**bits, 8))):
        found += results
        said("follow each person", 0.5 + 0.3 * min(1.0, (at + 1) * 8 / 2**bits))
    return Found(
        np.concatenate([one.rows for one in found]),
        np.sum([one.counts for one in found], axis=0),
        np.sum([one.became for one in found], axis=0),
    )


def _write(
    connection: duckdb.DuckDBPyConnection,
    view: ir.Table,
    found: Found,
    question: Question,
    folder: Path,
    marks: Callable[[str], str],
    *,
    refused: bool,
) -> dict[str, int]:
    """Write the tables as Parquet into ``folder``; gives their rows."""
    import ibis

    from serai.engine.compute import relations
    from serai.engine.compute.flows import chances, flow_bounds, provisional_totals
    from serai.engine.compute.records import changes_of

    engine = ibis.duckdb.from_connection(connection)
    connection.register("judged", changes_of(found))
    connection.register("chances", chances(found.became))
    told = ibis.to_sql(relations.told(view, engine.table("judged"), question.country), dialect="duckdb")
    connection.execute(f"create temporary table told as {told}")
    connection.unregister("judged")
    queries = relations.tables(engine.table("told"), view, question.first, question.last)
    if refused:
        queries["refused"] = relations.refused(view)
    moves = relations.moves(engine.table("told"), engine.table("chances"), question.last)
    made = {}
    for name, expression in (("flows", flow_bounds(moves)), ("provisional", provisional_totals(moves))):
        pq.write_table(expression.to_pyarrow(), folder / f"{name}.parquet", compression="zstd")
        made[name] = pq.read_metadata(folder / f"{name}.parquet").num_rows
    for name, query in queries.items():
        target = str(folder / f"{name}.parquet").replace("'", "''")
        inner = ibis.to_sql(query, dialect="duckdb")
        rows = f"select *{marks(name)} from ({inner}) order by {TABLES.get(name, 'input_row')}"
        connection.execute(f"copy ({rows}) to '{target}' (format parquet, compression zstd)")
        made[name] = pq.read_metadata(folder / f"{name}.parquet").num_rows
    return made
