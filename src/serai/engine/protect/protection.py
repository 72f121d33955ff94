"""From true cells to cells that may be shown, with the certificate that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from serai.engine.model.cells import WITHHELD_CONFIDENTIALITY, WITHHELD_STATUS, Cell
from serai.engine.model.dataflow import Dataflow
from serai.engine.protect.audit import Certificate, Unsafe, audit
from serai.engine.protect.solver import NotSolved
from serai.engine.protect.standing import Earlier, beside
from serai.engine.protect.suppress import METHOD, suppress


def protect(
    cells: list[Cell], dataflow: Dataflow, earlier: Sequence[Earlier] = ()
) -> tuple[list[Cell], Certificate]:
    """The cells as they may be shown, in the same order, and the certificate of the audit.

    ``earlier`` are the revisions that stand: nothing that they withhold can be worked out from all of them together.

    A withheld cell keeps its place and loses its value and attributes. Nothing about it says whether it
    was small or guards one that is.

    Raises:  DoesNotAddUp, NotSolved, Unsafe.
    """
    table, standing = beside(cells, dataflow, earlier)
    try:
        chosen = suppress(table, dataflow.protection, standing)
    except NotSolved as error:
        if not standing.revisions:
            raise
        raise Unsafe(
            f"{len(standing.withheld)} cells that earlier revisions withhold cannot all be protected beside this one",
            where=dataflow.id,
            advice="Publish it as a table of its own with another name, or with fewer breakdowns.",
        ) from error
    shown = [
        replace(
            cell,
            value=None,
            status=WITHHELD_STATUS,
            confidentiality=WITHHELD_CONFIDENTIALITY,
            attributes={},
        )
        if index in chosen.withheld
        else cell
        for index, cell in enumerate(cells)
    ]
    return shown, audit(table, chosen, dataflow.protection, shown, standing)


def protection_told(dataflow: Dataflow, certificate: Certificate) -> dict[str, Any]:
    """How the counts of a release are protected, as its passport says it."""
    least = dataflow.protection.threshold
    return {
        "method": METHOD,
        "threshold": least,
        "width": dataflow.protection.width,
        "words": dataflow.protection.words
        or f"Counts from 1 to {least - 1} are withheld, and as many other cells as keep them from being "
        "worked out. An attack on the table by linear programming found none of them.",
        "certificate": certificate.as_dict(),
    }
