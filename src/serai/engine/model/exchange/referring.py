"""Which artefacts answer a structure query: those it is about, and those that refer to them or are referred to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from serai.engine.model.exchange.artefacts import Artefact
from serai.engine.model.exchange.structure_queries import StructureQuery
from serai.engine.model.exchange.versions import matching, version_of

Found = dict[str, Artefact]


def answering(every: Sequence[Artefact], query: StructureQuery) -> list[Artefact]:
    """The artefacts that a query is about and those it wants with them, in the order of ``every``.

    Unknown: nothing where nothing fits.
    Source:  SDMX REST 2.2, structure queries: detail, references, items.
    """
    asked = [_with_items(one, query.items) for one in _named(every, query)]
    about: Found = {one.urn: one for one in asked if one is not None}
    with_them = {
        name: one for name, one in _referring(every, about, query.references).items() if name not in about
    }
    if query.detail in ("allstubs", "allcompletestubs"):
        about = {name: _stub(one) for name, one in about.items()}
    if query.detail.endswith("stubs"):  # what is here has no descriptions: a complete stub is a stub
        with_them = {name: _stub(one) for name, one in with_them.items()}
    if query.detail == "referencepartial":
        with_them = _in_part(about, with_them)
    found = about | with_them
    return [found[one.urn] for one in every if one.urn in found]


def _named(every: Sequence[Artefact], query: StructureQuery) -> list[Artefact]:
    asked = query.artefacts
    named = [
        one for one in every
        if asked.context in ("*", one.kind) and asked.names(one.agency, one.id)
    ]  # fmt: skip
    found: list[Artefact] = []
    by_name = sorted(named, key=lambda one: (one.kind, one.agency, one.id))
    for _, together in groupby(by_name, key=lambda one: (one.kind, one.agency, one.id)):
        versions = {version_of(one.version): one for one in together}
        found += [versions[version] for version in matching(versions, asked.versions)]
    return found


def _with_items(one: Artefact, items: tuple[str, ...]) -> Artefact | None:
    if "*" in items:
        return one
    kept = tuple(item for item in one.items if item.id in items)
    return replace(one, items=kept, partial=True) if kept else None


def _referring(every: Sequence[Artefact], about: Found, words: tuple[str, ...]) -> Found:
    found: Found = {}
    for word in words:
        if word in ("children", "descendants", "all"):
            found |= _children(every, about, deep=word != "children")
        if word in ("parents", "ancestors"):
            found |= _parents(every, about, deep=word == "ancestors")
        if word in ("parentsandsiblings", "all"):
            parents = _parents(every, about, deep=False)
            found |= parents | _children(every, parents, deep=False)
        near = _children(every, about, deep=True) | _parents(every, about, deep=True)
        found |= {name: one for name, one in near.items() if one.kind == word}
    return found


def _children(every: Sequence[Artefact], of: Found, *, deep: bool) -> Found:
    found: Found = {}
    now = dict(of)
    while now:
        names = {name for one in now.values() for name in one.refers} - set(found)
        now = {one.urn: one for one in every if one.urn in names}
        found |= now
        if not deep:
            break
    return found


def _parents(every: Sequence[Artefact], of: Found, *, deep: bool) -> Found:
    found: Found = {}
    names = set(of)
    while names:
        now = {one.urn: one for one in every if names & set(one.refers) and one.urn not in found}
        found |= now
        names = set(now)
        if not deep:
            break
    return found


def _stub(one: Artefact) -> Artefact:
    return replace(one, stub=True, items=(), parts=())


def _in_part(about: Found, with_them: Found) -> Found:
    """Concepts that no data structure here uses and agencies of nothing here are left out."""
    here = [*about.values(), *with_them.values()]
    used = {
        part.concept.replace("conceptscheme.Concept=", "conceptscheme.ConceptScheme=")
        for one in here
        for part in one.parts
    }
    agencies = {one.agency for one in here if one.kind != "agencyscheme"}
    found: Found = {}
    for name, one in with_them.items():
        if one.kind == "conceptscheme":
            found[name] = one.only({item.id for item in one.items if f"{name}.{item.id}" in used})
        elif one.kind == "agencyscheme":
            found[name] = one.only(agencies)
        else:
            found[name] = one
    return found
