"""Data sets as SDMX-CSV 2, in pieces, so that an answer of any size takes no more memory than a small one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from csv import writer
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from serai.engine.model.dataflow import Labels
from serai.engine.model.exchange.periods import normalized
from serai.engine.model.exchange.queries import TIME
from serai.engine.model.exchange.structures import MEASURE, Component, Structure
from serai.engine.publish.exchange.selecting import DataSet

BATCH = 50_000
"""Rows of a piece."""


@dataclass(frozen=True)
class Columns:
    """What the media type of SDMX-CSV leaves open: labels, timeFormat and keys, in the words of the standard."""

    labels: str = "id"
    times: str = "original"
    keys: str = "none"


USUAL = Columns()


def as_csv(
    connection: duckdb.DuckDBPyConnection,
    sets: Sequence[DataSet],
    shown: Columns = USUAL,
    *,
    language: str = "en",
    apart: str = TIME,
    begins: str = "--01-01",
) -> Iterator[bytes]:
    """The data sets below one heading, each row with its dataflow and action.

    ``apart`` is the dimension that is no part of SERIES_KEY, ``begins`` the first day of reporting years.
    Unknown: a value that is missing, withheld or not of this dataflow is an empty field; OBS_STATUS says why.
    Source:  SDMX-CSV field guide 2.1, which 2.0 reads alike.
    """
    columns = list(dict.fromkeys(name for one in sets for name in one.columns))
    made = _Dress(connection, sets, columns, shown, language, apart, begins)
    head = io.StringIO()
    writer(head, lineterminator="\n").writerow(made.heading())
    yield head.getvalue().encode()
    for one in sets:
        if one.few is not None:
            yield _as_text(_headed(one, one.few, columns), made, one.structure, usual=shown == USUAL)
            continue
        named = ", ".join(f'"{name}"' if name in one.columns else f'null as "{name}"' for name in columns)
        first = f"'dataflow', '{one.structure.short}', '{one.action}'"
        query = f"select {first}, {named} from ({one.sql})"
        for batch in connection.sql(query, params=list(one.values)).to_arrow_reader(BATCH):
            yield _as_text(batch, made, one.structure, usual=shown == USUAL)


def _headed(one: DataSet, rows: pa.Table, columns: Sequence[str]) -> pa.RecordBatch:
    """Rows that were read already, as they come from DuckDB: dataflow and action before them."""
    table = rows.combine_chunks()
    first = [pa.repeat(text, len(table)) for text in ("dataflow", one.structure.short, one.action)]
    cells = [
        table.column(name).chunk(0) if name in one.columns else pa.nulls(len(table), pa.string())
        for name in columns
    ]
    return pa.RecordBatch.from_arrays([*first, *cells], [f"{at}" for at in range(3 + len(cells))])


def _as_text(batch: pa.RecordBatch, made: _Dress, structure: Structure, *, usual: bool) -> bytes:
    out = io.BytesIO()
    table = pa.Table.from_batches([batch]) if usual else made.table(structure, batch)
    csv.write_csv(table, out, csv.WriteOptions(include_header=False, quoting_style="needed"))
    return out.getvalue()


class _Dress:
    """Rows with the names, keys and periods that were wished for beside the codes."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        sets: Sequence[DataSet],
        columns: list[str],
        shown: Columns,
        language: str,
        apart: str,
        begins: str,
    ) -> None:
        self._columns, self._shown, self._language, self._apart = columns, shown, language, apart
        self._components: dict[str, Component] = {}
        for one in sets:
            for each in (*one.structure.dimensions, *one.structure.attributes):
                self._components.setdefault(each.id, each)
        self._periods: dict[str, str] = {}
        if shown.times == "normalized":
            found = {
                str(row[0])
                for one in sets
                for row in connection.execute(
                    f"select distinct {TIME} from ({one.rows}) where {TIME} is not null", list(one.values)
                ).fetchall()
            }
            self._periods = normalized(sorted(found), begins=begins)

    def heading(self) -> list[str]:
        """The names of all columns."""
        labels = self._shown.labels
        head = ["STRUCTURE", "STRUCTURE_ID", *(["STRUCTURE_NAME"] if labels == "name" else []), "ACTION"]
        head += [name for name, of in (("SERIES_KEY", "series"), ("OBS_KEY", "obs")) if self._keyed(of)]
        for name in self._columns:
            component = self._components.get(name)
            title = self._said(component.title) if component else name
            head += {"id": [name], "name": [name, title], "both": [f"{name}: {title}"]}[labels]
        return head

    def table(self, structure: Structure, batch: pa.RecordBatch) -> pa.Table:
        """The same rows, dressed."""
        kind, identity, action, *cells = batch.columns
        rows, labels = len(batch), self._shown.labels
        title = self._said(structure.title) or structure.id
        there = dict(zip(self._columns, cells, strict=True))
        made = [kind]
        if labels == "both":
            made.append(pa.repeat(f"{structure.short}: {title}", rows))
        else:
            made += [identity, *([pa.repeat(title, rows)] if labels == "name" else [])]
        made.append(action)
        places = [one.id for one in structure.dimensions]
        for of in ("series", "obs"):
            if self._keyed(of):
                within = [name for name in places if of == "obs" or self._within_series(name)]
                made.append(_joined([there[name] for name in within], rows))
        codes = {one.id: one for one in structure.dimensions}
        for name, column in there.items():
            names = self._names(codes.get(name), column)
            if name == TIME and self._periods:
                column = _looked_up(column, self._periods)
            if labels == "both" and name != MEASURE:
                column = pc.coalesce(pc.binary_join_element_wise(_text(column), names, ": "), _text(column))
            made += [column, names] if labels == "name" else [column]
        return pa.table(made, names=[f"{at}" for at in range(len(made))])

    def _keyed(self, of: str) -> bool:
        return self._shown.keys in (of, "both")

    def _within_series(self, name: str) -> bool:
        return self._apart in self._components and name != self._apart

    def _names(self, component: Component | None, column: pa.Array) -> pa.Array:
        """What the codes of a column are called; null for what has no name."""
        codes = component.codes if component else {}
        return _looked_up(column, {code: self._said(names) for code, names in codes.items() if code})

    def _said(self, labels: Labels) -> str:
        return str(labels.get(self._language) or labels.get("en") or "")


def _looked_up(column: pa.Array, told: dict[str, str]) -> pa.Array:
    if not told:
        return pa.nulls(len(column), pa.string())
    places = pc.index_in(_text(column), value_set=pa.array(list(told), pa.string()))
    return pa.array([text or None for text in told.values()], pa.string()).take(places)


def _joined(columns: Sequence[pa.Array], rows: int) -> pa.Array:
    if not columns:
        return pa.repeat("", rows)
    return pc.binary_join_element_wise(*(pc.coalesce(_text(one), "") for one in columns), ".")


def _text(column: pa.Array) -> pa.Array:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())
