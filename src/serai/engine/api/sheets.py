"""Sheets of labels and figures: a look before they are loaded, places of a month after it, publication."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serai.engine.api import releases
from serai.engine.api.imports import imports_of, input_now
from serai.engine.errors import MappingInvalid
from serai.engine.ingest.grids.looking import look
from serai.engine.ingest.mappings import read_mapping
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow, Protection
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.model.looks import Look
from serai.engine.model.passport import Tally, release_key, release_passport
from serai.engine.model.posts import Coverage, MonthOfPlaces
from serai.engine.protect.audit import Certificate
from serai.engine.protect.protection import protect, protection_told
from serai.engine.publish.coverage import coverage_of
from serai.engine.publish.dataflows import read_dataflow
from serai.engine.publish.posts import places_of_month
from serai.engine.publish.release import stage_release
from serai.engine.publish.sheets import rows_behind, sheet_cells
from serai.engine.publish.standing import earlier_revisions

if TYPE_CHECKING:
    from serai.engine.store.store import Store

TABLES = {"post": "DF_BORDER_CROSSINGS", "governorate": "DF_GOVERNORATE_CROSSINGS"}
"""Which table the sheets of a kind of places become: two kinds of one state never share an id."""
AS_SENT = {
    "en": "Crossings as the places counted and sent them; nobody's stay abroad is asked.",
    "ar": "حالات العبور كما عدتها المواقع وأرسلتها؛ ولا يسأل عن مدة إقامة أحد في الخارج.",
}

COVERED = {
    "en": "Of {expected} months of places, {present} have a figure; the others are not estimated.",
    "ar": "من أصل {expected} من أشهر المواقع يوجد رقم في {present} منها؛ ولا تقدر البقية.",
}


@dataclass(frozen=True)
class SheetTable:
    """What of a dataset of monthly sheets shall be published: for which state, how protected, shown to whom.

    ``place`` is the column of the places over which figures are summed; counts from 1 up to, and not
    including, ``threshold`` are withheld.
    """

    dataset: str
    place: str
    country: str
    threshold: int = 5
    audience: tuple[tuple[str, str], ...] = ()

    @property
    def dataflow(self) -> Dataflow:
        """The description of the table for this state."""
        flow = read_dataflow(TABLES[self.place])
        area = replace(flow.dimension("REF_AREA"), codes={self.country: {"en": self.country}})
        return replace(
            flow,
            id=f"{flow.id}_{self.country}",
            dataset=self.dataset,
            home=self.country,
            dimensions=tuple(area if d.id == "REF_AREA" else d for d in flow.dimensions),
            protection=Protection(self.threshold, max(self.threshold - 1, 1)),
            audience=dict(self.audience),
        )


@dataclass(frozen=True)
class Withholding:
    """What a table would show: how many cells, and which are withheld. No value of any is told."""

    dataflow: Dataflow
    cells: int
    withheld: tuple[Cell, ...]


def look_at(file: Path, mapping: str | Path, layout: str = "") -> Look:
    """What is seen in a file of labels and figures; nothing is stored, and nothing is judged.

    ``layout`` is "grid" or "columns" (a row of headers, one record in each row); left out, it is found out.
    Raises:  MappingInvalid, also for a mapping that reads no such sheets; FileUnreadable.
    """
    chosen = read_mapping(mapping)
    if chosen.grid is None:
        raise MappingInvalid(
            f"Mapping {chosen.name!r} reads columns, not sheets of labels",
            advice="Choose one that has a grid, such as crossings_monthly.",
        )
    return look(file, chosen, layout)


def places_beside_month_before(
    store: Store, dataset: str, place: str, import_id: str, first: date | None = None
) -> MonthOfPlaces | None:
    """The places of a month of an import beside the month before, worst first; see ``places_of_month``."""
    return places_of_month(store.files(dataset), place, import_id, first)


def coverage(store: Store, dataset: str, place: str) -> Coverage:
    """Which places of a dataset of monthly sheets have a figure in which of its months."""
    return coverage_of(store.files(dataset), place)


def withholding(store: Store, table: SheetTable) -> Withholding:
    """Which cells of a table would be withheld, before anything is published.

    Raises:  NothingToCompile, Unsafe, NotSolved.
    """
    shown, whole, _ = _protected(store, table)
    return Withholding(whole, len(shown), tuple(cell for cell in shown if cell.withheld))


def publish_sheets(store: Store, table: SheetTable, *, reason: str = "") -> ReleaseInfo:
    """Publish monthly sheets: sum over places, protect, audit, commit.

    The same imports, description, protection and audience give the release that exists.
    Raises:  NothingToCompile, Unsafe, NotSolved, StoreBusy.
    """
    flow, entered = table.dataflow, input_now(store, table.dataset)
    asked = {"threshold": table.threshold, "audience": list(table.audience), "place": table.place}
    key = release_key(flow, [one["import_id"] for one in entered["imports"]], asked)
    if (before := releases.published(store, flow, key)) is not None:
        return before
    with releases.staging(
        store, flow
    ) as work:  # no other revision comes between the look at them and this one
        shown, whole, certificate = _protected(store, table)
        covered = _coverage_note(coverage(store, table.dataset, table.place))
        whole = replace(whole, notes=(*whole.notes, covered))
        passport = release_passport(
            whole,
            Tally.of(shown),
            inputs=[entered],
            definition={"name": "", "words": AS_SENT},
            protection=protection_told(flow, certificate),
            synthetic=any(receipt.synthetic for receipt in imports_of(store, table.dataset)),
            **releases.revision(store, flow, key, reason),
        )
        stage_release(work / "files", shown, whole, passport, certificate)
        return store.commit_release(work / "files", passport)


def _coverage_note(found: Coverage) -> dict[str, str]:
    """How complete the sheets are, for whoever reads the table."""
    numbers = {"present": found.present, "expected": found.expected}
    return {language: words.format(**numbers) for language, words in COVERED.items()}


def rows_of_cell(
    store: Store, dataset: str, place: str, snapshot_id: int | None, codes: dict[str, str]
) -> list[dict[str, Any]]:
    """The rows of the sheets that a cell was summed from, as the dataset was when it was published.

    It is for whoever may see receipts; ``codes`` are the cell's dimensions with its TIME_PERIOD.
    """
    return rows_behind(store.files(dataset, snapshot_id), place, codes)


def _protected(store: Store, table: SheetTable) -> tuple[list[Cell], Dataflow, Certificate]:
    cells, whole = sheet_cells(store.files(table.dataset), table.dataflow, table.place)

    def again(release: ReleaseInfo) -> list[Cell]:
        entered = release.passport["inputs"][0]
        files = store.files(entered["dataset"], entered["snapshot_id"])
        return sheet_cells(files, table.dataflow, table.place)[0]

    shown, certificate = protect(cells, whole, earlier_revisions(store.releases(whole.id), again))
    return shown, whole, certificate
