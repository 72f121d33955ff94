"""What agencies hand in, as texts with their places: a template of ours, SDMX-CSV, or a table with headings."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import python_calamine as calamine

from serai.engine.checks.saying import say
from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.headings import NoHeading, Sheet, headed, join, listed
from serai.engine.ingest.rows import cell_text, records_of
from serai.engine.ingest.workbooks import open_workbook, sheet_cells
from serai.engine.model.checking import NOTE, WARNING
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.observations import Finding, Written
from serai.kernel.ids import file_sha256

IDENTITY, FINDINGS = "_serai", "Findings"
OURS = ("Notes", "Codes")
"""Sheets of a template without figures."""

_STRUCTURE = re.compile(r"(?:(?P<agency>[^:]+):)?(?P<id>[^(]+)(?:\((?P<version>[^)]+)\))?")


class WrongTemplate(FileUnreadable):
    """The file was made for another table, or for another version of it."""


@dataclass(frozen=True)
class Identity:
    """What a template says about itself on its hidden sheet."""

    dataflow: str
    version: str
    fingerprint: str
    periods: tuple[str, ...]


def read_submission(dataflow: Dataflow, path: Path, *, language: str = "en") -> Written:
    """Everything that is written in a file for this table, with the sheet, row and column of each figure.

    A template of ours, with columns moved, rows deleted or added; SDMX-CSV 1.0 or 2.x; CSV or a workbook whose
    headings are component ids or titles in any language of the description, with the values in one column or
    with the codes of one component, or the periods, side by side. Formulas count by the value that is stored.
    Raises:  FileUnreadable for what is no such file, WrongTemplate.
    """
    if not path.is_file():
        raise FileUnreadable("There is no such file", where=path.name, advice="Check the path.")
    kind = sniff.file_format(path)
    identity: Identity | None = None
    if kind in (sniff.XLSX, sniff.XLS):
        sheets, identity = _workbook(dataflow, path)
    elif kind == sniff.TEXT:
        sheets = [_delimited(dataflow, path)]
    else:
        raise FileUnreadable(
            f"This is a file of format {kind}",
            where=path.name,
            advice="Hand in a workbook (.xlsx) or CSV.",
            kind="format",
        )
    found: list[pa.Table] = []
    columns: dict[tuple[str, str], str] = {}
    findings: list[Finding] = []
    failures: list[NoHeading] = []
    blank = 0
    for sheet in sheets:
        try:
            part = listed(dataflow, sheet, headed(dataflow, sheet), template=identity is not None)
        except NoHeading as error:
            failures.append(error)
            continue
        _right_structure(dataflow, part.structures, path.name)
        found.append(part.cells)
        columns |= part.columns
        blank += part.blank
        for place, header in part.unread:
            said = say("unread_column", language, value=header)
            findings.append(Finding("layout", NOTE, said, sheet.name, part.heading, place, "", header))
    if not found:
        raise (
            failures[0]
            if failures
            else FileUnreadable(
                "There is nothing in it",
                where=path.name,
                advice="Take a template and fill it in.",
                kind="nothing",
            )
        )
    findings += [
        Finding("layout", WARNING, say("unread_sheet", language, value=error.sheet), sheet=error.sheet)
        for error in failures
    ]
    if identity and identity.fingerprint != dataflow.fingerprint:
        advice = say("earlier_advice", language)
        findings.append(Finding("layout", NOTE, say("earlier", language), advice=advice))
    return Written(
        cells=join(found),
        columns=columns,
        findings=tuple(findings),
        asked=identity.periods if identity else (),
        blank=blank,
        file_name=path.name,
        file_sha256=file_sha256(path),
        bytes=path.stat().st_size,
    )


def sheets_of(dataflow: Dataflow, path: Path) -> list[Sheet]:
    """Every sheet of a file that figures may stand on, as texts: to show the file again."""
    kind = sniff.file_format(path)
    if kind == sniff.TEXT:
        return [_delimited(dataflow, path)]
    book = open_workbook(path)
    return [_sheet(book, name, path) for name in book.sheet_names if name != FINDINGS]


def _workbook(dataflow: Dataflow, path: Path) -> tuple[list[Sheet], Identity | None]:
    book = open_workbook(path)
    identity = _identity(book, dataflow, path)
    hidden = {one.name for one in book.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible}
    beside = {IDENTITY, FINDINGS, *(OURS if identity else ())} | hidden
    sheets = [_sheet(book, name, path) for name in book.sheet_names if name not in beside]
    return [sheet for sheet in sheets if any(any(row) for row in sheet.rows)], identity


def _identity(book: calamine.CalamineWorkbook, dataflow: Dataflow, path: Path) -> Identity | None:
    """What the hidden sheet says, where there is one. Raises: WrongTemplate."""
    if IDENTITY not in book.sheet_names:
        return None
    rows = sheet_cells(book, IDENTITY, path)
    said = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
    name = f"{said.get('agency')}:{said.get('dataflow')}"
    if name != f"{dataflow.agency}:{dataflow.id}":
        raise WrongTemplate(
            f"This is the template of another table, {name}",
            where=path.name,
            advice=f"Take the template of {dataflow.agency}:{dataflow.id}.",
            kind="other_table",
            told={"name": name, "ours": f"{dataflow.agency}:{dataflow.id}"},
        )
    if said.get("version") != dataflow.version:
        raise WrongTemplate(
            f"This template is for version {said.get('version')} of the table; it is {dataflow.version} now",
            where=path.name,
            advice="Take a new template and copy the figures into it.",
            kind="other_version",
            told={"version": str(said.get("version")), "ours": dataflow.version},
        )
    periods = tuple(str(period) for period in json.loads(said.get("periods") or "[]"))
    return Identity(name, dataflow.version, said.get("fingerprint", ""), periods)


def _sheet(book: calamine.CalamineWorkbook, name: str, path: Path) -> Sheet:
    rows = _held_once([cell_text(cell) for cell in row] for row in sheet_cells(book, name, path))
    return Sheet(name, rows, tuple(book.get_sheet_by_name(name).merged_cell_ranges or ()))


def _held_once(rows: Iterable[list[str | None]]) -> list[list[str | None]]:
    """The rows with equal texts as one: codes repeat in every row, and a large file would fill the memory."""
    known: dict[str, str] = {}
    return [[known.setdefault(cell, cell) if cell else None for cell in row] for row in rows]


def _delimited(dataflow: Dataflow, path: Path) -> Sheet:
    """The text by the first separator under which a heading is found, else by the likeliest."""
    first = None
    for sheet in _tables(path):
        first = first or sheet
        try:
            headed(dataflow, sheet)
        except NoHeading:
            continue
        return sheet
    assert first is not None
    return first


def _tables(path: Path) -> Iterator[Sheet]:
    """The text as a table, by each separator."""
    raw = path.read_bytes()
    name = sniff.encoding(path, "").name
    if raw.startswith(b"%PDF") or (b"\0" in raw and not name.startswith("utf-16")):
        raise FileUnreadable(
            "This is neither a workbook nor a text",
            where=path.name,
            advice="Hand in .xlsx or CSV.",
            kind="format",
        )
    try:
        text = raw.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError:
        raise FileUnreadable(
            "The letters cannot be read", where=path.name, advice="Save it as CSV in UTF-8.", kind="letters"
        ) from None
    for separator in sniff.separators(path, ""):
        records = records_of(io.StringIO(text, newline=""), separator, path.name)
        yield Sheet("", _held_once(cells for _, cells in records))


def _right_structure(dataflow: Dataflow, named: set[str], where: str) -> None:
    """That an SDMX file names this table in its rows. Raises: WrongTemplate."""
    for name in sorted(named):
        found = _STRUCTURE.fullmatch(name.strip())
        parts = found.groupdict() if found else {"agency": "", "id": name, "version": ""}
        ours = {"agency": dataflow.agency, "id": dataflow.id, "version": dataflow.version}
        if any(value and value != ours[part] for part, value in parts.items()):
            raise WrongTemplate(
                f"The file is for {name}",
                where=where,
                advice=f"Hand in a file for {dataflow.urn_id}.",
                kind="other_table",
                told={"name": name, "ours": dataflow.urn_id},
            )
