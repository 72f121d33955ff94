"""A small workbook that reaches to the end of its sheet is refused before a reader makes room for all of it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from serai.engine import api
from serai.engine.errors import FileUnreadable
from serai.engine.ingest.extents import check_extents

from .tables import table

HEAD = ["REGION", "MOVE", "TIME_PERIOD", "OBS_VALUE"]


def book(path: Path, *far: str, merged: str = "") -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEAD)
    sheet.append(["N", "IN", "2024-05", 12])
    for place in far:
        sheet[place] = "x"
    made.save(path)
    return rewritten(path, b"</sheetData>", b"</sheetData>" + merged.encode()) if merged else path


def rewritten(path: Path, pattern: bytes, by: bytes) -> Path:
    with zipfile.ZipFile(path) as packed:
        parts = {item.filename: packed.read(item) for item in packed.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, re.sub(pattern, by, content) if "worksheets" in name else content)
    return path


MERGED = '<mergeCells count="1"><mergeCell ref="A5:XFD1048576"/></mergeCells>'


@pytest.mark.parametrize(
    ("far", "merged"),
    [(["XFD1048576"], ""), (["A1048576", "ZZ3"], ""), ([], MERGED)],
    ids=["corner", "cross", "merged"],
)
def test_a_sheet_that_is_almost_nothing_but_room_is_refused(
    tmp_path: Path, far: list[str], merged: str
) -> None:
    file = book(tmp_path / "far.xlsx", *far, merged=merged)
    with pytest.raises(FileUnreadable, match="most of them empty"):
        api.check_submission(table(), file)
    with pytest.raises(FileUnreadable, match="most of them empty"):
        api.look_at(file, "crossings_monthly")


def test_cells_that_name_no_place_are_counted_as_they_follow_one_another(tmp_path: Path) -> None:
    file = rewritten(book(tmp_path / "plain.xlsx"), rb'(<c) r="[A-Z]+\d+"', rb"\1")
    check_extents(file)
    wide = rb"<sheetData><row r='1'>" + b"<c/>" * 16_384 + b"</row><row r='1048576'><c/></row></sheetData>"
    file = rewritten(file, rb"(?s)<sheetData>.*</sheetData>", wide)
    with pytest.raises(FileUnreadable, match="1,048,576 rows and 16,384 columns"):
        check_extents(file)


def test_a_long_column_that_is_empty_below_is_read(tmp_path: Path) -> None:
    file = book(tmp_path / "long.xlsx", "D900000")
    assert api.check_submission(table(), file).accepted == 1
