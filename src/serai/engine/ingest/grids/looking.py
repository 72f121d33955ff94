"""A look at a file of labels and figures before it is loaded: where its tables are and what its labels say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from serai.engine.checks.staging import header_key
from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.grids.listing import is_listed, look_at_columns
from serai.engine.ingest.grids.reading import Raw, numbers_of, rows_of, sheets_of
from serai.engine.ingest.grids.records import Record, records
from serai.engine.ingest.grids.tables import Sheet, Table, tables
from serai.engine.ingest.grids.words import Label, Vocabulary, tokens
from serai.engine.ingest.mappings import tables as code_tables
from serai.engine.ingest.rows import Cells
from serai.engine.model.looks import Look, SeenLabel, SeenSheet
from serai.engine.model.mapping import Mapping
from serai.kernel.texts import ascii_digits, fold

ROWS_SHOWN = 30
COLUMNS_SHOWN = 40
_SEARCHED = 60
# of files from month to month these differ, and the file is the same all the same
_PASSING = ("year", "month", "citizenship")
# headers of columns about one person; a name alone may be that of a post
_PERSONAL = (
    "name",
    "given_name",
    "family_name",
    "father_name",
    "birth_date",
    "document_number",
    "national_id",
)
_SURE = frozenset(_PERSONAL) - {"name"}
# what passports and identity cards look like; a count of people has no ten digits
_DOCUMENT = re.compile(r"[A-Z]{1,3}-?\d{6,9}|\d{5}-\d{7}-\d|\d{10,17}")
_FEW = 3


def look(path: Path, mapping: Mapping, layout: str = "") -> Look:
    """What is seen in a workbook or a delimited text under a mapping with a grid. Nothing is kept of the file.

    ``layout`` is "grid" or "columns" (one record in each row); left out, it is found out.
    Raises:  FileUnreadable for a file of another format, or one that cannot be opened.
    """
    assert mapping.grid is not None
    raw = _raw(path, mapping)
    vocabulary = Vocabulary(mapping.grid.words, mapping.grid.places)
    texts = {c for _, rows, _ in raw for row in rows for c in row if c}
    with duckdb.connect(":memory:") as connection:
        numbers = numbers_of(connection, mapping, texts)
    marks = frozenset(mark for mark, _ in mapping.marks)
    whole = [Sheet(name, rows, spans, numbers, marks) for name, rows, spans in raw]
    if mapping.grid.fields or layout == "columns" or (not layout and is_listed(whole[0], vocabulary)):
        seen = look_at_columns(whole, mapping.grid, vocabulary)
        shown = tuple(
            replace(one, rows=_shown(sheet.rows)) for one, sheet in zip(seen.sheets, whole, strict=True)
        )
        return replace(seen, sheets=shown, personal=tuple(_personal(raw)))
    sheets, found = [], list[Table]()
    for name, rows, sheet in [(one.name, one.rows, one) for one in whole]:
        made, _ = tables(sheet, mapping.grid, vocabulary)
        skipped = (label := vocabulary.added(name)) is not None and label.skipped
        found += [] if skipped else made
        headers = tuple(row + 1 for table in made for row in table.band if row < ROWS_SHOWN)
        sheets.append(SeenSheet(name, _shown(rows), headers, len(made), len(rows)))
    axes = {place.name for place in mapping.grid.places}
    read = records(found, mapping.grid, numbers, vocabulary)
    return Look(
        sheets=tuple(sheets),
        labels=_labels(found, vocabulary),
        places=tuple(sorted(_codes(read, axes))),
        months=tuple(sorted(_months(read))),
        figures=len(read),
        shape=_shape(found, axes),
        personal=tuple(_personal(raw)),
    )


def _raw(path: Path, mapping: Mapping) -> list[Raw]:
    kind = sniff.file_format(path)
    if kind in (sniff.XLSX, sniff.XLS):
        return sheets_of(path, mapping)
    if kind != sniff.TEXT:
        raise FileUnreadable(
            f"This is a file of format {kind}, and no sheet of labels and figures",
            where=path.name,
            advice="Send a workbook or a CSV file.",
        )
    with TemporaryDirectory() as work:
        rows, _ = rows_of(path, mapping, Path(work))
    return [("", rows, [])]


def _shown(rows: list[Cells]) -> tuple[tuple[str, ...], ...]:
    shown = [tuple((cell or "").strip() for cell in row[:COLUMNS_SHOWN]) for row in rows[:ROWS_SHOWN]]
    width = max((at for row in shown for at, cell in enumerate(row, 1) if cell), default=0)
    return tuple((*row[:width], *[""] * (width - len(row))) for row in shown)


def _labels(found: list[Table], vocabulary: Vocabulary) -> tuple[SeenLabel, ...]:
    """Every label once, in the order of the file; those with figures under them, and headings."""
    figures: dict[tuple[str, str], int] = {}
    said: dict[tuple[str, str], Label | None] = {}
    headings: dict[str, str] = {}
    for table in found:
        headings |= table.heads
        for row, column, text in table.cells:
            for where, path in (("column", table.columns[column]), ("row", table.rows[row])):
                for written, label in path.labels:
                    if written:
                        figures[where, written] = figures.get((where, written), 0) + bool(text)
                        said[where, written] = label
    made = [
        SeenLabel(text, "heading", known=bool(axis), heading=vocabulary.heading(text) or axis)
        for text, axis in headings.items()
    ]
    for (where, text), count in figures.items():
        label = said[where, text]
        if count and label is None:
            guess = tuple(vocabulary.guess(text).items())
            made.append(SeenLabel(text, where, known=False, figures=count, guess=guess))
        elif count and label is not None:
            codes = tuple((axis, tuple(sorted(many))) for axis, many in sorted(label.codes.items()))
            made.append(SeenLabel(text, where, True, codes, label.total, label.skipped, figures=count))
    return tuple(made)


def _codes(read: list[Record], axes: set[str]) -> set[str]:
    found = {codes for record in read for axis, codes in record.codes.items() if axis in axes}
    return {next(iter(codes)) for codes in found if len(codes) == 1}


def _months(read: list[Record]) -> set[str]:
    return {month for record in read if not record.problem and (month := record.columns()["month"])}


def _shape(found: list[Table], axes: set[str]) -> tuple[str, ...]:
    parts: set[str] = set()
    for table in found:
        for path in table.columns.values():
            for text, label in path.labels:
                if text:
                    passing = label is not None and label.codes and set(label.codes) <= {*_PASSING, *axes}
                    said = label.codes if passing and label is not None else ()
                    parts.update(f"<{axis}>" for axis in said if axis != "year")
                    if not passing and (words := _lasting(text)):
                        parts.add(words)
        for level in table.axes_of_rows:
            parts.update(f"rows of {axis}" for axis in level if axis != "year")
    return tuple(sorted(parts))


def _lasting(text: str) -> str:
    """A label without the figures in it, which are years and numbers of pages."""
    return " ".join(word for word in tokens(ascii_digits(fold(text))) if not word.isdecimal())


def _personal(raw: list[Raw]) -> list[str]:
    """Why rows seem to be about people: headers of such columns, columns of such numbers. No value is told."""
    known = {header_key(text): field for text, field in code_tables()["headings"].items()}
    told: list[str] = []
    for sheet, rows, _ in raw:
        for row in rows[:_SEARCHED]:
            hits = {cell: known.get(header_key(cell)) for cell in row if cell and cell.strip()}
            fields = {field: text.strip() for text, field in hits.items() if field in _PERSONAL}
            if len(hits) > 1 and (fields.keys() & _SURE or len(fields) > 1):
                told += [text for text in fields.values() if text not in told]
        width = max((len(row) for row in rows), default=0)
        for column in range(width):
            texts = [(row[column] or "").strip() for row in rows if column < len(row)]
            if sum(_DOCUMENT.fullmatch(ascii_digits(text).upper()) is not None for text in texts) >= _FEW:
                place = f"{sheet}: " if sheet else ""
                told.append(f"{place}{_letter(column)}")
    return told


def _letter(column: int) -> str:
    """The column as a spreadsheet calls it."""
    name = ""
    while column >= 0:
        name, column = chr(ord("A") + column % 26) + name, column // 26 - 1
    return name
