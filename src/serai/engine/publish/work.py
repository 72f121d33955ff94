"""Crossings at work on one machine: read once into records, kept in memory or on the disk, judged side by side."""

from __future__ import annotations

import errno
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

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


class DiskFull(EngineError):
    """The disk has no room for what is being made."""

    exit_code = 6


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


@dataclass
class Work:
    """What is at hand while crossings are compiled: DuckDB and its view of them, the records, threads, a folder."""

    crossings: Crossings
    connection: duckdb.DuckDBPyConnection
    view: ir.Table
    blocks: Blocks
    bits: int
    pool: ThreadPoolExecutor
    cores: int
    folder: Path

    def read(self, order: Order, said: Said) -> Seen:
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
                self.blocks.add(sound)
            return sound["key"], bad, fault[fault != 0]

        waiting: deque[Future[tuple[np.ndarray, np.ndarray, np.ndarray]]] = deque()

        def settle() -> None:
            keys, bad, faults = waiting.popleft().result()
            if len(keys):
                read.low = min(read.low, int(keys.min()) // self.crossings.scale)
                read.high = max(read.high, int(keys.max()) // self.crossings.scale)
            for fault in np.unique(faults):
                rows = bad[faults == fault]
                read.add(int(fault), len(rows), int(rows.min()))

        query = ibis.to_sql(records(self.view, order.definition, order.country), dialect="duckdb")
        for batch in self.connection.sql(query).to_arrow_reader(BATCH):
            waiting.append(self.pool.submit(deal, batch))
            if len(waiting) > 2 * self.cores:
                settle()
            done += batch.num_rows
            said("read crossings", 0.5 * done / self.crossings.rows)
        while waiting:
            settle()
        return read

    def judge(
        self, question: Question, permits: pa.Table | None, said: Said, *, tell_all: bool = False
    ) -> Found:
        """All partitions judged, side by side."""
        from serai.engine.compute.records import Found, judged, permits_of

        allowed = permits_of(permits)

        def some(begin: int) -> list[Found]:
            return [
                judged(self.blocks.parts(one), question, allowed, tell_all=tell_all)
                for one in range(begin, min(begin + 8, 2**self.bits))
            ]

        found: list[Found] = []
        for at, results in enumerate(self.pool.map(some, range(0, 2**self.bits, 8))):
            found += results
            said("follow each person", 0.5 + 0.3 * min(1.0, (at + 1) * 8 / 2**self.bits))
        return Found(
            np.concatenate([one.rows for one in found]),
            np.sum([one.counts for one in found], axis=0),
            np.sum([one.became for one in found], axis=0),
        )


@contextmanager
def at_work(crossings: Crossings, out: Path, limits: Limits) -> Iterator[Work]:
    """Everything that compiling needs, with a folder of its own in ``out`` that goes at the end.

    Raises:  FileUnreadable for more crossings than rows have numbers, BadLimit, DiskFull.
    """
    if crossings.rows > 2**32:
        raise FileUnreadable(
            f"{crossings.rows:,} crossings are more than one machine counts",
            where=", ".join(crossings.files),
            advice="Use --engine spark.",
        )
    budget = limits.bytes
    bits = min(12, max(0, (crossings.rows // PARTITION).bit_length()))
    with room_on_disk(out):
        out.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=".compile-", dir=out) as spill,
            machine(memory=f"{budget * 2 // 5}B", threads=limits.cores, spill=Path(spill)) as connection,
            ThreadPoolExecutor(limits.cores) as pool,
        ):
            blocks = Blocks(bits, budget * 2 // 5, Path(spill) / "records")
            view = crossings.view(connection)
            yield Work(crossings, connection, view, blocks, bits, pool, limits.cores, Path(spill))
