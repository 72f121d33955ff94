"""Reading the cells of a spreadsheet or a CSV file as text, and writing them; no database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import IllegalCharacterError
from python_calamine import CalamineError, CalamineWorkbook

from serai.commons.directory.errors import PersonRefused

MOST_ROWS = 5_000
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One row with anything in it: where it stands in the file, and its cells as text."""

    sheet: str
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The first row of the file, and all others."""

    header: list[str]
    rows: list[Row]


def read(name: str, content: bytes) -> Sheet:
    """The rows of an XLSX, XLS, ODS or CSV file. Raises PersonRefused, naming the file and the way out."""
    if len(content) > MOST_BYTES:
        raise PersonRefused(_("The file is too large"), where=name, advice=_("Cut it into files of 4 MB."))
    rows = (
        _csv_rows(content) if name.lower().endswith((".csv", ".txt", ".tsv")) else _book_rows(name, content)
    )
    if not rows:
        raise PersonRefused(_("The file is empty"), where=name)
    if len(rows) > MOST_ROWS + 1:
        raise PersonRefused(
            _("The file has too many rows"), where=name, advice=_("Cut it into files of 5 000 rows.")
        )
    first, *others = rows
    # every sheet of a book repeats the headings; only those of the first one count
    rest = [row for row in others if row.cells != first.cells]
    return Sheet(list(first.cells), rest)


def _csv_rows(content: bytes) -> list[Row]:
    for encoding in ("utf-8-sig", "utf-16", "cp1256"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeError:
            continue
    else:
        raise PersonRefused(_("The letters of the file cannot be read"), advice=_("Save it as CSV UTF-8."))
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise PersonRefused(_("The file is no CSV"), where=str(error)) from error
    return _filled("", enumerate(table, start=1))


def _book_rows(name: str, content: bytes) -> list[Row]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(sheet, book.get_sheet_by_name(sheet)) for sheet in book.sheet_names]
        found = [
            _filled(title, enumerate(sheet.to_python(), start=sheet_start(sheet))) for title, sheet in sheets
        ]
    except (CalamineError, ValueError, OSError) as error:
        advice = _("Send an XLSX, ODS or CSV file without a password.")
        raise PersonRefused(_("This is no spreadsheet"), where=name, advice=advice) from error
    return [row for rows in found for row in rows]


def sheet_start(sheet: Any) -> int:
    """The number of the first row that the reader gives: empty rows at the top are left out by it."""
    return int(sheet.start[0]) + 1 if sheet.start else 1


def _filled(sheet: str, rows: Iterable[tuple[int, Sequence[Any]]]) -> list[Row]:
    read_rows = (Row(sheet, number, tuple(_text(cell) for cell in cells)) for number, cells in rows)
    return [row for row in read_rows if any(row.cells)]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a spreadsheet keeps a telephone number as a number
    return str(cell).strip()


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV with a byte order mark, which Excel needs to see that the letters are UTF-8."""
    stream = io.StringIO()
    csv.writer(stream).writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def write_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a workbook with one sheet; every cell is text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("contacts")
    for row in rows:
        try:
            sheet.append([_harmless(cell) for cell in row])
        except IllegalCharacterError:
            sheet.append(["".join(c for c in cell if c.isprintable()) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _harmless(cell: str) -> str:
    """A text that begins like a formula gets an apostrophe: a spreadsheet would run it for who opens it."""
    number = cell[1:].replace(" ", "").isdigit() and cell.startswith("+")
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not number else cell
