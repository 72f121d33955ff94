"""The figures of a submission as rows for people: labels, value, what is published now, marks. Reads no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from serai.components.statistics import wording
from serai.components.statistics.wording import said
from serai.engine.model.dataflow import Dataflow as Flow
from serai.web.wording import UNKNOWN

PERIOD, VALUE, STATUS = "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"
WITHHELD = "Q"
SHOWN = 200


@dataclass(frozen=True)
class FigureLine:
    """One figure of a submission. ``before`` is what is published now, "" where nothing is.

    ``change`` is "new", "changed" or "same"; ``marks`` are severities of what the check found of it.
    """

    key: str
    labels: tuple[str, ...]
    period: str
    value: str
    status: str
    before: str
    change: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The first figures of a submission, and what of them would change; ``total`` counts all."""

    titles: tuple[str, ...]
    lines: tuple[FigureLine, ...]
    changes: tuple[FigureLine, ...]
    total: int
    new: int
    changed: int
    more: int = 0


def preview(
    flow: Flow,
    observations: Path,
    published: pa.Table | None,
    findings: Iterable[Mapping[str, Any]] = (),
    *,
    hidden: Collection[str] = (),
) -> Preview:
    """The figures in ``observations`` beside those published, with the marks of ``findings``.

    Of the cells in ``hidden`` it is said that they are withheld, and nothing else.
    """
    marks: dict[str, list[str]] = {}
    for one in findings:
        if one.get("key"):
            marks.setdefault(one["key"], []).append(one["severity"])
    table = pq.read_table(observations)
    keys = keys_of(flow, table)
    if hidden:
        table = _withheld_in(table, pc.is_in(keys, pa.array(sorted(hidden), pa.string())))
    places, changes = _compared(flow, table, keys, published)
    count = {change: int(pc.sum(pc.equal(changes, change)).as_py() or 0) for change in ("new", "changed")}
    varied = [at for at, name in enumerate(flow.dimension_ids) if pc.count_distinct(table[name]).as_py() > 1]
    if not varied and flow.dimensions:
        varied = [len(flow.dimensions) - 1]

    def lines(chosen: pa.Array) -> tuple[FigureLine, ...]:
        old = published.take(places.take(chosen)).to_pylist() if published is not None else []
        rows = table.take(chosen).to_pylist()
        told = changes.take(chosen).to_pylist()
        return tuple(
            _line(flow, row, old[at] if told[at] != "new" else None, told[at], marks, varied)
            for at, row in enumerate(rows)
        )

    number = table.num_rows
    return Preview(
        titles=tuple(said(flow.dimensions[at].title, flow.dimensions[at].id) for at in varied),
        lines=lines(pa.array(range(min(number, SHOWN)), pa.int64())),
        changes=lines(pc.indices_nonzero(pc.equal(changes, "changed"))[:SHOWN]),
        total=number,
        new=count["new"],
        changed=count["changed"],
        more=max(0, number - SHOWN),
    )


def withheld(flow: Flow, cells: pa.Table) -> frozenset[str]:
    """The keys of published cells that are withheld."""
    return frozenset(keys_of(flow, cells).filter(_is_withheld(cells)).to_pylist())


def keys_of(flow: Flow, table: pa.Table) -> pa.Array:
    """The keys of all rows of a table."""
    columns = [table[name].combine_chunks().cast(pa.string()) for name in (*flow.dimension_ids, PERIOD)]
    return pc.binary_join_element_wise(*columns, ".")


def _withheld_in(table: pa.Table, hidden: pa.Array) -> pa.Table:
    """The rows, with nothing said of those that are hidden but that they are withheld."""
    for name, instead in ((VALUE, None), (STATUS, WITHHELD)):
        column = table[name].combine_chunks()
        kind = pa.float64() if name == VALUE else pa.string()
        column = pc.if_else(hidden, pa.scalar(instead, kind), column.cast(kind))
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _compared(
    flow: Flow, table: pa.Table, keys: pa.Array, published: pa.Table | None
) -> tuple[pa.Array, pa.Array]:
    """Where the cell of each row stands in what is published, and whether it is new, changed or the same."""
    if published is None or not set(flow.dimension_ids) <= set(published.column_names):
        nowhere = pa.nulls(table.num_rows, pa.int64())
        return nowhere, pa.array(["new"] * table.num_rows, pa.string())
    places = pc.index_in(keys, keys_of(flow, published))
    values = table[VALUE].combine_chunks().cast(pa.float64())
    # told apart by status, before any value is looked at
    shown = pc.if_else(
        _is_withheld(published), pa.scalar(None, pa.float64()), published[VALUE].combine_chunks()
    )
    old = shown.cast(pa.float64()).take(places)
    both = pc.and_(pc.is_null(values), pc.is_null(old))
    equal = pc.or_(pc.fill_null(pc.equal(values, old), False), both)
    statuses = (pc.fill_null(one.cast(pa.string()), "A") for one in _statuses(table, published, places))
    same = pc.and_(equal, pc.equal(*statuses))
    return places, pc.if_else(pc.is_null(places), "new", pc.if_else(same, "same", "changed"))


def _statuses(table: pa.Table, published: pa.Table, places: pa.Array) -> tuple[pa.Array, pa.Array]:
    old = published[STATUS].combine_chunks() if STATUS in published.column_names else None
    rows = table[STATUS].combine_chunks()
    return rows, pa.nulls(len(rows), pa.string()) if old is None else old.take(places)


def _is_withheld(cells: pa.Table) -> pa.Array:
    marks = pa.array([False] * cells.num_rows)
    for name, mark in ((STATUS, WITHHELD), ("CONF_STATUS", "C")):
        if name in cells.column_names:
            column = cells[name].combine_chunks().cast(pa.string())
            marks = pc.or_(marks, pc.fill_null(pc.equal(column, mark), False))
    return marks


def key_of(flow: Flow, row: Mapping[str, Any]) -> str:
    """The key of a cell: its codes and its period, joined by dots."""
    return ".".join([*(str(row[name]) for name in flow.dimension_ids), str(row[PERIOD])])


def _line(
    flow: Flow,
    row: Mapping[str, Any],
    old: Mapping[str, Any] | None,
    change: str,
    marks: Mapping[str, Collection[str]],
    varied: list[int],
) -> FigureLine:
    """One row in words. The dimensions in which all figures agree stand above the table."""
    key = key_of(flow, row)
    dimensions = [flow.dimensions[at] for at in varied]
    return FigureLine(
        key=key,
        labels=tuple(said(d.codes.get(str(row[d.id]), {}), str(row[d.id])) for d in dimensions),
        period=wording.period(str(row[PERIOD])),
        value=_text(row),
        status=str(row.get(STATUS) or ""),
        # told apart by status, before any value is looked at
        before="" if old is None else _text({**old, VALUE: None} if _withheld(old) else old),
        change=change,
        marks=tuple(dict.fromkeys(marks.get(key, ()))),
    )


def _withheld(row: Mapping[str, Any]) -> bool:
    return row.get(STATUS) == WITHHELD or row.get("CONF_STATUS") == "C"


def _text(row: Mapping[str, Any]) -> str:
    value = row[VALUE]
    if value is None:
        return _("withheld") if _withheld(row) else UNKNOWN
    return wording.number(int(value) if float(value).is_integer() else value)
