"""Everything that the page of one file on the workbench shows, put together for its reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.selectors.parts import Names
from serai.components.statistics import refusals, wording
from serai.components.statistics.models import Bench, Import
from serai.components.statistics.selectors import imports, releases
from serai.components.statistics.workbench import publishing, selectors
from serai.components.statistics.workbench import quality as measures
from serai.components.statistics.workbench.wordings import Concepts
from serai.engine.model.looks import Look
from serai.engine.model.posts import FELL, HELD, MISSING, NEW, MonthOfPlaces


@dataclass(frozen=True)
class Understood:
    """A label with what it was understood as; ``again`` leads to saying something else."""

    text: str
    words: str
    figures: int
    again: str


@dataclass(frozen=True)
class BenchPage:
    """One file with its steps, and as far as it has come: receipt, places, findings, release."""

    bench: Bench
    look: Look
    steps: list[dict[str, Any]]
    labels: list[Understood]
    differs: selectors.Difference | None
    receipt: Import | None
    sheets: dict[str, Any] | None
    month: MonthOfPlaces | None
    months: list[dict[str, Any]]
    posts: dict[str, Any] | None
    lost: int
    findings: dict[str, Any] | None
    findings_more: int
    unsaid: list[tuple[str, int]]
    quality: dict[str, Any] | None
    release: Any
    job: Any


def bench_page(reader: Reader, row: Bench, month: date | None = None) -> BenchPage:
    """The page of a file; ``month`` is the first day of the month whose places are compared."""
    look, receipt = selectors.look(row), selectors.receipt(row)
    places = selectors.places(row, month) if receipt else None
    found, more = _findings(receipt)
    return BenchPage(
        bench=row,
        look=look,
        steps=_steps(row),
        labels=understood(reader, row, look),
        differs=selectors.differs(row) if row.state == Bench.State.ASKED else None,
        receipt=receipt,
        sheets=_sheets(receipt) if receipt and receipt.places else None,
        month=places,
        months=_months(places),
        posts=_posts(places) if places else None,
        lost=sum(place.state in (MISSING, FELL) for place in places.places) if places else 0,
        findings=found,
        findings_more=more,
        unsaid=_unsaid(receipt),
        quality=measures.quality(row, receipt) if receipt else None,
        release=releases.release(reader, row.dataflow, row.revision) if row.dataflow else None,
        job=selectors.job(row),
    )


def understood(reader: Reader, row: Bench, look: Look) -> list[Understood]:
    """Every label with what it was understood as, by the house and by the matching."""
    concepts = Concepts(reader, selectors.place_of(row.base))
    words = row.matching.words if row.matching else {}
    again = reverse("statistics:match", args=[row.pk])
    told = []
    for label in look.labels:
        if label.text in words:
            said = concepts.meaning(words[label.text])
        else:
            said = concepts.understood(label) if label.known else _("not known")
        told.append(Understood(label.text, said, label.figures, again))
    return told


def _steps(row: Bench) -> list[dict[str, Any]]:
    """Where the file stands on its way."""
    loaded, published = row.state == Bench.State.LOADED, row.revision is not None
    done = [
        True,
        row.state in (Bench.State.LOADING, Bench.State.LOADED),
        loaded,
        loaded,
        loaded,
        published,
        published,
    ]
    titles = [
        (_("File"), "#file"),
        (_("Labels"), "#labels"),
        (_("Receipt"), "#receipt"),
        (_("Checks"), "#checks"),
        (_("Definition and quality"), "#definition"),
        (_("Protection"), "#protection"),
        (_("Publication"), "#publication"),
    ]
    current = done.index(False) if False in done else -1
    return [
        {
            "title": title,
            "state": "done" if ready else "current" if at == current else "todo",
            "url": anchor if ready or at == current else "",
        }
        for at, ((title, anchor), ready) in enumerate(zip(titles, done, strict=True))
    ]


def _sheets(receipt: Import) -> dict[str, Any]:
    """What became of the rows of each place and sheet, those that lost most first."""
    names = ("rows_in", "accepted", "left_out", "refused", "duplicates")
    titles = (_("Rows in"), _("Accepted"), _("Totals and the like"), _("Refused"), _("Repeated"))
    rows = sorted(receipt.places, key=lambda one: (-one["refused"], one["place"], one["sheet"]))
    return {
        "columns": [
            {"title": _("Place"), "numeric": False},
            {"title": _("Sheet"), "numeric": False},
            *({"title": title, "numeric": True} for title in titles),
        ],
        "rows": [
            [one["place"] or _("place not known"), one["sheet"] or "–", *(one[name] for name in names)]
            for one in rows
        ],
    }


def _months(found: MonthOfPlaces | None) -> list[dict[str, Any]]:
    """The months of the file as links, where there are several."""
    if found is None or len(found.months) < 2:
        return []
    return [
        {"title": day, "url": f"?month={day.isoformat()}", "current": day == found.first}
        for day in found.months
    ]


def _posts(found: MonthOfPlaces) -> dict[str, Any]:
    words = {
        MISSING: _("missing: it had figures the month before"),
        FELL: _("fell by more than half"),
        NEW: _("new"),
        HELD: _("as before"),
    }
    titles = (_("Rows, month before"), _("Rows now"), _("Persons, month before"), _("Persons now"))
    return {
        "columns": [
            {"title": _("Place"), "numeric": False},
            {"title": _("What happened"), "numeric": False},
            *({"title": title, "numeric": True} for title in titles),
        ],
        "rows": [
            [one.place, words[one.state], one.rows_before, one.rows, one.persons_before, one.persons]
            for one in found.places
        ],
    }


def _findings(receipt: Import | None) -> tuple[dict[str, Any] | None, int]:
    """What is wrong with figures, by where it stands: totals that differ, labels, numbers."""
    if receipt is None:
        return None, 0
    wrong = [row for row in imports.refused(receipt, 1).rows if row["reason"] not in measures.EXPECTED]
    number = receipt.refused - sum(receipt.rejected.get(reason, 0) for reason in measures.EXPECTED)
    if not wrong:
        return None, number
    titles = (_("Where"), _("Field"), _("What is wrong"), _("Value"))
    rows = [
        [
            f"{row['sheet']} {row['row']}".strip(),
            row["field"],
            str(refusals.in_words(row["reason"])),
            row["value"] or "–",
        ]
        for row in wrong
    ]
    return {"columns": [{"title": title, "numeric": False} for title in titles], "rows": rows}, number - len(
        rows
    )


def _unsaid(receipt: Import | None) -> list[tuple[str, int]]:
    return [(str(wording.mark(mark)), n) for mark, n in sorted(receipt.missing.items())] if receipt else []


def state_named(reader: Reader, row: Bench) -> str:
    """The state whose sheet a file is, as the partnership writes its name; three letters where it has none."""
    return str(Names(reader).state(selectors.state_of(row), timezone.localdate()).name)


def withheld(reader: Reader, row: Bench, table: Any) -> dict[str, Any]:
    """How many cells would be withheld, and the first of them by name. No value is told."""
    found = publishing.withholding(reader, row, table)
    axes = [axis for axis in found.dataflow.dimensions if axis.id not in ("FREQ", "REF_AREA")]
    first = len(found.dataflow.dimensions) - len(axes)
    concepts = Concepts(reader, "place")

    def told(axis: Any, code: str) -> str:
        return str(axis.codes[code]["en"] if code in ("_T", "_U") else concepts.word(axis.id.lower(), code))

    rows = [
        [wording.period(cell.period), *map(told, axes, cell.codes[first:])]
        for cell in found.withheld[: publishing.SHOWN]
    ]
    titles = (_("Month"), _("Direction"), _("Sex"), _("Citizenship"))
    return {
        "cells": found.cells,
        "withheld": len(found.withheld),
        "columns": [{"title": title, "numeric": False} for title in titles],
        "rows": rows,
        "shown": len(rows),
    }
