"""The passport of a release: what it is made of, by which rules, and what was kept back. Plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.receipt import Receipt


def release_key(dataflow: Dataflow, imports: Iterable[str], more: dict[str, Any]) -> str:
    """What makes a release this release and no other: description, inputs and definition.

    The same key means the same cells, so that publishing again can give the release that exists.
    """
    parts = [dataflow.urn_id, dataflow.fingerprint, sorted(imports), more]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def input_of(dataset: str, snapshot_id: int | None, receipts: Iterable[Receipt]) -> dict[str, Any]:
    """One dataset that went in, with the counts of each of its imports."""
    return {
        "dataset": dataset,
        "snapshot_id": snapshot_id,
        "imports": [
            {
                "import_id": receipt.import_id,
                "file_name": receipt.file_name,
                "rows_in": receipt.rows_in,
                "accepted": receipt.accepted,
                "rejected": receipt.rejected,
                "duplicates": receipt.duplicates,
            }
            for receipt in receipts
        ],
    }


@dataclass(frozen=True)
class Tally:
    """How many cells a release has, how many of them are withheld, and what the values shown add up to."""

    cells: int
    withheld: int
    total: float

    @classmethod
    def of(cls, cells: list[Cell]) -> Tally:
        """The tally of these cells."""
        shown = sum(cell.value for cell in cells if cell.value is not None)
        return cls(len(cells), sum(cell.withheld for cell in cells), shown)


def release_passport(
    dataflow: Dataflow,
    tally: Tally,
    *,
    key: str,
    revision: int,
    inputs: list[dict[str, Any]],
    definition: dict[str, Any],
    protection: dict[str, Any],
    synthetic: bool,
    published_at: str,
    revises: str | None,
    reason: str,
    code_version: str,
) -> dict[str, Any]:
    """The passport of a release of cells.

    Units:   ``sums`` adds the values shown, totals and parts alike: a checksum for downloads, no statistic.
    """
    withheld = tally.withheld
    shown = {"audience": dict(dataflow.audience)} if dataflow.audience else {}
    return shown | {
        "dataflow": dataflow.id,
        "agency": dataflow.agency,
        "version": dataflow.version,
        "revision": revision,
        "key": key,
        "title": dataflow.title,
        "synthetic": synthetic,
        "published_at": published_at,
        "inputs": inputs,
        "definition": definition,
        "rules": list(dataflow.rules),
        "protection": {**protection, "withheld": withheld, "published": tally.cells - withheld},
        "cells_published": tally.cells - withheld,
        "cells_suppressed": withheld,
        "sums": {"OBS_VALUE": tally.total},
        "sources": list(dataflow.sources),
        "notes": list(dataflow.notes),
        "revises": revises,
        "reason": reason,
        "code_version": code_version,
        "dimensions": [{"id": d.id, "title": d.title, "codes": d.codes} for d in dataflow.dimensions],
        "unit": dataflow.unit,
    }
