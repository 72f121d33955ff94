"""The tables that agencies send, and what of them is published now."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.components.statistics.models import Release
from serai.components.statistics.selectors import releases
from serai.components.statistics.wording import said
from serai.engine import api
from serai.engine.model.dataflow import BadDataflow, Dataflow
from serai.engine.publish.dataflows import SHIPPED


@lru_cache(maxsize=64)
def dataflow(name: str) -> Dataflow:
    """The description of a table. Raises: BadDataflow."""
    return api.read_dataflow(name)


@lru_cache(maxsize=1)
def sendable() -> tuple[Dataflow, ...]:
    """Every table that is sent by agencies, in the order of their names."""
    known = (dataflow(path.stem) for path in sorted(SHIPPED.glob("*.yaml")))
    return tuple(flow for flow in known if flow.origin == "submitted")


def title(name: str) -> str:
    """What the table is called in the reader's language; its name where there is no description any more."""
    try:
        return said(dataflow(name).title, name)
    except BadDataflow:
        return name


def published(name: str) -> Release | None:
    """The latest revision, whoever may see it: senders compare with what stands there, and approvers do."""
    return Release.objects.filter(dataflow=name).order_by("-revision").first()


def published_cells(name: str) -> pa.Table | None:
    """The cells of the latest revision; None before the first."""
    found = published(name)
    return cells_of(found) if found else None


def cells_of(release: Release) -> pa.Table:
    """The cells of a revision."""
    return pq.read_table(releases.folder(release) / "cells.parquet")


def published_folder(name: str) -> Path | None:
    """The folder of the latest revision; None before the first."""
    found = published(name)
    return releases.folder(found) if found else None
