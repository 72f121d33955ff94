"""Files of crossings: what their heads say, the view that DuckDB reads them by, and what is refused in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.compute.residence import CROSSING_COLUMNS, MissingColumn
from serai.engine.errors import EngineError, FileUnreadable
from serai.engine.model.definition import Definition

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from serai.engine.compute.records import Question


class BadCrossings(EngineError):
    """Rows of the crossings cannot be used."""


class NothingToCompile(EngineError):
    """There is no record to compile from, or none in the codes of the table."""


class UnknownState(EngineError):
    """A state is not named by its three letters."""

    exit_code = 2


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


@dataclass(frozen=True)
class Crossings:
    """Parquet files of crossings and how to read them.

    ``bases`` are the row numbers at which each file begins when all are counted as one; ``scale`` is
    that of the keys.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...]
    bases: tuple[int, ...]
    rows: int
    heads: tuple[pa.Schema, ...]

    @property
    def scale(self) -> int:
        from serai.engine.compute.records import TIMED

        return TIMED if "crossed_at" in self.columns else 1

    def view(self, connection: duckdb.DuckDBPyConnection) -> ir.Table:
        """The view ``crossings``: all rows of all files, each with ``input_row``, its number from 0."""
        import ibis

        names = ", ".join("'" + file.replace("'", "''") + "'" for file in self.files)
        read = f"read_parquet([{names}], union_by_name = true, hive_partitioning = false)"
        columns = connection.sql(f"describe select * from {read}").fetchall()
        # a column without a single value has no type; a list of refused rows, mended, has numbers of its own
        untyped = ['"' + name.replace('"', '""') + '"' for name, kind, *_ in columns if "NULL" in kind]
        typed = ", ".join(f"cast({name} as varchar) as {name}" for name in untyped)
        every = "* exclude (input_row)" if "input_row" in self.columns else "*"
        bases = ", ".join(str(base) for base in self.bases)
        connection.execute(
            f"create temporary view crossings as select {every}{f' replace ({typed})' if typed else ''},"
            f" ([{bases}]::bigint[])[file_index::bigint + 1] + file_row_number as input_row from {read}"
        )
        return ibis.duckdb.from_connection(connection).table("crossings")


@dataclass
class Seen:
    """What reading found: the days, and by fault how many rows cannot be used and which is the first."""

    low: int = 2**62
    high: int = -(2**62)
    faults: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, fault: int, rows: int, row: int) -> None:
        """Count rows with a fault, the first of which is ``row``."""
        before, first = self.faults.get(fault, (0, row))
        self.faults[fault] = before + rows, min(first, row)

    def refused(self, crossings: Crossings, *, skip_bad: bool) -> dict[str, int]:
        """How many rows cannot be used, by column.

        Raises:  BadCrossings, with the first of each kind, unless they may be skipped.
        """
        from serai.engine.compute.relations import FAULTS

        told = []
        counts = {}
        for code, (column, what, advice) in FAULTS.items():
            if code in self.faults:
                rows, first = self.faults[code]
                counts[column] = rows
                told.append(f"{column}: {what} in {rows:,} rows, first in row {first + 1}. {advice}")
        if counts and not skip_bad:
            raise BadCrossings(
                "; ".join(told),
                where=", ".join(crossings.files),
                advice="Mend these rows, or leave them out with --skip-bad, which lists them in refused.parquet.",
            )
        return counts

    def question(self, order: Order, crossings: Crossings) -> Question:
        """The question with its days and the scale of the records.

        Raises:  NothingToCompile when there is no crossing, or none in the days observed.
        """
        from serai.engine.compute.records import Question

        where = ", ".join(crossings.files)
        if self.low > self.high:
            raise NothingToCompile(
                "There is no crossing", where=where, advice="Load a register of crossings first."
            )
        low, high = date_of(self.low), date_of(self.high)
        first, last = order.first or low, order.last or high
        if first > last or low > last or high < first:
            raise NothingToCompile(
                f"No crossing lies between {first} and {last}",
                where=where,
                advice=f"The crossings run from {low} to {high}.",
            )
        return Question(order.definition, order.orphans, order.country, first, last, crossings.scale)


def crossings_in(files: list[str], *, where: str, definition: Definition) -> Crossings:
    """What the files hold, from their heads alone.

    Raises:  NothingToCompile, FileUnreadable, MissingColumn (all absent columns at once).
    """
    if not files:
        raise NothingToCompile("There are no rows", where=where, advice="Load a file first.")
    columns: dict[str, None] = {}
    bases, heads, rows = [], [], 0
    for file in files:
        try:
            head = pq.read_metadata(file)
        except FileNotFoundError:
            raise FileUnreadable("There is no such file", where=file, advice="Check the path.") from None
        except (pa.ArrowException, OSError) as error:
            raise FileUnreadable(
                f"It cannot be read as Parquet: {error}", where=file, advice="Write the crossings as Parquet."
            ) from None
        heads.append(head.schema.to_arrow_schema())
        columns |= dict.fromkeys(heads[-1].names)
        bases.append(rows)
        rows += head.num_rows
    moment = "crossed_at" if "crossed_at" in columns else "crossed_on"
    wanted = dict(CROSSING_COLUMNS)
    if moment == "crossed_at":
        del wanted["crossed_on"]
    if definition.clock == "intention":
        wanted["intended_days"] = "integer, the stay in days that was declared on crossing"
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise MissingColumn(
            "The crossings lack the columns " + ", ".join(missing),
            where=where,
            advice="; ".join(f"{name} is {wanted[name]}" for name in missing) + ".",
        )
    return Crossings(tuple(files), tuple(columns), tuple(bases), rows, tuple(heads))


@contextmanager
def machine(*, memory: str, threads: int, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that keeps to its memory, asks no network, and puts what does not fit into ``spill``."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "TimeZone": "UTC",
        "memory_limit": memory,
        "threads": str(threads),
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }
    with duckdb.connect(config=settings) as connection:
        yield connection


def date_of(day: int) -> dt.date:
    """The date of a day number.

    Raises:  ValueError before year 1 and after year 9999.
    """
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)
