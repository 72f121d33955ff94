"""Files of every format, offered to DuckDB as one kind of raw table: text columns and row numbers.

A regular CSV file is read by DuckDB itself. Everything with a life of its own (preambles, two header
rows, remarks below the table, blank lines, ragged rows, several tables, workbooks) is walked row by
row here, in batches, so that memory stays flat.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from serai.engine.checks.convert import name, quote
from serai.engine.checks.staging import PROBLEM, ROW, SHEET_COLUMN, RawTable, header_key
from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.layout import Layout
from serai.engine.ingest.rows import MAX_FIELD, Cells, cell_text, opened, records_of
from serai.engine.model.mapping import SHEET, Mapping

BATCH = 50_000
PEEK = 1 << 18
TAIL = 1 << 16


@dataclass
class Reading:
    """One way to read the file. ``verify`` looks at the number of rows staged and says whether it holds."""

    raw: RawTable
    notes: list[str] = field(default_factory=list)
    verify: Callable[[int], bool] = lambda rows: True


def parquet(con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path) -> Iterator[Reading]:
    """A Parquet file, read by DuckDB itself."""
    path = facts.path
    source = f"read_parquet({quote(str(path))}, file_row_number = true)"
    try:
        headers = [
            r[0] for r in con.execute(f"DESCRIBE SELECT * EXCLUDE file_row_number FROM {source}").fetchall()
        ]
    except duckdb.Error as error:
        raise FileUnreadable(
            "This is no Parquet file", where=path.name, advice=str(error).splitlines()[0]
        ) from None
    layout = Layout(mapping, path.name)
    if mapping.reader.header_rows != 1:
        raise FileUnreadable(
            "A Parquet file has one header", where=path.name, advice="Write header_rows: 1 in the mapping."
        )
    found = layout.find([(1, list(headers))])
    places = found.places
    columns = {header: f"c{i}" for header, i in places.items()}
    # one column of the file may be read as two, such as a moment as its day and its time
    casts = "".join(
        f", {_cast(headers[i], layout.is_cell(header))} AS c{i}"
        for i, header in {i: header for header, i in places.items()}.items()
    )
    fixed = f"file_row_number + 1 AS {ROW}, '' AS {SHEET_COLUMN}, NULL::VARCHAR AS {PROBLEM}"
    relation = f"(SELECT {fixed}{casts} FROM {source})"
    yield Reading(RawTable(relation, columns), list(found.told))


def _cast(header: str, is_cell: bool) -> str:
    """A column of a typed file as text; in cells, blank is a text too, because null says that there is no cell."""
    text = f"CAST({name(header)} AS VARCHAR)"
    return f"coalesce({text}, '')" if is_cell else text


def delimited(
    con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path
) -> Iterator[Reading]:
    """A delimited text: by DuckDB itself where it is one plain table, else row by row."""
    path = facts.path
    text, notes = in_utf8(path, mapping, work)
    if text is not path:
        facts = Facts(text)
    separator = _separator(text, path.name, mapping)
    quick = _quick(facts, text, path.name, mapping, separator)
    if quick is not None:
        quick.notes[:0] = notes
        yield quick
    layout = Layout(mapping, path.name)
    with text.open(encoding="utf-8-sig", newline="") as stream:
        columns = _fill(con, layout, records_of(stream, separator, path.name), "")
    yield Reading(RawTable("raw", columns), notes + layout.notes)


def in_utf8(path: Path, mapping: Mapping, work: Path) -> tuple[Path, list[str]]:
    """The text in UTF-8, the file itself or a copy, and what had to be guessed."""
    encoding = sniff.encoding(path, mapping.reader.encoding)
    notes = [f"Encoding guessed: {encoding.name}"] if encoding.guessed else []
    return (path if encoding.is_utf8 else sniff.to_utf8(path, encoding.name, work / "utf8.txt")), notes


def _peek(text: Path, separator: str, where: str) -> list[tuple[int, Cells]]:
    with text.open("rb") as stream:
        head = stream.read(PEEK)
    whole = len(head) < PEEK
    if not whole:
        head = head[: head.rfind(b"\n") + 1] or head
    rows = []
    text_of_head = io.StringIO(head.decode("utf-8-sig", "replace"), newline="")
    for item in records_of(text_of_head, separator, where, whole=whole):
        rows.append(item)
        if len(rows) == 200:
            break
    return rows


def _separator(text: Path, where: str, mapping: Mapping) -> str:
    """The first separator under which the header is found; where none is, the error of the likeliest."""
    failures = []
    for separator in sniff.separators(text, mapping.reader.separator):
        try:
            Layout(mapping, where).find(_peek(text, separator, where))
        except FileUnreadable as error:
            failures.append(error)
            continue
        return separator
    raise failures[0]


def _quick(facts: Facts, text: Path, where: str, mapping: Mapping, separator: str) -> Reading | None:
    """DuckDB's own reader, where the file is one plain table from its first line to its last."""
    reader = mapping.reader
    sheets = any(s.startswith("@") for c in mapping.columns for s in c.sources)
    if (
        mapping.unpivot
        or reader.header_rows != 1
        or reader.blocks
        or sheets
        or any(c.fill_down for c in mapping.columns)
    ):
        return None
    peek = _peek(text, separator, where)
    layout = Layout(mapping, where)
    header = layout.find(peek)
    if (
        header.last_row != 1
        or any(len(cells) != header.width for _, cells in peek)
        or _ends_in_notes(text, layout, header.width, separator)
    ):
        return None
    columns = {h: f"c{i}" for h, i in header.places.items()}
    names = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(header.width))
    relation = (
        f"read_csv({quote(str(text))}, auto_detect = false, header = true, delim = {quote(separator)}, "
        f"quote = '\"', escape = '\"', "
        f"columns = {{{names}}}, strict_mode = true, max_line_size = {MAX_FIELD})"
    )
    # a line more or less than rows means blank lines or line breaks inside fields: then rows must be counted one by one
    return Reading(
        RawTable(relation, columns, row="rowid + 2", has_rows=False),
        list(header.told),
        verify=lambda rows: rows + 1 == facts.lines,
    )


def _ends_in_notes(text: Path, layout: Layout, width: int, separator: str) -> bool:
    with text.open("rb") as stream:
        stream.seek(0, io.SEEK_END)
        stream.seek(max(0, stream.tell() - TAIL))
        last = stream.read().decode("utf-8", "replace").rstrip("\r\n").rpartition("\n")[2]
    cells = next(csv.reader([last], delimiter=separator), [])
    return len(cells) != width or (width >= 3 and sum(1 for c in cells if c.strip()) <= 2)


def workbook(con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path) -> Iterator[Reading]:
    """The sheets of a workbook that the mapping chooses, with the headers of the first in all of them."""
    path = facts.path
    pattern = mapping.reader.sheets
    book, chosen = opened(path, pattern)
    notes: list[str] = []
    columns: dict[str, str] | None = None
    failure: FileUnreadable | None = None
    read: list[str] = []
    for sheet in chosen:
        layout = Layout(mapping, f"{path.name}, sheet {sheet!r}")
        opened_sheet = book.get_sheet_by_name(sheet)
        rows = (
            (i, [cell_text(c) for c in cells])
            for i, cells in enumerate(opened_sheet.to_python(skip_empty_area=False), 1)
        )
        try:
            columns = _fill(con, layout, rows, sheet, columns)
        except FileUnreadable as error:
            if pattern:
                raise
            failure = failure or error
            continue
        read.append(sheet)
        below = [s for s in opened_sheet.merged_cell_ranges or [] if s[1][0] > s[0][0] >= layout.first_header]
        if below and not any(c.fill_down for c in mapping.columns):
            layout.keep(
                [f"Merged cells below the header: {len(below):,}; only the first row of each has its value"]
            )
        notes += [n for n in layout.notes if n not in notes]
        if not pattern:
            break
    if columns is None:
        assert failure is not None
        raise failure
    if skipped := [s for s in book.sheet_names if s not in read]:
        notes.append(f"Sheets not read: {', '.join(skipped)}")
    yield Reading(RawTable("raw", columns, has_sheets=True), notes)


def _fill(
    con: duckdb.DuckDBPyConnection,
    layout: Layout,
    rows: Iterator[tuple[int, Cells]],
    sheet: str,
    before: dict[str, str] | None = None,
) -> dict[str, str]:
    """Write the data rows of one sheet into the table ``raw``; gives its columns by header.

    Every sheet must have the headers of the first one.
    """
    mapping = layout.mapping
    said_names = sorted({s for c in mapping.columns for s in c.sources if s.startswith("@") and s != SHEET})
    columns = before
    fills: list[int] = []
    last: dict[int, str | None] = {}
    batch: list[list[object]] = []
    made = before is not None

    def flush() -> None:
        nonlocal made
        assert columns is not None
        names = [ROW, SHEET_COLUMN, PROBLEM, *(c for c in columns.values() if c != SHEET_COLUMN)]
        arrays = [
            pa.array([r[i] for r in batch], pa.int64() if i == 0 else pa.string()) for i in range(len(names))
        ]
        con.register("batch", pa.Table.from_arrays(arrays, names=names))
        con.execute(
            "INSERT INTO raw SELECT * FROM batch"
            if made
            else "CREATE OR REPLACE TABLE raw AS SELECT * FROM batch"
        )
        con.unregister("batch")
        made = True
        batch.clear()

    previous = None
    for header, said, number, cells in layout.tables(rows):
        if columns is None:
            columns = {h: f"c{i}" for i, h in enumerate([*header.places, *said_names])}
            if any(SHEET in c.sources for c in mapping.columns):
                columns[SHEET] = SHEET_COLUMN
        if header is not previous:
            if more := _more_columns(columns, header.places, layout, header.last_row):
                if batch:
                    flush()
                for h in more:
                    columns[h] = f"c{len(columns)}"
                    if made:
                        con.execute(f"ALTER TABLE raw ADD COLUMN {columns[h]} VARCHAR")
            wanted = [(h, header.places.get(h), layout.is_cell(h)) for h in columns if h != SHEET]
            filled = {c.sources[0] for c in mapping.columns if c.fill_down}
            fills = [i for i, (h, _, _) in enumerate(wanted) if h in filled]
            last.clear()
            previous = header
        values: list[str | None] = []
        for h, place, is_cell in wanted:
            if place is None:
                values.append(said.get(header_key(h)))
            else:
                cell = cells[place] if place < len(cells) else None
                values.append(cell or "" if is_cell else cell)
        for i in fills:
            last[i] = values[i] = values[i] or last.get(i)
        odd_width = len(cells) < header.width or any(c and c.strip() for c in cells[header.width :])
        batch.append([number, sheet, "wrong_number_of_fields" if odd_width else None, *values])
        if len(batch) == BATCH:
            flush()
    if columns is None:
        raise FileUnreadable(
            "There is a header, but no row below it",
            where=layout.where,
            advice="Check that the file is complete.",
        )
    flush()
    return columns


def _more_columns(columns: dict[str, str], places: dict[str, int], layout: Layout, row: int) -> list[str]:
    """Headers that this table has beyond the earlier ones: cells of a wide table may differ, the rest may not."""
    more = [h for h in places if h not in columns]
    gone = [h for h in columns if not h.startswith("@") and h not in places]
    if not layout.mapping.unpivot and (more or gone):
        odd = more + gone
        raise FileUnreadable(
            f"The headers differ from the first table's: {', '.join(odd[:6])}",
            where=f"{layout.where}, row {row}",
            advice="Load such sheets with mappings of their own.",
        )
    return more
