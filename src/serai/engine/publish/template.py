"""An empty table to fill in: a workbook that people can work with and the reader recognises."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from serai.engine.checks.saying import choice, labels, right_to_left, say, statuses
from serai.engine.errors import EngineError
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.describing import Labels, in_language
from serai.engine.model.observations import STATUS, TIME, VALUE
from serai.engine.publish.workbook import write_without_clock

MOST_ROWS = 2_000
"""So many combinations are written out; of more only those that the release before has."""

EMPTY_ROWS = 500
MOST_ACROSS = 12
FIRST_HEAD = 5
"""The row of labels; the row of ids and codes is below it, the figures below that."""

DARK, PALE, GREY = (PatternFill("solid", start_color=c) for c in ("1F3A4D", "DCE6EC", "EFEFEF"))
THIN = Side(style="thin", color="C5CDD3")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


class BadTemplate(EngineError):
    """No template can be made of what is asked."""


@dataclass(frozen=True)
class _Column:
    """A column of the sheet: its id or code, its label, the choices, and whether figures stand in it."""

    id: str
    label: str
    choices: list[str]
    figures: bool = False
    total: bool = False


def write_template(
    dataflow: Dataflow,
    path: Path,
    *,
    periods: Sequence[str],
    language: str = "en",
    before: Path | None = None,
    only: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write a workbook in which the figures of ``periods`` can be filled in.

    ``only`` narrows dimensions to some of their codes, such as the country that an agency reports for.

    One dimension stands across (``across`` of the description, else the last with few codes), the others and
    the period down. All combinations are written out where they are few; else those of the release in the
    folder ``before``; else rows are empty, with lists to choose from. Totals are not formulas: they are
    written as people have them, and checked. A hidden sheet says which table and version it is.
    Raises:  BadTemplate without a period.
    """
    if not periods:
        raise BadTemplate("No period is asked for", where=dataflow.id, advice="Name at least one.")
    described, dataflow = dataflow, _narrowed(dataflow, only or {})
    book = openpyxl.Workbook()
    across = _across(dataflow)
    columns = _columns(dataflow, across, list(periods), language)
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    lists = _codes_sheet(book.create_sheet("Codes"), columns, language)
    _data_sheet(sheet, dataflow, columns, list(periods), across, lists, language, before)
    _notes_sheet(book.create_sheet("Notes", 1), dataflow, language)
    _identity_sheet(book.create_sheet("_serai"), described, list(periods), language)
    for one in book.worksheets:
        one.sheet_view.rightToLeft = right_to_left(language)
    book.properties.title = in_language(dataflow.title, language)
    book.properties.creator = dataflow.agency
    held = io.BytesIO()
    book.save(held)
    write_without_clock(held, path)


def _narrowed(dataflow: Dataflow, only: Mapping[str, Sequence[str]]) -> Dataflow:
    """The dataflow with these codes alone, and the sums of which all parts are left."""
    dimensions = []
    for dimension in dataflow.dimensions:
        if dimension.id in only:
            codes = {code: names for code, names in dimension.codes.items() if code in only[dimension.id]}
            if not codes:
                raise BadTemplate(
                    f"{dimension.id} has none of the codes {', '.join(only[dimension.id])}",
                    where=dataflow.id,
                    advice="Name codes of its list.",
                )
            sums = {
                t: parts
                for t, parts in dimension.adds_up.items()
                if {t, *(p.code for p in parts)} <= set(codes)
            }
            dimension = replace(dimension, codes=codes, adds_up=sums)
        dimensions.append(dimension)
    return replace(dataflow, dimensions=tuple(dimensions))


def _across(dataflow: Dataflow) -> str:
    """The dimension whose codes stand side by side; none where all lists are long."""
    if dataflow.across:
        return dataflow.across
    few = [d.id for d in dataflow.dimensions if 1 < len(d.codes) <= MOST_ACROSS]
    return few[-1] if few else ""


def _columns(dataflow: Dataflow, across: str, periods: list[str], language: str) -> list[_Column]:
    def of(name: str, title: Labels, codes: dict[str, Labels]) -> _Column:
        listed = [choice(code, names, language) for code, names in codes.items()]
        return _Column(name, in_language(title, language), listed)

    found = [_Column(TIME, say(TIME, language), periods)]
    found += [of(d.id, d.title, d.codes) for d in dataflow.dimensions if d.id != across]
    if across:
        dimension = dataflow.dimension(across)
        found += [
            _Column(code, in_language(names, language), [], figures=True, total=code in dimension.adds_up)
            for code, names in dimension.codes.items()
        ]
    else:
        found.append(_Column(VALUE, say(VALUE, language), [], figures=True))
    found.append(of(STATUS, labels(STATUS), statuses()))
    return found + [of(a.id, a.title, a.codes) for a in dataflow.attributes]


def _rows(
    dataflow: Dataflow, across: str, periods: list[str], before: Path | None
) -> Iterator[tuple[str, ...]] | None:
    """The period and the codes of each row that is written out; None where they are too many."""
    down = [d for d in dataflow.dimensions if d.id != across]
    count = len(periods)
    for dimension in down:
        count *= len(dimension.codes)
    if 0 < count <= MOST_ROWS:
        return itertools.product(periods, *(list(d.codes) for d in down))
    if before is None:
        return None
    table = pq.read_table(before / "cells.parquet", columns=[d.id for d in down])
    known = dict.fromkeys(zip(*(table[d.id].to_pylist() for d in down), strict=True))
    listed = [codes for codes in known if all(c in d.codes for c, d in zip(codes, down, strict=True))]
    return ((period, *codes) for period in periods for codes in listed)


def _data_sheet(
    sheet: Any,
    dataflow: Dataflow,
    columns: list[_Column],
    periods: list[str],
    across: str,
    lists: dict[str, str],
    language: str,
    before: Path | None,
) -> None:
    shown = in_language(dataflow.title, language)
    sheet["A1"], sheet["A1"].font = say("sheet_title", language, title=shown), Font(bold=True, size=14)
    sheet["A2"] = say("sheet_hint", language)
    sheet["A3"] = say("asked_for", language, periods=", ".join(periods), unit=dataflow.unit)
    for at, column in enumerate(columns, 1):
        label, code = sheet.cell(FIRST_HEAD, at, column.label), sheet.cell(FIRST_HEAD + 1, at, column.id)
        label.fill, label.font = DARK, Font(bold=True, color="FFFFFF")
        code.fill, code.font = PALE, Font(size=9, color="44546A")
        for cell in (label, code):
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.border = BOX
        widest = max(map(len, [*column.choices[:200], column.label]), default=8)
        sheet.column_dimensions[get_column_letter(at)].width = 14 if column.figures else min(34, widest + 4)
    first, styles = FIRST_HEAD + 2, _Styles(sheet, whole=dataflow.unit == "persons")
    down = [d for d in dataflow.dimensions if d.id != across]
    said = {d.id: {code: choice(code, names, language) for code, names in d.codes.items()} for d in down}
    row = first
    for period, *codes in _rows(dataflow, across, periods, before) or ():
        total = any(code in d.adds_up for code, d in zip(codes, down, strict=True))
        words = [period, *(said[d.id][code] for code, d in zip(codes, down, strict=True))]
        styles.put(row, words, columns, total=total)
        row += 1
    if row == first:
        # what has one choice is filled in already
        keys = columns[: len(down) + 1]
        alone = [column.choices[0] if len(column.choices) == 1 else "" for column in keys]
        for row in range(first, first + EMPTY_ROWS):
            styles.put(row, alone, columns, total=False)
        row = first + EMPTY_ROWS
    _lists(sheet, columns, lists, (first, row + EMPTY_ROWS), language)
    key = sum(not column.figures for column in columns) - 1 - len(dataflow.attributes)
    sheet.freeze_panes = sheet.cell(first, key + 1)
    sheet.auto_filter.ref = f"A{FIRST_HEAD + 1}:{get_column_letter(len(columns))}{row - 1}"
    _locked(sheet, len(columns))
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST_HEAD}:{FIRST_HEAD + 1}"


class _Styles:
    """How cells look, each made once: styling every cell anew takes longer than all else together."""

    def __init__(self, sheet: Any, *, whole: bool) -> None:
        self._sheet, self._whole = sheet, whole
        self._made: dict[tuple[bool, bool], Any] = {}

    def put(self, row: int, words: list[str], columns: list[_Column], *, total: bool) -> None:
        """Write a row to be filled in, with the codes that are known."""
        for at, column in enumerate(columns, 1):
            cell = self._sheet.cell(row, at, words[at - 1] or None if at <= len(words) else None)
            kind = (column.figures, total or column.total)
            if kind not in self._made:
                self._style(cell, *kind)
                self._made[kind] = cell._style
            cell._style = copy(self._made[kind])

    def _style(self, cell: Any, figures: bool, total: bool) -> None:
        cell.protection, cell.border = Protection(locked=False), BOX
        # a period must stay the text that it is: a spreadsheet would make a day of it
        cell.number_format = "#,##0" if figures and self._whole else "General" if figures else "@"
        if total:
            cell.fill, cell.font = GREY, Font(bold=True)


def _lists(
    sheet: Any, columns: list[_Column], lists: dict[str, str], rows: tuple[int, int], language: str
) -> None:
    for at, column in enumerate(columns, 1):
        if column.id in lists:
            rule = DataValidation("list", formula1=lists[column.id], allow_blank=True, showErrorMessage=True)
            rule.errorTitle, rule.error = column.label[:32], say("how_codes", language)[:220]
            letter = get_column_letter(at)
            rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
            sheet.add_data_validation(rule)


def _locked(sheet: Any, width: int) -> None:
    """The heads locked, without a password; all else may be done."""
    for at in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(at)].protection = Protection(locked=False)
    guard = sheet.protection
    guard.sheet = True
    for name in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "deleteRows",
        "sort",
        "autoFilter",
    ):
        setattr(guard, name, False)


def _codes_sheet(sheet: Any, columns: list[_Column], language: str) -> dict[str, str]:
    """Every list with its codes; gives where the choices of each stand, as a spreadsheet names it."""
    found: dict[str, str] = {}
    at = 1
    for column in columns:
        if not column.choices:
            continue
        head = sheet.cell(1, at, column.label)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), DARK
        id_ = sheet.cell(2, at, column.id)
        id_.font, id_.fill = Font(size=9, color="44546A"), PALE
        for row, text in enumerate(column.choices, 3):
            sheet.cell(row, at, text).number_format = "@"
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = min(50, max(map(len, [*column.choices, column.label])) + 3)
        found[column.id] = f"Codes!${letter}$3:${letter}${len(column.choices) + 2}"
        at += 1
    sheet.freeze_panes = "A3"
    sheet.protection.sheet = True
    return found


def _notes_sheet(sheet: Any, dataflow: Dataflow, language: str) -> None:
    sheet.column_dimensions["A"].width = 110
    lines: list[tuple[str, bool]] = [(in_language(dataflow.title, language), True), ("", False)]
    lines.append((say("how", language), True))
    how = ("rows", "values", "digits", "codes", "totals", "moves")
    lines += [(say(f"how_{name}", language), False) for name in how]
    lines += [("", False), (say("what_checked", language), True), (say("implied_checks", language), False)]
    lines += [
        (f"{in_language(check.says, language)} ({say(check.severity, language)})", False)
        for check in dataflow.checks
    ]
    lines.append(("", False))
    for note in (*dataflow.sources, *dataflow.notes):
        lines.append((note if isinstance(note, str) else in_language(note, language), False))
    for row, (text, bold) in enumerate(lines, 1):
        cell = sheet.cell(row, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if bold:
            cell.font = Font(bold=True)


def _identity_sheet(sheet: Any, dataflow: Dataflow, periods: list[str], language: str) -> None:
    words = {
        "template": "1",
        "agency": dataflow.agency,
        "dataflow": dataflow.id,
        "version": dataflow.version,
        "fingerprint": dataflow.fingerprint,
        "language": language,
        "periods": json.dumps(periods),
    }
    for row, (name, text) in enumerate(words.items(), 1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, text).number_format = "@"
    sheet.sheet_state = "veryHidden"
