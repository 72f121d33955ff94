"""The figures of a submission as rows for people: labels, value, what is published now, marks. Reads no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
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
    before = _values(flow, published)
    table = pq.read_table(observations)
    rows = table.to_pylist()
    for row in rows:
        if key_of(flow, row) in hidden:
            row |= {VALUE: None, STATUS: WITHHELD}
    lines = [_line(flow, row, before, marks) for row in rows]
    varied = [at for at in range(len(flow.dimensions)) if len({line.labels[at] for line in lines}) > 1]
    if not varied and flow.dimensions:
        varied = [len(flow.dimensions) - 1]
    short = [_narrow(line, varied) for line in lines]
    changed = [line for line in short if line.change == "changed"]
    return Preview(
        titles=tuple(said(flow.dimensions[at].title, flow.dimensions[at].id) for at in varied),
        lines=tuple(short[:SHOWN]),
        changes=tuple(changed[:SHOWN]),
        total=len(lines),
        new=sum(line.change == "new" for line in lines),
        changed=len(changed),
        more=max(0, len(lines) - SHOWN),
    )


def withheld(flow: Flow, cells: pa.Table) -> frozenset[str]:
    """The keys of published cells that are withheld."""
    return frozenset(key_of(flow, row) for row in cells.to_pylist() if _withheld(row))


def key_of(flow: Flow, row: Mapping[str, Any]) -> str:
    """The key of a cell: its codes and its period, joined by dots."""
    return ".".join([*(str(row[name]) for name in flow.dimension_ids), str(row[PERIOD])])


def _values(flow: Flow, published: pa.Table | None) -> dict[str, Any]:
    if published is None or not set(flow.dimension_ids) <= set(published.column_names):
        return {}
    return {key_of(flow, row): row for row in published.to_pylist()}


def _line(
    flow: Flow, row: Mapping[str, Any], before: Mapping[str, Any], marks: Mapping[str, Collection[str]]
) -> FigureLine:
    key = key_of(flow, row)
    old = before.get(key)
    change = "new" if old is None else "same" if _same(old, row) else "changed"
    return FigureLine(
        key=key,
        labels=tuple(said(d.codes.get(str(row[d.id]), {}), str(row[d.id])) for d in flow.dimensions),
        period=wording.period(str(row[PERIOD])),
        value=_text(row),
        status=str(row.get(STATUS) or ""),
        # told apart by status, before any value is looked at
        before="" if old is None else _text({**old, VALUE: None} if _withheld(old) else old),
        change=change,
        marks=tuple(dict.fromkeys(marks.get(key, ()))),
    )


def _narrow(line: FigureLine, varied: list[int]) -> FigureLine:
    """Without the dimensions in which all figures agree: they stand above the table."""
    return FigureLine(
        **{**line.__dict__, "labels": tuple(line.labels[at] for at in varied)},
    )


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return bool(old[VALUE] == new[VALUE]) and (old.get(STATUS) or "A") == (new.get(STATUS) or "A")


def _withheld(row: Mapping[str, Any]) -> bool:
    return row.get(STATUS) == WITHHELD or row.get("CONF_STATUS") == "C"


def _text(row: Mapping[str, Any]) -> str:
    value = row[VALUE]
    if value is None:
        return _("withheld") if _withheld(row) else UNKNOWN
    return wording.number(int(value) if float(value).is_integer() else value)
