"""Workbooks opened: what cannot be, or would take too much room, is refused with the way out."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import python_calamine as calamine

from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.extents import check_extents

UNPACKED_MOST = 400 * 10**6
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20


def open_workbook(path: Path) -> calamine.CalamineWorkbook:
    """A workbook of any kind, after a look at how much room it takes.

    Raises:  FileUnreadable: a password, damaged, too large unpacked, cells far apart.
    """
    if names_a_password(path):
        raise _protected(path)
    if zipfile.is_zipfile(path):
        if unpacked(path) > UNPACKED_MOST:
            raise FileUnreadable(
                "Unpacked, the workbook is too large",
                where=path.name,
                advice="Hand in its data as CSV.",
                kind="unpacked",
            )
        check_extents(path)
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise _protected(path) from None
    except calamine.CalamineError as error:
        raise _damaged(path, error) from None


def sheet_cells(book: calamine.CalamineWorkbook, name: str, path: Path) -> Sequence[Sequence[object]]:
    """The cells of a sheet from its first row and column on.

    Raises:  FileUnreadable when the sheet is damaged, which shows only now.
    """
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise _damaged(path, error, name) from None


def unpacked(path: Path) -> int:
    """How many bytes a file has once it is unpacked; of one that is not packed its own."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as packed:
        return sum(item.file_size for item in packed.infolist())


def names_a_password(path: Path) -> bool:
    """Whether a file is an old container with an encrypted workbook: its directory names it."""
    if sniff.file_format(path) != sniff.XLS:
        return False
    rest = b""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            if _PASSWORD in rest + piece:
                return True
            rest = piece[-len(_PASSWORD) :]
    return False


def _protected(path: Path) -> FileUnreadable:
    return FileUnreadable(
        "The workbook is protected by a password",
        where=path.name,
        advice="Save it without and try again.",
        kind="password",
    )


def _damaged(path: Path, error: Exception, sheet: str = "") -> FileUnreadable:
    return FileUnreadable(
        "This is not a workbook that can be opened",
        where=f"{path.name}, sheet {sheet}" if sheet else path.name,
        advice=f"Open it in a spreadsheet, save it as .xlsx and try again ({error}).",
        kind="damaged",
    )
