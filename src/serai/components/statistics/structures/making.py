"""Structures that tables make: of what was published, and of the tables that come ready to be filled."""

from __future__ import annotations

import json

from serai.commons.access.readers import Reader
from serai.components.statistics.sdmx.selectors import known_by
from serai.engine.model.exchange.artefacts import Artefact, artefacts
from serai.engine.model.exchange.kept import Kept
from serai.engine.model.exchange.structures import Structure
from serai.engine.publish.dataflows import ready
from serai.engine.publish.exchange.structures_json import artefact_as_json

PUBLISHED, READY = "published", "ready"


def structures(reader: Reader) -> tuple[list[Structure], list[Structure]]:
    """The dataflows that were published, as far as the reader may see them, and the ready ones that were not."""
    published = [one.structure for one in known_by(reader, None)]
    there = {one.short for one in published}
    return published, [one for one in ready() if one.short not in there]


Made = list[tuple[Artefact, str]]


def made(reader: Reader) -> Made:
    """Every artefact that tables make, with where it is from; the published ones come first."""
    published, waiting = structures(reader)
    of_published = {one.urn for one in artefacts(published)}
    return [
        (one, PUBLISHED if one.urn in of_published else READY)
        for one in artefacts([*published, *waiting])
    ]  # fmt: skip


def made_whole(every: Made, urn: str) -> tuple[Kept, str] | None:
    """One artefact that tables make, as artefacts are kept."""
    found = next(((one, origin) for one, origin in every if one.urn == urn), None)
    if found is None:
        return None
    one, origin = found
    content = json.dumps(artefact_as_json(one), ensure_ascii=False)
    return Kept(one.kind, one.agency, one.id, one.version, text="", form="", content=content), origin
