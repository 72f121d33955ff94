"""Two times of an observation: the period that it is about, and the days on which it was what was known.

The first stands in its row, the second in the commits of the dataset: each is what was known from its moment
until the next one.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from serai.engine.errors import StoreRefused
from serai.engine.model.dataset import Revised, Vintage
from serai.engine.model.limits import Limits
from serai.engine.model.receipt import Receipt

if TYPE_CHECKING:
    from serai.engine.store.store import Store

BATCH = 50_000
SEPARATOR = "."


def vintage_of(store: Store, dataset: str, day: dt.date | None = None) -> Vintage:
    """What was known of a dataset at the end of a day, by the clock of Greenwich; the latest if none is named.

    Raises:  StoreRefused when nothing was loaded by then.
    """
    every = store.vintages(dataset)
    known = [one for one in every if day is None or one.known_from.date() <= day]
    if not known:
        first = f"The first rows came on {every[0].known_from.date()}." if every else "Load a file first."
        raise StoreRefused(f"Nothing was known by {day or 'now'}", where=f"dataset {dataset}", advice=first)
    return known[-1]


def rows_known(
    store: Store, dataset: str, day: dt.date | None = None, where: Mapping[str, str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of a dataset as they were known at the end of a day, and KNOWN_FROM: when each was loaded.

    ``where`` narrows them by columns that are equal to a text.
    Raises:  StoreRefused when nothing was known, for rows about single people and for no such column.
    """
    vintage = vintage_of(store, dataset, day)
    receipts = {one.import_id: one for one in store.receipts(dataset)}
    if not receipts[vintage.import_id].key:
        raise StoreRefused(
            "Its rows are not told one from another by a key, or are about single people",
            where=f"dataset {dataset}",
            advice="Rows are given out of datasets of figures alone.",
        )
    with _engine() as connection:
        known = pa.table({"_import": list(receipts), "KNOWN_FROM": [r.loaded_at for r in receipts.values()]})
        connection.register("known", known)
        files = store.files(dataset, vintage.snapshot_id)
        columns = _columns(connection, files)
        for name in where or {}:
            if name not in columns:
                raise StoreRefused(
                    f"There is no column {name}",
                    where=dataset,
                    advice=f"Columns: {', '.join(sorted(columns))}.",
                )
        told = " and ".join(["true", *(f"cast({_name(name)} as varchar) = ?" for name in where or {})])
        rows = connection.sql(
            f"select rows.*, KNOWN_FROM from {_read(files)} as rows left join known using (_import) where {told}",
            params=list((where or {}).values()),
        )
        yield from rows.to_arrow_reader(BATCH)


def revised(store: Store, receipt: Receipt, limits: Limits | None = None) -> Revised | None:
    """What an import did to the cells of its dataset; None where rows are no cells, or have another key now.

    A cell's key is the values of the key columns and the name of the measure, joined by dots; a dot or per
    cent sign within a value is written %2E or %25.
    """
    if not receipt.key:
        return None
    if receipt.already_loaded:
        return Revised([])
    every = store.vintages(receipt.dataset)
    at = max(place for place, one in enumerate(every) if one.import_id == receipt.import_id)
    if receipt.mode == "append" or at == 0:  # what is stored is never contradicted by what is appended
        return Revised([], added=receipt.accepted * len(receipt.sums))
    files = [store.files(receipt.dataset, one.snapshot_id) for one in every[at - 1 : at + 1]]
    return compare(files[0], files[1], receipt.key, list(receipt.sums), limits or Limits())


def compare(
    before: Sequence[str], now: Sequence[str], key: Sequence[str], measures: Sequence[str], limits: Limits
) -> Revised | None:
    """The cells that differ between two states of a dataset; None when the first lacks a key column."""
    with _engine(limits) as connection:
        there = _columns(connection, before)
        if any(name not in there for name in key):
            return None
        keys = ", ".join(map(_name, key))
        sides = []
        for side, files, known in (("before", before, there), ("now", now, set(measures))):
            values = ", ".join(
                f"{_name(one) if one in known else 'null::bigint'} as {_name(one)}" for one in measures
            )
            sides.append(f"(select {keys}, {values}, true as there from {_read(files)}) as {side}")
        same = " and ".join(f"before.{_name(one)} is not distinct from now.{_name(one)}" for one in key)
        both = ", ".join(
            f"before.{_name(one)} as old{n}, now.{_name(one)} as new{n}" for n, one in enumerate(measures)
        )
        told = ", ".join(
            f"coalesce(before.{_name(one)}, now.{_name(one)}) as key{n}" for n, one in enumerate(key)
        )
        connection.execute(
            f"create temporary table pairs as select {told}, {both}, before.there as was, now.there as is_now"
            f" from {sides[0]} full join {sides[1]} on {same}"
        )
        cells: list[tuple[Any, ...]] = []
        counts = [0, 0, 0, 0]
        for n, measure in enumerate(measures):
            old, new = f"old{n}", f"new{n}"
            changed = f"was and is_now and {old} is distinct from {new}"
            found = connection.execute(
                f"select count(*) filter ({changed}), count(*) filter (was is null),"
                f" count(*) filter (is_now is null),"
                f" count(*) filter (was and is_now and {old} is not distinct from {new}) from pairs"
            ).fetchall()[0]
            counts = [before + more for before, more in zip(counts, found, strict=True)]
            texts = (_part(f"key{at}") for at in range(len(key)))
            order = ", ".join(f"key{at}" for at in range(len(key)))
            cells += connection.execute(
                f"select concat_ws('{SEPARATOR}', {', '.join(texts)}, ?), {old}, {new}, {order} from pairs"
                f" where {changed} or (is_now is null and {old} is not null)",
                [measure],
            ).fetchall()
        # by key and then in the order of the measures, in which they were found
        cells.sort(key=lambda cell: [(part is None, part) for part in cell[3:]])
        return Revised([(cell[0], _plain(cell[1]), _plain(cell[2])) for cell in cells], *counts)


@contextmanager
def _engine(limits: Limits | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        tempfile.TemporaryDirectory(prefix="serai-vintages-") as spill,
        duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "memory_limit": (limits or Limits()).memory,
                "temp_directory": spill,
            }
        ) as connection,
    ):
        yield connection


def _columns(connection: duckdb.DuckDBPyConnection, files: Sequence[str]) -> set[str]:
    return {row[0] for row in connection.execute(f"describe from {_read(files)}").fetchall()}


def _read(files: Sequence[str]) -> str:
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}], union_by_name = true)"


def _part(column: str) -> str:
    text = f"replace(replace(cast({column} as varchar), '%', '%25'), '{SEPARATOR}', '%2E')"
    return f"coalesce({text}, '')"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _plain(value: Any) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)
