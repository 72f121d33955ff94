"""Which dataflows and revisions a machine may see, as the engine reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

import pyarrow.parquet as pq
from django.db.models import QuerySet

from serai.commons.access.readers import Reader
from serai.components.statistics.models import Release
from serai.components.statistics.sdmx.kept import Shelf
from serai.components.statistics.selectors.releases import folder, releases
from serai.engine.model.exchange.artefacts import data_structure
from serai.engine.model.exchange.queries import Artefacts
from serai.engine.model.exchange.structures import Structure, structure_of
from serai.engine.model.exchange.versions import matching, version_of
from serai.engine.publish.exchange.selecting import Revision

# in text: what is made of a passport takes several times as much
_structures: Shelf[Structure] = Shelf(room=8 * 1024 * 1024)


def revisions(reader: Reader, asked: Artefacts) -> list[list[Revision]]:
    """The revisions of every dataflow that is asked for and that the reader may see, oldest first.

    A data structure is asked for by its own id; of provision agreements nothing is published.
    """
    found: list[list[Revision]] = []
    if asked.context == "provisionagreement":
        return found
    rows = [row for row in _rows(reader) if _named(row.dataflow, asked)]
    for _dataflow, together in groupby(_revisions(reader, rows), key=lambda one: one.structure.id):
        found += _by_version(list(together), asked)
    return found


def known_by(reader: Reader, moment: dt.datetime | None) -> list[Revision]:
    """The latest revision of every version of every dataflow that the reader may see; of those by a moment."""
    rows = _rows(reader)
    if moment is not None:
        rows = rows.filter(published_at__lte=moment)
    every = _revisions(reader, list(rows))
    return list({(one.structure.id, one.structure.version): one for one in every}.values())


def _rows(reader: Reader) -> QuerySet[Release]:
    return releases(reader).order_by("dataflow", "revision").defer("passport_json", "files")


def _named(dataflow: str, asked: Artefacts) -> bool:
    return (
        "*" in asked.ids
        or (asked.context != "datastructure" and dataflow in asked.ids)
        or (asked.context in ("datastructure", "*") and data_structure(dataflow) in asked.ids)
    )


def _by_version(every: Sequence[Revision], asked: Artefacts) -> list[list[Revision]]:
    """The revisions of each version that is asked for, latest version first."""
    named = [one for one in every if "*" in asked.agencies or one.structure.agency in asked.agencies]
    versions = {version_of(one.structure.version): one.structure.version for one in named}
    return [
        [one for one in named if one.structure.version == versions[version]]
        for version in matching(versions, asked.versions)
    ]


def _revisions(reader: Reader, rows: Sequence[Release]) -> list[Revision]:
    """Releases as the engine reads them. They never change, so the passport of each is read once."""
    places = {row.pk: (row.key, folder(row) / "cells.parquet") for row in rows}
    structures = {pk: _structures.get(place) for pk, place in places.items()}
    unread = [pk for pk, structure in structures.items() if structure is None]
    if unread:
        for row in releases(reader).filter(pk__in=unread):
            structure = structure_of(row.passport, pq.read_schema(places[row.pk][1]).names)
            _structures.put(places[row.pk], structure, len(row.passport_json))
            structures[row.pk] = structure
    return [
        Revision(places[row.pk][1], row.published_at, known)
        for row in rows
        if (known := structures[row.pk]) is not None
    ]
