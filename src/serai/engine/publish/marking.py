"""A copy of what was handed in, with every cell marked in which something is wrong, and a list of it all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from serai.engine.checks.saying import right_to_left, say
from serai.engine.model.checking import SEVERITIES
from serai.engine.model.observations import Checked, Finding

SHEET_NAME, AUTHOR = "Findings", "Serai"
COLOURS = {"error": "FFC7CE", "warning": "FFE699", "note": "DDEBF7"}
MOST_COMMENTS = 5_000
"""More comments make a workbook that no program opens; the cells are coloured all the same."""

HEADS = ("severity", "place", "written", "wrong", "way_out", "check")
WIDTHS = (12, 18, 18, 70, 50, 18)
UNDER = len(HEADS) + 1
"""A hidden column of the list: the colour that a cell had before it was marked."""

Rows = Sequence[Sequence[str | None]]


def mark_workbook(path: Path, checked: Checked, out: Path) -> None:
    """Write a copy of a workbook (.xlsx) with the marks; marks of an earlier copy go.

    Formulas become the values that were stored, because those were checked; links to other workbooks go, so
    that the copy asks no program to fetch anything.
    """
    book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
    if SHEET_NAME in book.sheetnames:
        _unmark(book)
        del book[SHEET_NAME]
    _mark(book, checked)
    book.save(out)


def mark_rows(sheets: Sequence[tuple[str, Rows]], checked: Checked, out: Path) -> None:
    """Write the rows of a text, or of a workbook of an old kind, as a workbook with the marks."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets:
        sheet = book.create_sheet(name or "Data")
        for at, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                if text:
                    _put(sheet, at, column, text).number_format = "@"
    _mark(book, checked)
    book.save(out)


def _mark(book: Any, checked: Checked) -> None:
    places: dict[tuple[str, str], list[Finding]] = {}
    for finding in checked.findings:
        if finding.row and re.fullmatch("[A-Z]{1,3}", finding.column):
            places.setdefault((finding.sheet, f"{finding.column}{finding.row}"), []).append(finding)
    under: dict[tuple[str, str], str] = {}
    for number, (place, found) in enumerate(places.items()):
        name = place[0] or "Data"
        if name in book.sheetnames:
            under[place] = _mark_cell(book[name], place[1], found, commented=number < MOST_COMMENTS)
    _list(book.create_sheet(SHEET_NAME, 0), checked, set(book.sheetnames), under)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False


def _mark_cell(sheet: Any, place: str, found: list[Finding], *, commented: bool) -> str:
    """Colour a cell by the worst of it and say in a comment what it is; gives the colour it had."""
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        span = next(one for one in sheet.merged_cells.ranges if place in one)
        cell = sheet.cell(span.min_row, span.min_col)
    before = cell.fill.start_color.rgb if cell.fill.fill_type == "solid" else ""
    worst = min(found, key=lambda one: SEVERITIES.index(one.severity)).severity
    cell.fill = PatternFill("solid", start_color=COLOURS[worst])
    if commented:
        said = "\n\n".join(f"{one.said}\n{one.advice}" for one in found)
        theirs = cell.comment.text if cell.comment else ""
        cell.comment = Comment(f"{said}\n\n{theirs}".strip(), AUTHOR, width=360, height=60 + 60 * len(found))
    return before if isinstance(before, str) else ""


def _list(sheet: Any, checked: Checked, sheets: set[str], under: dict[tuple[str, str], str]) -> None:
    language = checked.language
    sheet.sheet_view.rightToLeft = right_to_left(language)
    counts = checked.counts()
    title = say("findings_title", language, **counts, file=checked.file_name)
    _put(sheet, 1, 1, title).font = Font(bold=True, size=14)
    _put(sheet, 2, 1, say("findings_hint", language))
    for at, (name, width) in enumerate(zip(HEADS, WIDTHS, strict=True), 1):
        head = _put(sheet, 4, at, say(name, language))
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", start_color="1F3A4D")
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.column_dimensions[get_column_letter(UNDER)].hidden = True
    sheet.freeze_panes = "A5"
    ordered = sorted(checked.findings, key=lambda one: SEVERITIES.index(one.severity))
    for row, finding in enumerate(ordered, 5):
        cell = f"{finding.column}{finding.row}" if finding.row else ""
        name = finding.sheet or "Data"
        place = f"{name}!{cell}" if cell else finding.sheet
        words = [say(finding.severity, language), place, finding.value, finding.said, finding.advice]
        for at, text in enumerate([*words, finding.check], 1):
            _put(sheet, row, at, text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 1).fill = PatternFill("solid", start_color=COLOURS[finding.severity])
        if (finding.sheet, cell) in under and name in sheets:
            link = sheet.cell(row, 2)
            quoted = name.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{cell}")
            link.font = Font(color="0563C1", underline="single")
            _put(sheet, row, UNDER, under[finding.sheet, cell])
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(HEADS))}{max(5, len(ordered) + 4)}"


def _unmark(book: Any) -> None:
    """Take away the colours and comments of an earlier copy: what was mended must not look wrong."""
    listed = book[SHEET_NAME]
    for row in range(5, listed.max_row + 1):
        link = listed.cell(row, 2).hyperlink
        found = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", (link.location or "") if link else "")
        if not found or (name := found[1].replace("''", "'")) not in book.sheetnames:
            continue
        cell = book[name][found[2]]
        if isinstance(cell, MergedCell):
            continue
        colour = str(listed.cell(row, UNDER).value or "")
        if re.fullmatch("[0-9A-F]{8}", colour):
            cell.fill = PatternFill("solid", start_color=colour)
        else:
            cell.fill = PatternFill()
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment = None


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """A text as a text, also one that begins like a formula."""
    cell = sheet.cell(row, column)
    # what no workbook can hold is left out
    cell.value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:32_000]
    cell.data_type = "s"
    return cell
