"""Who migrated, on one machine: DuckDB reads and writes, the compiled kernel judges, the disk takes the rest.

Crossings are read once into records, which are dealt to partitions by person and kept in memory as far as
the limit goes, else in a file. Partitions are judged side by side. Then the rows that say something are
looked up in the input by their number, and written with what they need.
"""

from __future__ import annotations

import datetime as dt
import errno
import re
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

from serai.engine.errors import EngineError
from serai.engine.model.definition import Definition
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import (
    FAULTS,
    BadCrossings,
    Crossings,
    NothingToCompile,
    date_of,
    machine,
)

if TYPE_CHECKING:
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


class UnknownState(EngineError):
    """A state is not named by its three letters."""

    exit_code = 2


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


@dataclass
class _Read:
    """What reading found: the days, and the rows that cannot be used with what is wrong with each."""

    low: int = 2**62
    high: int = -(2**62)
    rows: list[np.ndarray] = field(default_factory=list)
    faults: list[np.ndarray] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What is asked: see ``compute.records.Question``; days that are None are those of the crossings.

    Raises:  UnknownState.
    """

    definition: Definition
    orphans: str
    country: str
    first: dt.date | None = None
    last: dt.date | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{3}", self.country):
            raise UnknownState(
                f"{self.country!r} is not a code of a state",
                advice="Give three capital letters, such as AFG.",
            )


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
        read = _read(crossings, connection, order, blocks, pool, said)
        refused = _refused(read, crossings, skip_bad=skip_bad)
        question = _question(order, read, crossings)
        allowed = kept.permits_of(permits)
        found = _judged(blocks, bits, question, allowed, pool, said)
        said("write", 0.8)
        made = _write(connection, crossings, found, read, question, Path(spill), marks)
        for name in made:
            shutil.move(Path(spill) / f"{name}.parquet", out / f"{name}.parquet")
        if not refused:
            (out / "refused.parquet").unlink(missing_ok=True)
    said("done", 1.0)
    counts = dict(zip(COUNTS, found.counts.tolist(), strict=True))
    files = {name: out / f"{name}.parquet" for name in made}
    return Compiled(files, made, counts, question.first, question.last, refused)


def _read(
    crossings: Crossings,
    connection: duckdb.DuckDBPyConnection,
    order: Order,
    blocks: Blocks,
    pool: ThreadPoolExecutor,
    said: Said,
) -> _Read:
    """All crossings as records in blocks; what DuckDB reads next is dealt while it reads on."""
    from serai.engine.compute.records import records_of

    read = _Read()
    done = 0

    def deal(batch: pa.RecordBatch) -> tuple[int, int] | None:
        fault = batch.column("fault").to_numpy()
        if fault.any():
            read.rows.append(batch.column("row").to_numpy()[fault != 0])
            read.faults.append(fault[fault != 0])
            batch = batch.filter(pa.array(fault == 0))
        if not batch.num_rows:
            return None
        records = records_of(batch)
        blocks.add(records)
        return int(records["key"].min()) // crossings.scale, int(records["key"].max()) // crossings.scale

    waiting: deque[Future[tuple[int, int] | None]] = deque()

    def settle() -> None:
        days = waiting.popleft().result()
        if days is not None:
            read.low, read.high = min(read.low, days[0]), max(read.high, days[1])

    reader = connection.sql(crossings.records(order.definition, order.country)).to_arrow_reader(BATCH)
    for batch in reader:
        waiting.append(pool.submit(deal, batch))
        if len(waiting) > 2 * pool._max_workers:
            settle()
        done += batch.num_rows
        said("read crossings", 0.5 * done / crossings.rows)
    while waiting:
        settle()
    return read


def _refused(read: _Read, crossings: Crossings, *, skip_bad: bool) -> dict[str, int]:
    """How many rows cannot be used, by column.

    Raises:  BadCrossings, with the first of each kind, unless they may be skipped.
    """
    if not read.rows:
        return {}
    rows, faults = np.concatenate(read.rows), np.concatenate(read.faults)
    told = []
    counts = {}
    for code, (column, what, advice) in FAULTS.items():
        these = rows[faults == code]
        if len(these):
            counts[column] = len(these)
            told.append(
                f"{column}: {what} in {len(these):,} rows, first in row {int(these.min()) + 1}. {advice}"
            )
    if skip_bad:
        return counts
    raise BadCrossings(
        "; ".join(told),
        where=", ".join(crossings.files),
        advice="Mend these rows, or leave them out with --skip-bad, which lists them in refused.parquet.",
    )


def _question(order: Order, read: _Read, crossings: Crossings) -> Question:
    """The question with its days and the scale of the records.

    Raises:  NothingToCompile when there is no crossing, or none in the days observed.
    """
    from serai.engine.compute.records import Question

    where = ", ".join(crossings.files)
    if read.low > read.high:
        raise NothingToCompile(
            "There is no crossing", where=where, advice="Load a register of crossings first."
        )
    first, last = order.first or date_of(read.low), order.last or date_of(read.high)
    if first > last or date_of(read.low) > last or date_of(read.high) < first:
        raise NothingToCompile(
            f"No crossing lies between {first} and {last}",
            where=where,
            advice=f"The crossings run from {date_of(read.low)} to {date_of(read.high)}.",
        )
    return Question(order.definition, order.orphans, order.country, first, last, crossings.scale)


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


KINDS = "case side when 1 then 'immigration' when 0 then 'emigration' end as kind"
STATUSES = "case status when 0 then 'final' when 1 then 'early' when 2 then 'provisional' end as status"
ABOUT = "citizenship, sex, birth_year, post"
MOVES = f"person_id, date, {KINDS}, {STATUSES}, warm_up, {ABOUT}, crossings, added"


def _write(
    connection: duckdb.DuckDBPyConnection,
    crossings: Crossings,
    found: Found,
    read: _Read,
    question: Question,
    folder: Path,
    marks: Callable[[str], str],
) -> dict[str, int]:
    """Write the tables as Parquet into ``folder``; gives their rows."""
    import ibis

    from serai.engine.compute import kernel
    from serai.engine.compute.flows import chances, flow_bounds, provisional_totals

    judged = pa.table({name: np.ascontiguousarray(found.rows[name]) for name in kernel.JUDGED.names or ()})
    connection.register("judged", judged)
    connection.execute(
        "create temporary table told as select person_id, date '1970-01-01' + judged.day as date,"
        " cast(try_cast(birth_year as double) as integer) as birth_year,"
        " cast(citizenship as varchar) as citizenship, cast(sex as varchar) as sex, cast(post as varchar) as post,"
        f" judged.* exclude (day), direction, {crossings.profile(question.country)} as profile"
        f" from {crossings.source} c join judged on c.input_row = judged.row"
    )
    connection.unregister("judged")
    queries = {
        "migrations": f'select {MOVES} from told where "table" = {kernel.MIGRATION}',
        "conditional": f'select {MOVES} from told where "table" = {kernel.CONDITIONAL}',
        "unestablished": f"select person_id, date, {ABOUT}, {KINDS}, {STATUSES} from told"
        f' where "table" = {kernel.UNESTABLISHED}',
        "orphans": f"""
select t.post, t.direction, t.year, t.month, t.crossings, coalesce(o.orphans, 0) as orphans
from (select cast(post as varchar) as post, direction, year(day) as year, month(day) as month,
             count(*) as crossings
      from (select post, direction, {crossings.day} as day from {crossings.source}
            where person_id is not null and cast(person_id as varchar) <> '' and direction in ('IN', 'OUT'))
      where day between date '{question.first}' and date '{question.last}'
      group by all) t
left join (select post, direction, year(date) as year, month(date) as month, count(*) as orphans
           from told where "table" = {kernel.ORPHAN} group by all) o
  on t.post is not distinct from o.post and t.direction = o.direction
     and t.year = o.year and t.month = o.month""",
    }
    if read.rows:
        refused = pa.table({"row": np.concatenate(read.rows), "fault": np.concatenate(read.faults)})
        connection.register("refused", refused)
        words = " ".join(f"when {code} then '{column}: {what}'" for code, (column, what, _) in FAULTS.items())
        queries["refused"] = (
            f"select row + 1 as input_row, case fault {words} end as reason, c.* exclude (input_row)"
            f" from refused join {crossings.source} c on c.input_row = row"
        )
    connection.register("chances", chances(found.became))
    connection.execute(f"""
create temporary view moves as select m.*, chance, coalesce(cases, 0) as cases
from (select date, {KINDS}, {STATUSES}, warm_up, "table" = {kernel.CONDITIONAL} as conditional, citizenship, sex,
             birth_year, profile,
             cast((date '{question.last}' + 1 - date) // {kernel.ELAPSED} as integer) as step
      from told where "table" in ({kernel.MIGRATION}, {kernel.CONDITIONAL})) m
left join chances c on c.profile = m.profile and c.kind = m.kind and c.step = m.step""")
    moves = ibis.duckdb.from_connection(connection).table("moves")
    made = {}
    for name, expression in (("flows", flow_bounds(moves)), ("provisional", provisional_totals(moves))):
        pq.write_table(expression.to_pyarrow(), folder / f"{name}.parquet", compression="zstd")
        made[name] = pq.read_metadata(folder / f"{name}.parquet").num_rows
    for name, query in queries.items():
        order = TABLES.get(name, "input_row")
        target = str(folder / f"{name}.parquet").replace("'", "''")
        rows = f"select *{marks(name)} from ({query}) order by {order}"
        connection.execute(f"copy ({rows}) to '{target}' (format parquet, compression zstd)")
        made[name] = pq.read_metadata(folder / f"{name}.parquet").num_rows
    return made
