"""A dataflow as one file, for whoever works on the machine itself: every release is there, whoever may see it."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings

from serai.components.statistics.errors import NothingPublished
from serai.components.statistics.models import Release
from serai.components.statistics.selectors.releases import folder
from serai.engine.model.exchange.queries import DataQuery
from serai.engine.model.exchange.structures import structure_of
from serai.engine.publish.exchange.answering import Form, answered
from serai.engine.publish.exchange.selecting import Revision

FORMS = {"csv": Form("csv", "2.0.0"), "json": Form("json", "2.1.0"), "xml": Form("xml", "3.0.0")}


def export(dataflow: str, kind: str, out: Path, *, as_of: dt.date | None = None) -> int:
    """Write a dataflow into the file ``out``, as it was at the end of a day; gives how many bytes.

    ``kind`` is one of ``FORMS``. The file is there whole or not at all.
    Raises:  NothingPublished.
    """
    query = DataQuery()
    if as_of:
        query = replace(query, as_of=dt.datetime.combine(as_of, dt.time.max, tzinfo=dt.UTC))
    rows = list(Release.objects.filter(dataflow=dataflow).order_by("revision"))
    known = [row for row in rows if not query.as_of or row.published_at <= query.as_of]
    if not known:
        there = ", ".join(Release.objects.values_list("dataflow", flat=True).order_by("dataflow").distinct())
        raise NothingPublished(
            f"Nothing was published by {as_of}" if rows else "There is no such dataflow",
            where=dataflow,
            advice=f"Published are: {there or 'none yet'}.",
        )
    newest = known[-1]
    cells = folder(newest) / "cells.parquet"
    revision = Revision(
        cells, newest.published_at, structure_of(newest.passport, pq.read_schema(cells).names)
    )
    pieces = answered(
        [[revision]],
        query,
        FORMS[kind],
        message=f"{dataflow}-{newest.revision}",
        prepared=newest.published_at,
        spill=Path(settings.HOME) / "staging",
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as place:
        file = Path(place, out.name)
        with file.open("wb") as stream:
            written = sum(stream.write(piece) for piece in pieces or ())
        file.replace(out)
    return written
