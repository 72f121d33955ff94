"""What stands behind one figure, and behind one loaded file, told for a reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from serai.commons.access.readers import Reader
from serai.commons.partnership.records import SourceRef
from serai.components.statistics import refusals, wording
from serai.components.statistics.access import SEE_RECEIPTS
from serai.components.statistics.models import Bench, Import, Release
from serai.components.statistics.rules.figures import Figure
from serai.components.statistics.rules.reported import unit
from serai.components.statistics.selectors import context, releases
from serai.components.statistics.selectors.imports import RefusedPage
from serai.components.statistics.wording import said
from serai.components.statistics.workbench.selectors import own_benches
from serai.components.statistics.workbench.tracing import may_trace

LEAST = 0.005
SOURCE = "SOURCE"


@dataclass(frozen=True)
class Input:
    """A dataset that a release was made from, at one snapshot, with the files in it."""

    dataset: str
    snapshot_id: int
    imports: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class CellPage:
    """The passport of one figure."""

    release: Release
    title: str
    figure: Figure
    value: str
    unit: str
    period: str
    place: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    source: SourceRef | None
    row: Mapping[str, str]
    note: str
    inputs: tuple[Input, ...]
    definition: Any
    rules: tuple[str, ...]
    protection: Mapping[str, Any]
    history: tuple[tuple[Release, str], ...]
    sources: tuple[Any, ...]
    records: int | None
    sees_receipts: bool
    traceable: bool


@dataclass(frozen=True)
class Share:
    """A part of the rows of a file: what became of it, how many rows, and its share for the bar."""

    kind: str
    code: str
    words: str
    rows: int
    start: float
    width: float


@dataclass(frozen=True)
class ReceiptPage:
    """A receipt with its rows drawn as parts of one bar."""

    row: Import
    shares: tuple[Share, ...]
    missing: tuple[tuple[str, int], ...]
    refused: RefusedPage
    sums: Mapping[str, Any]
    sha256: str


def cell_page(reader: Reader, release: Release, key: str) -> CellPage | None:
    """What stands behind a figure; None when the release has no such cell."""
    figure = releases.cell(release, key)
    if figure is None:
        return None
    passport = release.passport
    axes = context.named(releases.dimensions(release), reader=reader)
    used = [a for a in axes if a.id != SOURCE and figure.codes[a.id] not in ("", "_Z", "_X")]
    return CellPage(
        release=release,
        title=said(passport["title"], release.dataflow),
        figure=figure,
        value=wording.value(figure),
        unit=wording.unit(unit(figure) or str(passport["unit"])),
        period=wording.period(figure.period),
        place=tuple((axis.title, axis.label(figure.codes[axis.id])) for axis in used),
        told=tuple(axis.label(figure.codes[axis.id]) for axis in used if figure.codes[axis.id] != axis.total),
        source=context.sources(context.source_keys([figure]), reader=reader).get(context.source_key(figure)),
        row=_row(figure, passport["inputs"]),
        note=figure.attributes.get("NOTE", ""),
        inputs=tuple(Input(i["dataset"], i["snapshot_id"], tuple(i["imports"])) for i in passport["inputs"]),
        definition=(passport.get("definition") or {}).get("words", ""),
        rules=tuple(passport["rules"]),
        protection=passport["protection"],
        history=tuple(_history(reader, release, key)),
        sources=tuple(passport["sources"]),
        records=int(figure.attributes["RECORDS"]) if "RECORDS" in figure.attributes else None,
        sees_receipts=SEE_RECEIPTS.held_by(reader),
        traceable="ROWS" in figure.attributes and may_trace(reader, release),
    )


def receipt_page(reader: Reader, row: Import, refused: RefusedPage) -> ReceiptPage:
    """The receipt with its parts in the order in which they add up."""
    parts = [("accepted", "", row.accepted)]
    parts += [("refused", code, rows) for code, rows in sorted(row.rejected.items())]
    parts += [("duplicate", "", row.duplicates)]
    # a part that exists stays visible, however small; the numbers stand beside the bar
    wide = [max(rows, row.rows_in * LEAST) if rows else 0.0 for _kind, _code, rows in parts]
    shares, start = [], 0.0
    for (kind, code, rows), share in zip(parts, wide, strict=True):
        width = 100 * share / (sum(wide) or 1)
        words = refusals.in_words(code)
        shares.append(Share(kind, code, words, rows, round(start, 4), round(width, 4)))
        start += width
    told = [
        {**line, "words": refusals.in_words(line["reason"]),
         "advice": refusals.advice(line["reason"], line["advice"] or "")}
        for line in refused.rows
    ]  # fmt: skip
    missing = tuple((wording.mark(mark), number) for mark, number in sorted(row.missing.items()))
    tells = _may_sum(reader, row)
    return ReceiptPage(
        row,
        tuple(shares),
        missing,
        replace(refused, rows=told),
        sums=row.sums if tells else {},
        # whoever knows all figures of a file but the withheld ones could try these until its hash fits
        sha256=row.file_sha256 if tells or not row.sums else "",
    )


def may_read_rows(reader: Reader, row: Import) -> bool:
    """Whether the rows of a file may be quoted to ``reader``: sheets of an organisation are for that organisation."""
    if not Bench.objects.filter(import_id=row.import_id).exists():
        return True
    return bool(own_benches(reader).filter(import_id=row.import_id).exists())


def _may_sum(reader: Reader, row: Import) -> bool:
    """Whether a reader of receipts is told the sum of a file's figures.

    Less the figures that are shown, it leaves those that are withheld: it is for whoever has the sheets, and
    for everybody else once the dataset was published and nothing of it is withheld.
    """
    if own_benches(reader).filter(import_id=row.import_id).exists():
        return True
    passports = Release.objects.filter(passport_json__contains=json.dumps(row.dataset)).only("passport_json")
    made = [
        one.passport
        for one in passports
        if any(part.get("dataset") == row.dataset for part in one.passport["inputs"])
    ]
    return bool(made) and not any(passport["cells_suppressed"] for passport in made)


def _history(reader: Reader, release: Release, key: str) -> list[tuple[Release, str]]:
    """The same cell in every revision that the asker may see, newest first."""
    told = []
    for revision in releases.revisions(reader, release.dataflow):
        figure = releases.cell(revision, key)
        told.append((revision, wording.value(figure)))
    return told


def _row(figure: Figure, inputs: list[Mapping[str, Any]]) -> Mapping[str, str]:
    """File, sheet and row of a reported figure; empty for a figure that was counted from many rows."""
    row = figure.attributes.get("ROW")
    if row is None:
        return {}
    files = {file["import_id"]: file["file_name"] for part in inputs for file in part["imports"]}
    identity = figure.attributes.get("IMPORT", "")
    return {"file": files.get(identity, ""), "sheet": figure.attributes.get("SHEET", ""), "row": row}
