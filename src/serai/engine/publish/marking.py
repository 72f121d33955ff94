"""A copy of what was handed in, with every cell marked in which something is wrong, and a list of it all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from serai.engine.checks.saying import right_to_left, say
from serai.engine.model.checking import SEVERITIES
from serai.engine.model.observations import MOST_KEPT, Checked, Finding

SHEET_NAME, AUTHOR = "Findings", "Serai"
COLOURS = {"error": "FFC7CE", "warning": "FFE699", "note": "DDEBF7"}
MOST_COMMENTS = 5_000
"""More comments make a workbook that no program opens; the cells are coloured all the same."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""Rows and columns that a sheet of a workbook has at most."""

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


def mark_rows(sheets: Iterable[tuple[str, Rows]], checked: Checked, out: Path) -> None:
    """Write the rows of a text, or of a workbook of an old kind or a large one, as a workbook with the marks.

    Row by row, so that memory does not grow with the rows: colours and formulas of a workbook do not come along.
    """
    places = _places(checked)
    book = openpyxl.Workbook(write_only=True)
    listed = book.create_sheet(SHEET_NAME)
    written = [(name or "Data", rows) for name, rows in sheets]
    rows = [] if all(len(rows) <= MOST_ROWS for _name, rows in written) else [_no_room(checked)]
    under = dict.fromkeys((place for place in places if (place[0] or "Data") in dict(written)), "")
    for line in _listed(listed, checked, {name for name, _rows in written}, under, rows):
        listed.append(line)
    numbers = {place: number for number, place in enumerate(places)}
    for name, lines in written:
        sheet = book.create_sheet(name)
        marked: dict[int, list[tuple[str, str]]] = {}
        for place in places:
            if (place[0] or "Data") == name:
                marked.setdefault(int(re.sub("[A-Z]", "", place[1])), []).append(place)
        for at, texts in enumerate(lines[:MOST_ROWS], 1):
            cells = [_text(sheet, text) if text else None for text in texts[:MOST_COLUMNS]]
            for place in marked.get(at, ()):
                column = column_index_from_string(re.sub("[0-9]", "", place[1])) - 1
                cells += [None] * (column + 1 - len(cells))
                cells[column] = cells[column] or _text(sheet, "")
                _colour(cells[column], places[place], commented=numbers[place] < MOST_COMMENTS)
            sheet.append(cells)
    book.save(out)


def _places(checked: Checked) -> dict[tuple[str, str], list[Finding]]:
    """What was found of each cell, by sheet and cell."""
    places: dict[tuple[str, str], list[Finding]] = {}
    for finding in checked.findings:
        if finding.row and re.fullmatch("[A-Z]{1,2}|[A-W][A-Z]{2}|X([A-E][A-Z]|F[A-D])", finding.column):
            places.setdefault((finding.sheet, f"{finding.column}{finding.row}"), []).append(finding)
    return places


def _mark(book: Any, checked: Checked) -> None:
    under: dict[tuple[str, str], str] = {}
    for number, (place, found) in enumerate(_places(checked).items()):
        name = place[0] or "Data"
        if name in book.sheetnames:
            under[place] = _mark_cell(book[name], place[1], found, commented=number < MOST_COMMENTS)
    names = set(book.sheetnames)
    sheet = book.create_sheet(SHEET_NAME, 0)
    for line in _listed(sheet, checked, names, under, []):
        sheet.append(line)
        for cell in line:
            if cell.hyperlink:
                cell.hyperlink.ref = cell.coordinate  # known only now that it has a place
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
    _colour(cell, found, commented=commented)
    return before if isinstance(before, str) else ""


def _colour(cell: Any, found: list[Finding], *, commented: bool) -> None:
    worst = min(found, key=lambda one: SEVERITIES.index(one.severity)).severity
    cell.fill = PatternFill("solid", start_color=COLOURS[worst])
    if commented:
        said = "\n\n".join(f"{one.said}\n{one.advice}" for one in found)
        theirs = cell.comment.text if cell.comment else ""
        cell.comment = Comment(f"{said}\n\n{theirs}".strip(), AUTHOR, width=360, height=60 + 60 * len(found))


def _listed(
    sheet: Any,
    checked: Checked,
    sheets: set[str],
    under: dict[tuple[str, str], str],
    notes: list[str],
) -> Iterator[list[Any]]:
    """The rows of the list of findings; what holds for the whole sheet is set before the first.

    ``under`` are the cells that are marked, each with the colour that it had.
    """
    language = checked.language
    sheet.sheet_view.rightToLeft = right_to_left(language)
    for at, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.column_dimensions[get_column_letter(UNDER)].hidden = True
    ordered = sorted(checked.findings, key=lambda one: SEVERITIES.index(one.severity))
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(HEADS))}{max(5, len(ordered) + 4)}"
    title = _text(sheet, say("findings_title", language, **checked.counts(), file=checked.file_name))
    title.font = Font(bold=True, size=14)
    yield [title]
    yield [_text(sheet, say("findings_hint", language))]
    yield [_text(sheet, " ".join([*notes, *_beyond(checked)]))]
    heads = [_text(sheet, say(name, language)) for name in HEADS]
    for head in heads:
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", start_color="1F3A4D")
    yield heads
    for row, finding in enumerate(ordered, 5):
        yield _line(sheet, row, finding, language, sheets, under)


def _line(
    sheet: Any,
    row: int,
    finding: Finding,
    language: str,
    sheets: set[str],
    under: dict[tuple[str, str], str],
) -> list[Any]:
    cell = f"{finding.column}{finding.row}" if finding.row else ""
    name = finding.sheet or "Data"
    place = f"{name}!{cell}" if cell else finding.sheet
    words = [
        say(finding.severity, language),
        place,
        finding.value,
        finding.said,
        finding.advice,
        finding.check,
    ]
    line = [_text(sheet, text) for text in words]
    for one in line:
        one.alignment = Alignment(wrap_text=True, vertical="top")
    line[0].fill = PatternFill("solid", start_color=COLOURS[finding.severity])
    if (finding.sheet, cell) in under and name in sheets:
        quoted = name.replace("'", "''")
        line[1].hyperlink = Hyperlink(ref=f"B{row}", location=f"'{quoted}'!{cell}")
        line[1].font = Font(color="0563C1", underline="single")
        line.append(_text(sheet, under[finding.sheet, cell]))
    return line


def _beyond(checked: Checked) -> list[str]:
    """That not every finding is listed, where it is so."""
    more = [name for severity in SEVERITIES for name in checked.beyond.get(severity, {})]
    if not more:
        return []
    return [say("findings_beyond", checked.language, most=MOST_KEPT, checks=", ".join(dict.fromkeys(more)))]


def _no_room(checked: Checked) -> str:
    return say("rows_beyond", checked.language, most=MOST_ROWS)


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


def _text(sheet: Any, text: str) -> Any:
    """A text as a cell with a text, also one that begins like a formula."""
    # what no workbook can hold is left out
    cell = WriteOnlyCell(sheet, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:32_000])
    cell.data_type, cell.number_format = "s", "@"
    return cell
