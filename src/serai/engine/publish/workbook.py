"""A release as an Excel workbook that says what it is. The same release gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from serai.engine.model.dataflow import Dataflow

BANNER = "SYNTHETIC: invented people of an invented state. No country's figures."
WITHHELD = "withheld"
WHEN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Written as the time of making, so that making it again changes nothing."""


def write_workbook(table: pa.Table, dataflow: Dataflow, passport: dict[str, Any], path: Path) -> None:
    """Three sheets: the table in words, the data in codes, the passport.

    Sheets have no direction of their own, so that a reader's program may turn them. Every text is stored as
    text: one that begins with "=" is shown and never run.
    """
    synthetic = bool(passport["synthetic"])
    book = openpyxl.Workbook(write_only=True)
    # the first sheet that opens must say so, and so must every other
    mark = " SYNTHETIC" if synthetic else ""
    _table_sheet(book.create_sheet(f"Table{mark}"), table, dataflow, passport, synthetic)
    _data_sheet(book.create_sheet(f"Data{mark}"), table, synthetic)
    _passport_sheet(book.create_sheet(f"Passport{mark}"), passport, synthetic)
    title = said(dataflow.title)
    book.properties.title = f"{BANNER} {title}" if synthetic else title
    book.properties.creator = dataflow.agency
    held = io.BytesIO()
    book.save(held)
    write_without_clock(held, path)


def said(labels: Any) -> str:
    """A label in English, the language that every label has."""
    return labels if isinstance(labels, str) else str(labels["en"])


def _table_sheet(
    sheet: Any, table: pa.Table, dataflow: Dataflow, passport: dict[str, Any], synthetic: bool
) -> None:
    sheet.column_dimensions["A"].width = 28
    _head(sheet, said(dataflow.title), synthetic)
    for source in passport["sources"]:
        sheet.append([_text(sheet, f"Source: {said(source)}")])
    sheet.append([_text(sheet, f"Unit: {dataflow.unit}")])
    if words := passport["definition"].get("words"):
        sheet.append([_text(sheet, f"Definition: {said(words)}")])
    sheet.append([_text(sheet, f"Protection: {passport['protection']['words']}")])
    for note in passport["notes"]:
        sheet.append([_text(sheet, f"Note: {said(note)}")])
    sheet.append([])
    remarks = [name for name in ("QUALIFIER", "UNIT_MEASURE", "NOTE") if name in table.column_names]
    heading = [*(said(d.title) for d in dataflow.dimensions), "Period", "Value", "Status", *remarks]
    made_up = ["SYNTHETIC"] if synthetic else []
    sheet.append([_text(sheet, text, bold=True) for text in [*heading, *made_up]])
    for row in table.to_pylist():
        labels = [said(d.codes[row[d.id]]) for d in dataflow.dimensions]
        value = row["OBS_VALUE"]
        shown = _text(sheet, WITHHELD if row["OBS_STATUS"] == "Q" else "") if value is None else _whole(value)
        texts = [row["OBS_STATUS"], *(row[name] or "" for name in remarks), *made_up]
        sheet.append(
            [
                *(_text(sheet, label) for label in labels),
                _text(sheet, row["TIME_PERIOD"]),
                shown,
                *(_text(sheet, text) for text in texts),
            ]
        )


def _data_sheet(sheet: Any, table: pa.Table, synthetic: bool) -> None:
    if synthetic:
        sheet.append([_text(sheet, BANNER, bold=True, marked=True)])
    sheet.append([_text(sheet, name, bold=True) for name in table.column_names])
    for row in table.to_pylist():
        sheet.append(
            [
                _whole(value) if isinstance(value, float) else None if value is None else _text(sheet, value)
                for value in row.values()
            ]
        )


def _passport_sheet(sheet: Any, passport: dict[str, Any], synthetic: bool) -> None:
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 110
    _head(sheet, "Passport of this release", synthetic)
    for name, value in passport.items():
        if name in ("published_at", "dimensions"):
            continue  # the day is on the page of the release; the codes stand in the table
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        sheet.append([_text(sheet, name, bold=True), _text(sheet, text)])


def _head(sheet: Any, title: str, synthetic: bool) -> None:
    if synthetic:
        sheet.append([_text(sheet, BANNER, bold=True, marked=True)])
    sheet.append([_text(sheet, f"SYNTHETIC. {title}" if synthetic else title, bold=True)])


def _text(sheet: Any, text: str, *, bold: bool = False, marked: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # or "=1+1" would be a formula
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    if marked:
        cell.fill = PatternFill("solid", start_color="FFF3CD")
        cell.alignment = Alignment(wrap_text=False)
    return cell


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def write_without_clock(held: io.BytesIO, path: Path) -> None:
    """The workbook with one fixed time for everything in it."""
    with zipfile.ZipFile(held) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _fixed_times(content)
            kept.writestr(zipfile.ZipInfo(name, (*WHEN.timetuple()[:6],)), content, zipfile.ZIP_DEFLATED)


def _fixed_times(core: bytes) -> bytes:
    return re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", f">{WHEN:%Y-%m-%dT%H:%M:%SZ}<".encode(), core)
