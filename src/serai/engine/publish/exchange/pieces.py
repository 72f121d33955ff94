"""Answers as pieces of text: every row is written by DuckDB, and what lies in its buffers goes out as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

import duckdb
import numpy as np
import pyarrow as pa

from serai.engine.model.exchange.structures import MEASURE
from serai.engine.publish.exchange.selecting import DataSet

BATCH = 50_000
"""Rows of a piece."""


def pieces(
    connection: duckdb.DuckDBPyConnection,
    one: DataSet,
    observation: str,
    *,
    between: str,
    series: str = "",
    turn: str = "",
) -> Iterator[bytes]:
    """The text of every row of a data set, one behind the other.

    ``observation`` and ``series`` are expressions over its rows: what is written of each, and what is written
    before the first of those that have the same. ``between`` stands between two rows of a series, ``turn``
    where one series ends and the next begins.
    """
    if series:
        # each worked out once: DuckDB does not see that what a window looks back on is what it has already
        sql = (
            f"select *, lag(series) over () as before from"
            f" (select {series} as series, {observation} as text from ({one.sql}))"
        )
        text = (
            f"case when before is null then series when before = series then {quoted(between)}"
            f" else {quoted(turn)} || series end || text"
        )
    else:
        sql = f"select {observation} as text, row_number() over () as place from ({one.sql})"
        text = f"case when place = 1 then '' else {quoted(between)} end || text"
    found = connection.sql(f"select {text} as text from ({sql})", params=list(one.values))
    for batch in found.to_arrow_reader(BATCH):
        column: pa.Array = batch.column(0).cast(pa.large_string())
        _, offsets, letters = column.buffers()
        if letters is not None and len(column):
            ends = np.frombuffer(offsets, np.int64, len(column) + 1, column.offset * 8)
            yield bytes(memoryview(letters)[ends[0] : ends[-1]])


def writable(table: pa.Table, places: Sequence[str]) -> bool:
    """Whether every value is of a type that Python writes as DuckDB does, and every place has all its parts."""
    for name in table.column_names:
        kind, column = table.schema.field(name).type, table.column(name)
        measured = name == MEASURE and pa.types.is_float64(kind)
        if not (measured or pa.types.is_integer(kind) or pa.types.is_string(kind)):
            return False
        if name in places and column.null_count:
            return False
    return True


def at_once(
    observations: Sequence[str], series: Sequence[str] = (), *, between: str, turn: str = ""
) -> Iterator[bytes]:
    """What ``pieces`` gives, of rows that are text already; ``series`` has what is written before, for each row."""
    if not series:
        if observations:
            yield between.join(observations).encode()
        return
    out: list[str] = []
    before = None
    for begins, text in zip(series, observations, strict=True):
        out.append(between if begins == before else begins if before is None else turn + begins)
        out.append(text)
        before = begins
    if out:
        yield "".join(out).encode()


def figure(value: float) -> str:
    """A value as ``number`` has it: both write the shortest text that is read as the same value."""
    return str(int(value)) if abs(value) < 1e15 and value == floor(value) else str(value)


def number(column: str = f'"{MEASURE}"') -> str:
    """A value as text: whole numbers without a point."""
    whole = f"abs({column}) < 1e15 and {column} = floor({column})"
    return (
        f"case when {whole} then cast(cast({column} as bigint) as varchar) else cast({column} as varchar) end"
    )


def joined(parts: Sequence[str]) -> str:
    """Expressions of text, one behind the other."""
    return " || ".join(parts) if parts else "''"


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
