"""Which column of a sheet is which component of a table, and the figures below as one long list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from serai.engine.checks.meanings import Codes, number_of, period_of, strange_year
from serai.engine.checks.saying import labels
from serai.engine.errors import FileUnreadable
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.describing import Labels
from serai.engine.model.observations import COLUMN, ROW, SHEET, STATUS, TIME, VALUE, component_ids
from serai.kernel.texts import fold

LOOK = 40
"""The heading is among so many first rows."""

STRUCTURE = ("DATAFLOW", "STRUCTURE_ID")
BESIDE = ("STRUCTURE", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY")
"""Columns of SDMX-CSV that are no components."""

TAKEN_ACTIONS = ("", "I", "A", "M", "R")
Row = list[str | None]


class NoHeading(FileUnreadable):
    """No row of a sheet names the components of the table."""

    def __init__(self, what: str, sheet: str, advice: str, kind: str = "heading", **told: str) -> None:
        where = f"sheet {sheet}" if sheet else ""
        super().__init__(what, where=where, advice=advice, kind=kind, told=told | {"sheet": sheet})
        self.sheet = sheet


@dataclass(frozen=True)
class Sheet:
    """A sheet as texts; ``merged`` are ranges ((row, column), (row, column)) counted from 0."""

    name: str
    rows: list[Row]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@dataclass(frozen=True)
class Heading:
    """Where the components stand: ``row`` is the last of the heading, counted from 0.

    In a matrix ``across`` names the component whose codes stand side by side: ``codes`` by column.
    """

    row: int
    columns: dict[str, int]
    across: str = ""
    codes: dict[int, str] = field(default_factory=dict)
    texts: Row = field(default_factory=list)

    @property
    def score(self) -> int:
        return len(self.columns) + len(self.codes)


@dataclass(frozen=True)
class Listed:
    """The figures of a sheet, and what else is to be known of it. ``heading`` is its row, from 1."""

    cells: pa.Table
    columns: dict[tuple[str, str], str]
    unread: list[tuple[str, str]]
    structures: set[str]
    blank: int
    heading: int


def letter(column: int) -> str:
    """The letters of a spreadsheet's column, counted from 0."""
    column, rest = divmod(column, 26)
    return (letter(column - 1) if column else "") + chr(65 + rest)


def headed(dataflow: Dataflow, sheet: Sheet) -> Heading:
    """The heading of a sheet: the row that names most, with a heading row straight below it.

    Raises:  NoHeading, saying what the likeliest row lacks.
    """
    known = _names(dataflow)
    meant = {d.id: Codes(d.codes) for d in dataflow.dimensions}

    def code(component: str, text: str) -> str | None:
        if component == TIME:
            return period_of(text, dataflow.frequency)
        found = meant[component].meant(text)
        return found[0] if len(found) == 1 else None

    rows = sheet.rows[:LOOK]
    found = [_heading(dataflow, at, row, known, code) for at, row in enumerate(rows)]
    best = max((one for one in found if one), key=lambda one: (one.score, -one.row), default=None)
    if best is None:
        raise _none(dataflow, sheet, known)
    below = found[best.row + 1] if best.row + 1 < len(found) else None
    if below and (below.across, below.columns) == (best.across, best.columns):
        # the row of codes below the row of labels: what it does not say, the labels do
        texts = [b or a for a, b in zip(best.texts, below.texts, strict=True)]
        best = Heading(below.row, below.columns, below.across, best.codes | below.codes, texts)
    return best


def listed(dataflow: Dataflow, sheet: Sheet, heading: Heading, *, template: bool) -> Listed:
    """The figures below a heading, a row for each, in the order of the sheet.

    A matrix gives a row for each cell in which something stands. In the long form every row that is not
    empty counts, but in a template of ours only those with a figure or a status. Merged cells of codes count for
    all rows they cover.
    """
    first = heading.row + 1
    width = max((len(row) for row in sheet.rows), default=0)
    body = [
        list(row) if len(row) == width else row + [None] * (width - len(row)) for row in sheet.rows[first:]
    ]
    _unmerge(sheet, heading, body, first)
    across, unread = _across(sheet, heading, body, width)
    places = dict(heading.columns)
    wanted = component_ids(dataflow)
    texts = {name: [row[places[name]] for row in body] if name in places else None for name in wanted}
    full = [any(cell and cell.strip() for cell in row) for row in body]
    keyed = [all(row[places[n]] for n in dataflow.dimension_ids if n in places) for row in body]
    blank = 0
    if heading.across:
        at = [
            (line, column)
            for line, row in enumerate(body)
            for column in across
            if (cell := row[column]) and cell.strip()
        ]
        blank = sum(keyed) * len(across) - sum(keyed[line] for line, _ in at)
    else:
        value = places[VALUE]
        at = [(line, value) for line, there in enumerate(full) if there]
        if template:
            status = places.get(STATUS)
            there = [i for i in at if body[i[0]][value] or (status is not None and body[i[0]][status])]
            blank, at = sum(keyed[line] for line, _ in at) - sum(keyed[line] for line, _ in there), there
    lines = np.array([line for line, _ in at], dtype=np.int64)
    columns: dict[str, pa.Array] = {}
    for name in wanted:
        if name == VALUE:
            columns[name] = pa.array([body[line][column] for line, column in at], pa.string())
        elif name == heading.across:
            columns[name] = pa.array([across[column] for _, column in at], pa.string())
        elif texts[name] is not None:
            columns[name] = pa.array(texts[name], pa.string()).take(pa.array(lines))
        else:
            columns[name] = pa.array([_alone(dataflow, name)] * len(at), pa.string())
    columns[SHEET] = pa.array([sheet.name] * len(at), pa.string())
    columns[ROW] = pa.array(lines + first + 1, pa.int64())
    letters = {column: letter(column) for column in {column for _, column in at}}
    columns[COLUMN] = pa.array([letters[column] for _, column in at], pa.string())
    return Listed(
        cells=pa.table(columns),
        columns={(sheet.name, name): letter(at) for name, at in places.items() if name != VALUE},
        unread=unread,
        structures=_structures(sheet, heading, body),
        blank=blank,
        heading=heading.row + 1,
    )


def join(tables: list[pa.Table]) -> pa.Table:
    """The figures of several sheets below one another."""
    return pa.concat_tables(tables).combine_chunks()


def _alone(dataflow: Dataflow, name: str) -> str | None:
    """The only code of a dimension for which the file has no column."""
    for dimension in dataflow.dimensions:
        if dimension.id == name and len(dimension.codes) == 1:
            return next(iter(dimension.codes))
    return None


def _names(dataflow: Dataflow) -> dict[str, str]:
    """Every way to write the name of a component, with its id."""
    every: list[tuple[str, Labels]] = [
        (TIME, labels(TIME)),
        (VALUE, labels(VALUE)),
        (STATUS, labels(STATUS)),
        *((a.id, a.title) for a in dataflow.attributes),
        *((d.id, d.title) for d in dataflow.dimensions),
    ]
    found = {_key(text): name for name, titles in every for text in titles.values()}
    return found | {_key(name): name for name, _ in every}


def _key(text: str | None) -> str:
    return fold(text or "").casefold().replace("_", " ")


def _component(text: str | None, known: dict[str, str]) -> str | None:
    """The component that a heading names, also as "SEX: Sex" (SDMX-CSV with labels)."""
    key = _key(text)
    return known.get(key) or known.get(key.partition(":")[0].strip())


def _heading(
    dataflow: Dataflow,
    at: int,
    row: Row,
    known: dict[str, str],
    code: Callable[[str, str], str | None],
) -> Heading | None:
    columns: dict[str, int] = {}
    for place, text in enumerate(row):
        if text and (name := _component(text, known)) and name not in columns:
            columns[name] = place
    alone = [d.id for d in dataflow.dimensions if len(d.codes) == 1 and d.id not in columns]
    lacks = [name for name in (*dataflow.dimension_ids, TIME) if name not in columns and name not in alone]
    if not columns:
        return None
    if VALUE in columns:
        return None if lacks else Heading(at, columns, texts=row)
    if len(lacks) > 1:
        return None
    others = {place: text for place, text in enumerate(row) if text and place not in columns.values()}
    for across in lacks or alone:
        codes = {place: meant for place, text in others.items() if (meant := code(across, text))}
        if codes:
            return Heading(at, columns, across, codes, row)
    return None


def _none(dataflow: Dataflow, sheet: Sheet, known: dict[str, str]) -> NoHeading:
    """What the likeliest heading lacks."""
    named = [{_component(text, known) for text in row if text} - {None} for row in sheet.rows[:LOOK]]
    most = max(named, key=len, default=set())
    must = [d.id for d in dataflow.dimensions if len(d.codes) != 1] + [TIME, VALUE]
    lacks = [name for name in must if name not in most]
    if TIME in lacks and most and (found := _strange_year(sheet.rows[named.index(most)], known)):
        place, text = f"{letter(found[0])}{named.index(most) + 1}", found[1]
        return NoHeading(
            f"The cell {place} says {text}, which seems to be a year of another calendar",
            sheet.name,
            "Write the periods in the Gregorian calendar, like 2024 or 2024-05.",
            "calendar",
            cell=place,
            text=text,
        )
    what = f"The heading lacks {', '.join(lacks)}" if len(most) > 1 else "No heading of this table was found"
    return NoHeading(
        what,
        sheet.name,
        f"One row names all of {', '.join(must)}, by id or title. Or take the template.",
        must=", ".join(must),
    )


def _strange_year(row: Row, known: dict[str, str]) -> tuple[int, str] | None:
    """The first cell beside the components that is a year or a month of another calendar: its column and text."""
    cells = ((at, text) for at, text in enumerate(row) if text and not _component(text, known))
    return next(((at, text) for at, text in cells if len(text) <= 10 and strange_year(text)), None)


def _unmerge(sheet: Sheet, heading: Heading, body: list[Row], first: int) -> None:
    """Codes in merged cells, in every row that they cover; figures stay where they stand."""
    keys = set(heading.columns.values()) - {heading.columns.get(VALUE, -1)}
    for (top, left), (bottom, right) in sheet.merged:
        for column in range(left, right + 1):
            if column not in keys or top < first:
                continue
            for row in range(top, min(bottom, first + len(body) - 1) + 1):
                body[row - first][column] = body[top - first][left]


def _across(
    sheet: Sheet, heading: Heading, body: list[Row], width: int
) -> tuple[dict[int, str], list[tuple[str, str]]]:
    """The columns with figures in a matrix, and the columns that are no part of the table.

    A column of numbers below a heading that is no code counts as one, so that nobody's figures are passed
    over in silence: each of them will be told to have an unknown code.
    """
    across, unread = dict(heading.codes), []
    used = {*heading.columns.values(), *across}
    for column in range(width):
        text = heading.texts[column] if column < len(heading.texts) else None
        if column in used or _key(text).upper().replace(" ", "_") in (*STRUCTURE, *BESIDE):
            continue
        cells = [cell for row in body if (cell := row[column]) and cell.strip()]
        if heading.across and any(number_of(cell) is not None for cell in cells):
            across[column] = text or "?"
        elif cells or text:
            unread.append((letter(column), text or letter(column)))
    return across, unread


def _structures(sheet: Sheet, heading: Heading, body: list[Row]) -> set[str]:
    """The tables that the rows of an SDMX file name. Raises: FileUnreadable for rows that delete."""
    named = {_key(text).upper().replace(" ", "_"): at for at, text in enumerate(heading.texts) if text}
    if (at := named.get("ACTION")) is not None:
        for line, row in enumerate(body):
            if (row[at] or "").strip().upper() not in TAKEN_ACTIONS:
                raise FileUnreadable(
                    f"Rows with the action {row[at]} are not taken",
                    where=f"row {heading.row + line + 2}",
                    advice="Hand in all figures of the period; they take the place of the earlier ones.",
                    kind="action",
                    told={"action": str(row[at]), "row": str(heading.row + line + 2)},
                )
    kinds = {(row[at] or "").lower() for row in body} if (at := named.get("STRUCTURE")) is not None else set()
    if kinds - {"dataflow", ""}:
        return set()  # a data structure or an agreement, whose name is not that of the table
    return {text for name in STRUCTURE if name in named for row in body if (text := row[named[name]])}
