"""What structure queries are answered from: what tables make, published or ready, and what was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from serai.commons.access.readers import Reader
from serai.components.statistics.models.structures import Artefact as Row
from serai.components.statistics.structures import selectors
from serai.engine.ingest.structures import writing
from serai.engine.model.exchange.artefacts import Artefact, artefacts, loaded, together
from serai.engine.model.exchange.queries import Artefacts
from serai.engine.model.exchange.structure_queries import StructureQuery
from serai.engine.model.exchange.structures import Structure
from serai.engine.model.exchange.versions import matching, version_of
from serai.engine.publish.dataflows import ready, ready_since
from serai.engine.publish.exchange.answering import Form
from serai.engine.publish.exchange.selecting import Revision


@dataclass(frozen=True)
class Stamp:
    """Something that answers depend on, and since when it is as it is."""

    short: str
    published_at: datetime


@dataclass(frozen=True)
class Everything:
    """Every artefact that a query may be answered with, and what they are made of."""

    artefacts: tuple[Artefact, ...]
    stamps: tuple[Stamp, ...]


def everything(reader: Reader, known: Sequence[Revision], query: StructureQuery) -> Everything:
    """All that the reader may see; published tables win over ready ones and over what was loaded."""
    waiting = _waiting([one.structure for one in known], query.as_of)
    rows = selectors.artefacts(reader, by=query.as_of)
    if query.items != ("*",) or query.detail == "referencepartial":
        rows = rows.defer(None)  # which asks for single items, and so for contents
        kept = [loaded(selectors.kept(row), row.pk) for row in rows]
    else:
        kept = [_light(row) for row in rows]
    made = artefacts([*(one.structure for one in known), *waiting])
    stamps = [Stamp(f"{row} {row.fingerprint}", row.loaded_at) for row in rows]
    if waiting:
        stamps.append(Stamp("ready", ready_since()))
    of_releases = [Stamp(one.structure.short, one.published_at) for one in known]
    return Everything(together(made, kept), (*of_releases, *stamps))


def _light(row: Row) -> Artefact:
    """Without items, but for agencies, which are put together with others."""
    if row.kind == "agencyscheme":
        return loaded(selectors.kept(row), row.pk)
    refers = tuple(row.refers)
    return Artefact(row.kind, row.agency, row.identity, row.version, row.names, refers, key=row.pk)


def written(reader: Reader, found: Iterable[Artefact], form: Form) -> list[Artefact]:
    """Artefacts with the words of those that were loaded, in the form of an answer."""
    every = list(found)
    contents = selectors.contents(reader, [one.key for one in every if one.key and not one.stub])
    name = f"{'ml' if form.kind == 'xml' else 'json'}-{form.version[:3]}"
    return [
        replace(one, body=writing.part(contents[one.key], name, _items(one))) if one.key in contents else one
        for one in every
    ]


def announced(asked: Artefacts) -> bool:
    """Whether a ready table is asked for of which nothing was published."""
    return any(
        asked.context in ("*", kind) and asked.ids != ("*",) and asked.names(one.agency, one.id)
        for one in artefacts(ready())
        for kind in ("dataflow", "datastructure")
        if one.kind == kind
    )


def agreed(reader: Reader, asked: Artefacts) -> bool:
    """Whether a provision agreement is asked for that the registry has."""
    if asked.context not in ("*", "provisionagreement"):
        return False
    rows = selectors.artefacts(reader, kind="provisionagreement").filter(identity__in=asked.ids)
    versions = [version_of(row.version) for row in rows if asked.names(row.agency, row.identity)]
    return bool(matching(versions, asked.versions))


def _waiting(published: Sequence[Structure], as_of: datetime | None) -> list[Structure]:
    if as_of is not None and as_of < ready_since():
        return []
    there = {one.short for one in published}
    return [one for one in ready() if one.short not in there]


def _items(one: Artefact) -> frozenset[str] | None:
    return frozenset(item.id for item in one.items) if one.partial else None
