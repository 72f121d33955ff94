"""What changed between two revisions of a table, as anybody may see it: DuckDB over the cells of both.

A withheld cell has no value here, whatever its file says: that it was withheld, or is, is all that is told. What
stands beside figures (sources, remarks, rows of files) is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

CHANGED, ADDED, REMOVED, SAME = "changed", "added", "removed", "same"
KINDS = (CHANGED, ADDED, REMOVED, SAME)
SHOWN, WITHHELD, UNKNOWN, NONE = "shown", "withheld", "unknown", "none"
BATCH = 10_000
MEMORY = "256MB"
_SIGNS = (("OBS_STATUS", "Q"), ("CONF_STATUS", "C"))


@dataclass(frozen=True)
class Side:
    """A cell in one of two revisions: ``state`` is shown, withheld, unknown, or none where there is no such cell."""

    state: str
    value: float | None
    status: str


@dataclass(frozen=True)
class Change:
    """One cell that is not what it was. ``difference`` is None unless both values are shown."""

    kind: str
    key: str
    codes: dict[str, str]
    period: str
    before: Side
    now: Side
    difference: float | None


class Comparison:
    """The cells of an earlier revision beside those of a later one, narrowed by codes of dimensions."""

    def __init__(
        self, before: Path, now: Path, dimensions: Sequence[str], where: Mapping[str, str] | None = None
    ) -> None:
        """``before`` and ``now`` are ``cells.parquet`` of two releases; ``where`` is of dimensions or TIME_PERIOD."""
        self._files = (before, now)
        self._dimensions = list(dimensions)
        self._where = {
            name: code for name, code in (where or {}).items() if name in (*dimensions, "TIME_PERIOD")
        }

    def counts(self) -> dict[str, int]:
        """How many cells changed, were added, were removed, and are the same."""
        # a name that begins with an underscore is no dimension's: KIND is one, and letter case counts for nothing
        with _connection() as connection:
            rows = connection.execute(
                f"select _change, count(*) from ({self._sql()}) group by 1", list(self._where.values()) * 2
            )
            return dict.fromkeys(KINDS, 0) | dict(rows.fetchall())

    def changes(self, *, first: int = 0, most: int | None = None) -> Iterator[Change]:
        """What is not the same, the largest differences first; then changes that are no numbers, by key."""
        names = [*self._dimensions, "TIME_PERIOD"]
        codes = ", ".join(_name(name) for name in names)
        limit = f" limit {int(most)}" if most is not None else ""
        with _connection() as connection:
            rows = connection.execute(
                f"select _change, CELL_KEY, {codes}, _state0, _value0, _status0, _state1, _value1, _status1,"
                " _difference"
                f" from ({self._sql()}) where _change <> '{SAME}'"
                # a cell that came or went weighs what it holds; nothing withheld has a weight
                " order by abs(coalesce(_difference, _value1, _value0, 0) * _weighed) desc, CELL_KEY"
                f"{limit} offset {int(first)}",
                list(self._where.values()) * 2,
            )
            while found := rows.fetchmany(BATCH):
                for kind, key, *told in found:
                    at = len(names)
                    yield Change(
                        kind,
                        key,
                        dict(zip(self._dimensions, told, strict=False)),
                        told[at - 1],
                        Side(*told[at : at + 3]),
                        Side(*told[at + 3 : at + 6]),
                        told[at + 6],
                    )

    def _sql(self) -> str:
        sides = []
        for n, file in enumerate(self._files):
            there = set(pq.read_schema(file).names)
            hidden = " or ".join(f"{name} = '{sign}'" for name, sign in _SIGNS if name in there) or "false"
            codes = ", ".join(
                _name(name) if name in there else f"'' as {_name(name)}" for name in self._dimensions
            )
            status = f"case when {hidden} then 'Q' else coalesce(OBS_STATUS, 'A') end"
            told = " and ".join(["true", *(f"{_name(name)} = ?" for name in self._where)])
            sides.append(
                f"(select * from (select CELL_KEY, {codes}, TIME_PERIOD, {status} as _status{n},"
                f" case when {hidden} then '{WITHHELD}' when OBS_VALUE is null then '{UNKNOWN}' else '{SHOWN}' end"
                f" as _state{n}, case when {hidden} then null else OBS_VALUE end as _value{n}"
                f" from {_read(file)}) where {told})"
            )
        both = ", ".join(
            f"coalesce(a.{_name(name)}, b.{_name(name)}) as {_name(name)}"
            for name in ("CELL_KEY", *self._dimensions, "TIME_PERIOD")
        )
        return (
            f"select {both}, coalesce(_state0, '{NONE}') as _state0, _value0, coalesce(_status0, '') as _status0,"
            f" coalesce(_state1, '{NONE}') as _state1, _value1, coalesce(_status1, '') as _status1,"
            f" case when _state0 is null then '{ADDED}' when _state1 is null then '{REMOVED}'"
            " when (_state0, _value0, _status0) is distinct from (_state1, _value1, _status1)"
            f" then '{CHANGED}' else '{SAME}' end as _change,"
            " _value1 - _value0 as _difference,"
            # a figure that is withheld now or was before must not stand out by its size
            f" if('{WITHHELD}' in (coalesce(_state0, ''), coalesce(_state1, '')), 0, 1) as _weighed"
            f" from {sides[0]} as a full join {sides[1]} as b on a.CELL_KEY = b.CELL_KEY"
        )


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, Any] = {"autoinstall_known_extensions": "false", "memory_limit": MEMORY, "threads": "2"}
    with duckdb.connect(config=config) as connection:
        yield connection


def _read(file: Path) -> str:
    return "read_parquet('{}')".format(str(file).replace("'", "''"))


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
