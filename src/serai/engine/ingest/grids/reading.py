"""Workbooks and texts of labels and figures, offered to DuckDB as one row for each figure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from serai.engine.checks import convert
from serai.engine.checks.staging import CELL, PROBLEM, ROW, SHEET_COLUMN, TOLD, RawTable
from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.grids.columns import listed
from serai.engine.ingest.grids.records import DERIVED, Record, records
from serai.engine.ingest.grids.tables import Sheet, Span, Table, tables
from serai.engine.ingest.grids.words import Vocabulary
from serai.engine.ingest.readers import Reading, in_utf8
from serai.engine.ingest.rows import Cells, cell_text, opened, records_of
from serai.engine.model.mapping import Mapping

Raw = tuple[str, list[Cells], list[Span]]


def workbook(con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path) -> Iterator[Reading]:
    """All sheets of a workbook that the mapping chooses, each with its own layout."""
    yield _reading(con, facts.path.name, mapping, sheets_of(facts.path, mapping), [])


def sheets_of(path: Path, mapping: Mapping) -> list[Raw]:
    """The cells of the sheets that the mapping chooses, as texts, with what is merged."""
    book, chosen = opened(path, mapping.reader.sheets)
    sheets: list[Raw] = []
    for name in chosen:
        sheet = book.get_sheet_by_name(name)
        rows = [[cell_text(c) for c in cells] for cells in sheet.to_python(skip_empty_area=False)]
        sheets.append((name, rows, list(sheet.merged_cell_ranges or [])))
    return sheets


def delimited(
    con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path
) -> Iterator[Reading]:
    """A delimited text as one sheet without a name."""
    rows, notes = rows_of(facts.path, mapping, work)
    yield _reading(con, facts.path.name, mapping, [("", rows, [])], notes)


def rows_of(path: Path, mapping: Mapping, work: Path) -> tuple[list[Cells], list[str]]:
    """The rows of a delimited text, and what had to be guessed."""
    text, notes = in_utf8(path, mapping, work)
    separator = sniff.separators(text, mapping.reader.separator)[0]
    with text.open(encoding="utf-8-sig", newline="") as stream:
        return [cells for _, cells in records_of(stream, separator, path.name)], notes


def _reading(
    con: duckdb.DuckDBPyConnection, where: str, mapping: Mapping, sheets: list[Raw], notes: list[str]
) -> Reading:
    grid = mapping.grid
    assert grid is not None
    numbers = numbers_of(con, mapping, {c for _, rows, _ in sheets for row in rows for c in row if c})
    vocabulary = Vocabulary(grid.words, grid.places)
    marks = frozenset(mark for mark, _ in mapping.marks)
    found: list[Table] = []
    for name, rows, spans in sheets:
        sheet = Sheet(name, rows, spans, numbers, marks)
        made, said = (listed if grid.fields else tables)(sheet, grid, vocabulary)
        if not made:
            notes.append(f"Sheet without a table: {name}" if name else "No table was found")
        found += made
        notes += [line for line in said if line not in notes]
    read = records(found, grid, numbers, vocabulary)
    if not read:
        raise FileUnreadable(
            "No table of labels and figures was found",
            where=where,
            advice="A table has a row of headers, such as arrivals and departures, over its figures.",
        )
    columns = [*(p.name for p in grid.places), *grid.axes, *DERIVED]
    con.register("batch", _table(read, columns))
    con.execute("CREATE OR REPLACE TABLE raw AS SELECT * FROM batch")
    con.unregister("batch")
    named = {column: f"c{i}" for i, column in enumerate([*columns, grid.value])}
    return Reading(RawTable("raw", named, has_sheets=True, has_cells=True), notes)


def _table(read: list[Record], columns: list[str]) -> pa.Table:
    about = [record.columns() for record in read]
    return pa.table(
        {
            ROW: pa.array([r.row for r in read], pa.int64()),
            SHEET_COLUMN: pa.array([r.sheet for r in read], pa.string()),
            PROBLEM: pa.array([r.problem for r in read], pa.string()),
            CELL: pa.array([r.cell for r in read], pa.string()),
            TOLD: pa.array([r.told for r in read], pa.string()),
            **{
                f"c{i}": pa.array([one.get(name) for one in about], pa.string())
                for i, name in enumerate(columns)
            },
            f"c{len(columns)}": pa.array([r.text for r in read], pa.string()),
        }
    )


def numbers_of(con: duckdb.DuckDBPyConnection, mapping: Mapping, texts: set[str]) -> dict[str, float]:
    """The texts that are numbers, by the same rule as figures are converted; texts without ends of space."""
    con.register("batch", pa.table({"x": pa.array(sorted({t.strip() for t in texts}), pa.string())}))
    number = convert.decimal("x", mapping.reader.decimal, mapping.reader.thousands)
    read = con.execute(f"SELECT x, {number} AS n FROM batch WHERE n IS NOT NULL").fetchall()
    con.unregister("batch")
    return dict(read)
