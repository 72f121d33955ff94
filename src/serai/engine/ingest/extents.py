"""How far the cells of a workbook reach, before anything opens it: readers make room for every cell in between."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

from serai.engine.errors import FileUnreadable

ROOM_MOST = 10_000_000
"""Cells for which room may be made, however few of them are written."""
SPARSEST = 20
"""Above that, one cell in so many has to be written."""

_PIECE, _OVERLAP = 1 << 20, 1 << 12
# a row or a cell of a sheet with the place that it names, if it names one
_PLACED = re.compile(
    rb"<(?:[A-Za-z][\w.-]{0,40}:)?(row|c)(?=[\s/>])(?:[^<>]{0,3000}?\sr\s*=\s*[\"']([A-Za-z]{0,4})(\d{1,8})[\"'])?"
)
_MERGED = re.compile(
    rb"<(?:[A-Za-z][\w.-]{0,40}:)?mergeCell\s[^<>]{0,300}?ref\s*=\s*[\"'][A-Za-z]{1,4}\d{1,8}:([A-Za-z]{1,4})(\d{1,8})"
)


def check_extents(path: Path) -> None:
    """That no sheet of a workbook (.xlsx) reaches far beyond what is written in it.

    Two cells at opposite corners of a sheet, or one merged cell, would have a reader make room for seventeen
    thousand million.
    Raises:  FileUnreadable.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            for item in packed.infolist():  # a sheet may have any name in the archive
                with packed.open(item) as stream:
                    rows, columns, written = _extent(stream)
                if rows * columns > max(ROOM_MOST, written * SPARSEST):
                    raise FileUnreadable(
                        f"A sheet reaches over {rows:,} rows and {columns:,} columns, most of them empty",
                        where=path.name,
                        advice="Delete what stands far away from the table, or hand in its data as CSV.",
                        kind="sparse",
                    )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError) as error:
        raise FileUnreadable(
            "The workbook cannot be opened",
            where=path.name,
            advice=f"Open it and save it again ({error}).",
            kind="damaged",
        ) from None


def _extent(stream: IO[bytes]) -> tuple[int, int, int]:
    """Rows, columns and how many cells are written; a row or cell that names no place follows the one before."""
    rows = columns = row = column = written = 0
    letters: dict[bytes, int] = {}
    rest = b""
    while piece := stream.read(_PIECE):
        text = rest + piece
        # a tag that is not whole yet waits for the next piece
        end = text.rfind(b"<") if len(piece) == _PIECE else len(text)
        end = end if len(text) - end < _OVERLAP else len(text)
        for tag, where, number in _PLACED.findall(text[:end]):
            if tag == b"row":
                row, column = int(number) if number else row + 1, 0
                continue
            written += 1
            if number:
                if where not in letters:
                    letters[where] = _column(where)
                row, column = int(number), letters[where]
            else:
                column += 1
            rows, columns = max(rows, row), max(columns, column)
        for where, number in _MERGED.findall(text[:end]):
            rows, columns = max(rows, int(number)), max(columns, _column(where))
        rest = text[end:]
    return rows, columns, written


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
