"""Workbooks and delimited texts as rows of cells, each cell as the text that a person reads in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

import python_calamine as calamine

from serai.engine.errors import FileUnreadable
from serai.engine.ingest.workbooks import open_workbook

Cells = list[str | None]
MAX_FIELD = 1 << 24
csv.field_size_limit(MAX_FIELD)


def records_of(
    stream: io.TextIOBase, separator: str, where: str, *, whole: bool = True
) -> Iterator[tuple[int, Cells]]:
    """The records of a delimited text with the row at which a spreadsheet shows each.

    ``whole`` says that the text is there to its end, where no quote may be left open.
    """
    lines: list[str] = []

    def told() -> Iterator[str]:
        for line in stream:
            lines.append(line)
            yield line

    reader = csv.reader(told(), delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise _unclosed(f"Row {number} cannot be read: {error}", where, number) from None
        if len(lines) > 1 and whole and _open_at_end(lines, separator):
            raise _unclosed(f"A quote in row {number} is never closed", where, number)
        lines.clear()
        yield number, [c or None for c in cells]


def _open_at_end(lines: list[str], separator: str) -> bool:
    """Whether a record of several lines is one only because its last quote is missing: the file ends in it."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _unclosed(what: str, where: str, row: int) -> FileUnreadable:
    advice = "Look for a quote that is never closed."
    return FileUnreadable(what, where=where, advice=advice, kind="quote", told={"row": str(row)})


def opened(path: Path, pattern: str) -> tuple[calamine.CalamineWorkbook, list[str]]:
    """A workbook and the names of those of its sheets that ``pattern`` chooses; all where it is empty.

    Raises:  FileUnreadable.
    """
    book = open_workbook(path)
    chosen = [s for s in book.sheet_names if not pattern or re.fullmatch(pattern, s)]
    if not chosen:
        raise FileUnreadable(
            f"No sheet is called {pattern!r}",
            where=path.name,
            advice=f"The sheets are: {', '.join(book.sheet_names)}.",
        )
    return book, chosen


def cell_text(cell: object) -> str | None:
    """A cell as the text that a person reads in it."""
    match cell:
        case "" | None:
            return None
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case dt.datetime():
            return cell.isoformat(" ")
        case dt.date() | dt.time():
            return cell.isoformat()
        case str() if "\x00" in cell:
            # old BIFF writers: two-byte text that was read byte by byte
            return cell.encode("latin-1", "replace").decode("utf-16-le", "replace")
        case _:
            return str(cell)
