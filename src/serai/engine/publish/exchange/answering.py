"""One query answered from the revisions of the dataflows it is about: found first, then written as it is read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow.compute as pc

from serai.engine.model.exchange.errors import BadQuery, Meaningless
from serai.engine.model.exchange.queries import TIME, DataQuery
from serai.engine.publish.exchange.csv import USUAL, Columns, as_csv
from serai.engine.publish.exchange.json import as_json
from serai.engine.publish.exchange.pieces import writable
from serai.engine.publish.exchange.selecting import DataSet, Revision, at_observation, data_sets
from serai.engine.publish.exchange.xml import as_xml

MEMORY = "512MB"
"""What the answers of one process may take, whatever their size: what does not fit goes to the disk."""
THREADS = 2
FEW = 20_000
"""Rows of one answer that are read at once and written from memory: to plan one more question takes DuckDB longer."""
_databases: dict[tuple[int, str], duckdb.DuckDBPyConnection] = {}


@dataclass(frozen=True)
class Form:
    """How an answer is written: "csv", "json" or "xml", in which version, in which language.

    ``columns`` is for CSV alone.
    """

    kind: str
    version: str
    language: str = "en"
    columns: Columns = USUAL


def answered(
    flows: Sequence[Sequence[Revision]],
    query: DataQuery,
    form: Form,
    *,
    message: str,
    prepared: dt.datetime,
    spill: Path,
) -> Iterator[bytes] | None:
    """The answer in pieces, or None when nothing fits. ``flows`` have the revisions of each dataflow, oldest first.

    A dataflow that a query makes no sense for is left out where there are others that it does.
    Raises:  BadQuery, Meaningless, of the first dataflow when the query makes sense for none.
    """
    connection = connected(spill)
    try:
        found = _found(connection, flows, query, grouped=form.kind != "csv")
    except BaseException:
        connection.close()
        raise
    if not found:
        connection.close()
        return None
    return _written(connection, found, query, form, message, prepared)


def connected(spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection of its own to the database in memory that this process keeps, with ``spill`` for what is too much.

    To open a database takes longer than to write most answers. A child that was forked opens its own.
    """
    key = os.getpid(), str(spill)
    if key not in _databases:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(spill),
            "TimeZone": "UTC",
            "parquet_metadata_cache": "true",  # the cells of a release never change
        }
        _databases.setdefault(key, duckdb.connect(config=config))
    return _databases[key].cursor()


def _found(
    connection: duckdb.DuckDBPyConnection,
    flows: Sequence[Sequence[Revision]],
    query: DataQuery,
    *,
    grouped: bool,
) -> list[list[DataSet]]:
    found: list[list[DataSet]] = []
    refusals: list[BadQuery | Meaningless] = []
    room = FEW
    for revisions in flows:
        try:
            sets = data_sets(connection, revisions, query, grouped=grouped)
        except (BadQuery, Meaningless) as refusal:
            refusals.append(refusal)
            continue
        some: list[DataSet] = []
        for one in sets:
            there, taken = _at_hand(connection, one, room, grouped=grouped)
            some += [taken] if there else []
            room -= len(taken.few) if taken.few is not None else 0
        found += [some] if some else []
    if refusals and len(refusals) == len(flows):
        raise refusals[0]
    return found


def _at_hand(
    connection: duckdb.DuckDBPyConnection, one: DataSet, room: int, *, grouped: bool
) -> tuple[bool, DataSet]:
    """Whether there are any rows, and the same data set; with its rows, if there is room for all of them.

    Rows are put into the order of the dimensions here, so that of many no more are looked at than there is room for.
    """
    sql = one.rows if one.by else one.sql
    table = connection.sql(f"{sql} limit {room + 1}", params=list(one.values)).to_arrow_table()
    if len(table) > room or not len(table):
        return bool(len(table)), one
    if grouped and not writable(table, [each.id for each in one.structure.dimensions]):
        return True, one
    if one.by:
        table = table.take(pc.sort_indices(table, [(name, "ascending") for name in one.by]))
    return True, replace(one, few=table)


def _written(
    connection: duckdb.DuckDBPyConnection,
    found: Sequence[Sequence[DataSet]],
    query: DataQuery,
    form: Form,
    message: str,
    prepared: dt.datetime,
) -> Iterator[bytes]:
    with connection:
        if form.kind == "csv":
            yield from as_csv(
                connection,
                [one for sets in found for one in sets],
                form.columns,
                language=form.language,
                apart=query.at_observation or TIME,
                begins=query.year_begins,
            )
            return
        answers = [(sets, at_observation(query, sets[0].structure)) for sets in found]
        if form.kind == "json":
            yield from as_json(
                connection,
                answers,
                version=form.version,
                language=form.language,
                message=message,
                prepared=prepared,
            )
        else:
            yield from as_xml(connection, answers, version=form.version, message=message, prepared=prepared)
