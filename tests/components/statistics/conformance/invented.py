"""Releases made for one question each, from rows and lists of codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from serai.components.statistics import services
from serai.engine.model.dataset import ReleaseInfo


def release(
    folder: Path,
    dataflow: str,
    rows: Sequence[Mapping[str, Any]],
    dimensions: Sequence[str],
    *,
    version: str = "1.0.0",
    revision: int = 1,
) -> ReleaseInfo:
    """A release of ``rows`` in their order; what is neither dimension, period nor value is an attribute."""
    place = folder / dataflow / str(revision)
    place.mkdir(parents=True)
    names = [*dimensions, "TIME_PERIOD"]
    told = [
        {**row, "OBS_VALUE": float(row["OBS_VALUE"]), "CELL_KEY": ".".join(str(row[name]) for name in names)}
        for row in rows
    ]
    pq.write_table(pa.Table.from_pylist(told), place / "cells.parquet")
    published = f"2026-11-{revision:02}T08:00:00+00:00"
    passport: dict[str, Any] = {
        "dataflow": dataflow, "agency": "SERAI", "version": version, "revision": revision,
        "key": f"{dataflow}-{revision}", "title": {"en": dataflow}, "synthetic": True, "published_at": published,
        "inputs": [], "definition": None, "rules": [], "protection": {"threshold": 0},
        "cells_published": len(rows), "cells_suppressed": 0, "sources": ["Invented"], "unit": "persons",
        "dimensions": [
            {"id": name, "title": {"en": name},
             "codes": {code: {"en": f"Name of {code}"} for code in dict.fromkeys(row[name] for row in rows)}}
            for name in dimensions
        ],
    }  # fmt: skip
    (place / "passport.json").write_text(json.dumps(passport))
    return ReleaseInfo(dataflow, revision, str(passport["key"]), place, passport, 1, published)


def register(builders: Mapping[str, Any], *made: ReleaseInfo) -> None:
    """Have the site serve these releases."""
    services.register(builders["shelf"]([], list(made)))
