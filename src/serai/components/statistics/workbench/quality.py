"""Measures of one file and of its dataset, as a small table with words: what was counted, and nothing judged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.components.statistics.models import Bench, Import
from serai.components.statistics.selectors import imports
from serai.components.statistics.tasks import open_store
from serai.components.statistics.workbench import selectors
from serai.engine import api
from serai.engine.ingest.grids.records import DIFFERS, difference
from serai.web import wording

EXPECTED = ("total", "out_of_scope")
"""Rows that are left out by intent are neither taken nor refused."""
SHOWN = 12


def quality(row: Bench, receipt: Import) -> dict[str, Any]:
    """The measures of a loaded file: refused rows, totals that differ, months without a figure, what was revised.

    Shape:   a table of measure, value and what it means; ``missing`` are the first months of places without a figure.
    """
    with open_store() as store:
        covered = api.coverage(store, row.dataset, selectors.place_of(row.base))
    lines = [
        _refused(receipt),
        _totals(receipt),
        (
            _("Months of places with a figure"),
            share(covered.present, covered.expected),
            _("%(present)s of %(expected)s: %(places)s places in %(months)s months of the dataset.")
            % {
                "present": wording.number(covered.present),
                "expected": wording.number(covered.expected),
                "places": wording.number(covered.places),
                "months": wording.number(covered.months),
            },
        ),
        _revised(receipt),
    ]
    titles = ((_("Measure"), False), (_("Value"), True), (_("What it means"), False))
    return {
        "columns": [{"title": title, "numeric": numeric} for title, numeric in titles],
        "rows": [list(line) for line in lines],
        "missing": covered.missing[:SHOWN],
        "more": max(len(covered.missing) - SHOWN, 0),
    }


def share(part: int, whole: int) -> str:
    """A share in per cent; a dash where there is nothing to share in."""
    return wording.percent(part / whole if whole else None, 1)


def _refused(receipt: Import) -> tuple[str, str, str]:
    meant = sum(receipt.rejected.get(reason, 0) for reason in EXPECTED)
    whole, wrong = receipt.rows_in - meant, receipt.refused - meant
    return (
        _("Rows refused"),
        share(wrong, whole),
        _("%(wrong)s of %(whole)s rows; totals and what is no data are not counted.")
        % {"wrong": wording.number(wrong), "whole": wording.number(whole)},
    )


def _totals(receipt: Import) -> tuple[str, str, str]:
    number = receipt.rejected.get(DIFFERS, 0)
    if not number:
        return (
            _("Totals that differ from their parts"),
            wording.number(0),
            _("Every total that could be checked fits."),
        )
    rows = imports.refused_rows(receipt)
    names = next(rows, [])
    found = [
        by
        for values in rows
        for one in [dict(zip(names, values, strict=True))]
        if one["reason"] == DIFFERS and (by := difference(one["value"] or "")) is not None
    ]
    words = _("The greatest difference is %(by)s. The parts were taken.") % {
        "by": wording.number(max(found, default=None))
    }
    return _("Totals that differ from their parts"), wording.number(number), words


def _revised(receipt: Import) -> tuple[str, str, str]:
    changed = receipt.rejected.get("conflicting_key", 0)
    words = ngettext(
        "%(n)s row repeats a figure that was loaded before.",
        "%(n)s rows repeat figures that were loaded before.",
        receipt.duplicates,
    ) % {"n": wording.number(receipt.duplicates)}
    if changed:
        told = _("Figures that say otherwise than before were refused: the earlier ones stay.")
        words = f"{words} {told}"
    return _("Figures given otherwise before"), wording.number(changed), words
