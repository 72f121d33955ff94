"""Crossings at work on one machine: read once into records, kept in memory or on the disk, judged side by side."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
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

    from serai.engine.compute.records import Question

Said = Callable[[str, float], None]
BATCH = 500_000
"""Records that are dealt at a time."""
OWN = 420 * 2**20
"""Memory that Python and the libraries take before the first row is read, as measured."""
ROOM = ".working-"
"""What the folders of runs begin with, inside the folder that is written into."""
PARTITION = 32_768
"""Records of a partition, about: a megabyte, which stays in the processor's cache."""


class DiskFull(EngineError):
    """The disk has no room for what is being made."""

    exit_code = 6


class TooLittleMemory(EngineError):
    """The memory allowed is too little for this many rows, even with the disk to help."""

    exit_code = 6


@contextmanager
def room_on_disk(place: Path) -> Iterator[None]:
    """A full disk, and memory that does not suffice, become errors that say so.

    Raises:  DiskFull, TooLittleMemory.
    """
    advice = "Free some space, or choose another place with --out; nothing was changed there."
    try:
        yield
    except (OSError, MemoryError) as error:
        # what DuckDB refuses while Arrow reads from it comes as an error of the system without a number
        if isinstance(error, MemoryError) or "Out of Memory" in str(error):
            raise _too_little(place) from error
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise DiskFull("The disk is full", where=str(place), advice=advice) from error
    except duckdb.OutOfMemoryException as error:
        raise _too_little(place) from error
    except duckdb.Error as error:
        if not any(words in str(error) for words in ("No space left", "Could not write", "File too large")):
            raise
        raise DiskFull("The disk is full", where=str(place), advice=advice) from error


def _too_little(place: Path) -> TooLittleMemory:
    return TooLittleMemory(
        "The memory allowed does not suffice",
        where=str(place),
        advice="Allow more with --memory, such as 2GB.",
    )


@contextmanager
def workroom(out: Path) -> Iterator[Path]:
    """A folder beside what is written, for this run alone, gone at the end; what killed runs left goes first.

    Raises:  DiskFull, TooLittleMemory.
    """
    with room_on_disk(out):
        out.mkdir(parents=True, exist_ok=True)
        with ExitStack() as room:
            with _alone(out):  # nobody takes a room that is not locked yet for one that was left
                for left in out.glob(f"{ROOM}*"):
                    with suppress(BlockingIOError), _alone(left, wait=False):
                        shutil.rmtree(left)
                work = room.enter_context(tempfile.TemporaryDirectory(prefix=ROOM, dir=out))
                room.enter_context(_alone(Path(work)))
            yield Path(work)


@contextmanager
def _alone(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Lock a folder; the lock goes with the process. Raises: BlockingIOError when it shall not wait."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)


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

    def clear(self) -> None:
        """Give the memory back."""
        self._kept.clear()

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
        self,
        question: Question,
        permits: pa.Table | None,
        said: Said,
        *,
        deaths: pa.Table | None = None,
        tell_all: bool = False,
    ) -> tuple[dict[str, int], np.ndarray]:
        """All partitions judged, side by side, into the table ``judged``; gives the counts and ``became``."""
        from serai.engine.compute.kernel import COUNTS
        from serai.engine.compute.records import Found, counts_of, deaths_of, judged, permits_of

        allowed, died = permits_of(permits), deaths_of(deaths)

        def some(begin: int) -> list[Found]:
            return [
                judged(self.blocks.parts(one), question, allowed, died, tell_all=tell_all)
                for one in range(begin, min(begin + 8, 2**self.bits))
            ]

        told: list[np.ndarray] = []
        counts = np.zeros(len(COUNTS), np.int64)
        became: np.ndarray | int = 0
        self.connection.execute("drop table if exists judged")
        for at, results in enumerate(self.pool.map(some, range(0, 2**self.bits, 8))):
            for found in results:
                told.append(found.rows)
                counts += found.counts
                became = became + found.became
            if sum(map(len, told)) > BATCH:
                self._keep(told)
            said("follow each person", 0.5 + 0.3 * min(1.0, (at + 1) * 8 / 2**self.bits))
        self._keep(told)
        return counts_of(counts, allowed, died), np.asarray(became)

    def _keep(self, told: list[np.ndarray]) -> None:
        """Rows go into DuckDB as they come, which puts on the disk what memory does not hold."""
        from serai.engine.compute.kernel import JUDGED
        from serai.engine.compute.records import changes_of, together

        self.connection.register("told_now", changes_of(together(told, JUDGED)))
        self.connection.execute("create temporary table if not exists judged as from told_now limit 0")
        self.connection.execute("insert into judged from told_now")
        self.connection.unregister("told_now")
        told.clear()


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
    # what the program and its libraries take is taken off first; half of the rest is DuckDB's
    budget = max(limits.bytes - OWN, limits.bytes // 4)
    bits = min(12, max(0, (crossings.rows // PARTITION).bit_length()))
    with (
        workroom(out) as spill,
        machine(memory=f"{budget // 2}B", threads=limits.cores, spill=spill) as connection,
        ThreadPoolExecutor(limits.cores) as pool,
    ):
        blocks = Blocks(bits, budget // 4, spill / "records")
        view = crossings.view(connection)
        yield Work(crossings, connection, view, blocks, bits, pool, limits.cores, spill)
