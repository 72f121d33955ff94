"""Files of crossings as DuckDB reads them: one view, checked, in the shape that the kernel takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.compute.records import TIMED
from serai.engine.compute.residence import CROSSING_COLUMNS, MissingColumn
from serai.engine.errors import EngineError, FileUnreadable
from serai.engine.model.definition import Definition

FAULTS = {
    1: (
        "person_id",
        "nobody is named",
        "Give each person a number or a pseudonym, the same on every crossing.",
    ),
    2: ("crossed_on", "there is no day", "Write days as dates, such as 2024-03-31."),
    3: ("direction", "the direction is not known", "Write IN for an arrival and OUT for a departure."),
}
"""What is wrong with a row: the column, what, and the way out."""


class BadCrossings(EngineError):
    """Rows of the crossings cannot be used."""


class NothingToCompile(EngineError):
    """There is no record to compile from, or none in the codes of the table."""


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

    @property
    def scale(self) -> int:
        return TIMED if "crossed_at" in self.columns else 1

    @property
    def source(self) -> str:
        """SQL: all rows of all files, each with ``input_row``, its number from 0."""
        names = ", ".join("'" + file.replace("'", "''") + "'" for file in self.files)
        bases = ", ".join(str(base) for base in self.bases)
        return (
            f"(select *, [{bases}][file_index::bigint + 1] + file_row_number as input_row"
            f" from read_parquet([{names}], union_by_name = true))"
        )

    @property
    def day(self) -> str:
        """SQL: the day of a crossing."""
        on = "try_cast(crossed_on as date)"
        if "crossed_at" not in self.columns:
            return on
        at = "cast(try_cast(crossed_at as timestamp) as date)"
        return f"coalesce({at}, {on})" if "crossed_on" in self.columns else at

    def profile(self, country: str) -> str:
        """SQL: citizen or not, sex and broad age as one number: people whose undecided changes end alike."""
        age = f"year({self.day}) - try_cast(birth_year as double)"
        return (
            f"(case when citizenship = '{country}' then 16 else 0 end"
            " + case sex when 'F' then 4 when 'M' then 8 else 0 end"
            f" + case when {age} < 15 then 1 when {age} < 65 then 2 when {age} >= 65 then 3 else 0 end)"
        )

    def records(self, definition: Definition, country: str) -> str:
        """SQL: (person_id, row, key, marks, intended, fault) of every row, in the kernel's terms."""
        day = f"({self.day} - date '1970-01-01')"
        if self.scale == 1:
            key = day
        else:
            time = f"epoch_us(try_cast(crossed_at as timestamp)) - {day} * 86400000000"
            key = f"{day} * {TIMED} + coalesce({time}, 86400000000)"
        excluded = "0"
        if definition.exclusions and "purpose" in self.columns:
            listed = ", ".join("'" + one.replace("'", "''") + "'" for one in definition.exclusions)
            excluded = f"case when purpose in ({listed}) then 4 else 0 end"
        intended = "-1"
        if definition.clock == "intention":
            intended = "coalesce(try_cast(intended_days as int), -1)"
        return f"""
select coalesce(cast(person_id as varchar), '') as person_id, cast(input_row as uinteger) as row,
       cast(coalesce({key}, 0) as bigint) as key,
       cast(case when direction = 'IN' then 1 else 0 end
            + case when citizenship = '{country}' then 2 else 0 end + {excluded}
            + 8 * {self.profile(country)} as integer) as marks,
       cast({intended} as integer) as intended,
       cast(case when person_id is null or cast(person_id as varchar) = '' then 1
                 when {self.day} is null then 2
                 when direction is null or direction not in ('IN', 'OUT') then 3
                 else 0 end as tinyint) as fault
from {self.source}"""


def crossings_in(files: list[str], *, where: str, definition: Definition) -> Crossings:
    """What the files hold, from their heads alone.

    Raises:  NothingToCompile, FileUnreadable, MissingColumn (all absent columns at once).
    """
    if not files:
        raise NothingToCompile("There are no rows", where=where, advice="Load a file first.")
    columns: dict[str, None] = {}
    bases, rows = [], 0
    for file in files:
        try:
            head = pq.read_metadata(file)
        except FileNotFoundError:
            raise FileUnreadable("There is no such file", where=file, advice="Check the path.") from None
        except (pa.ArrowException, OSError) as error:
            raise FileUnreadable(
                f"It cannot be read as Parquet: {error}", where=file, advice="Write the crossings as Parquet."
            ) from None
        columns |= dict.fromkeys(head.schema.to_arrow_schema().names)
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
    if rows > 2**32:
        raise FileUnreadable(
            f"{rows:,} crossings are more than one machine counts", where=where, advice="Use --engine spark."
        )
    return Crossings(tuple(files), tuple(columns), tuple(bases), rows)


@contextmanager
def machine(*, memory: str, threads: int, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that keeps to its memory, asks no network, and puts what does not fit into ``spill``."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
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
