"""The registry as pages show it: loaded structures beside those that published and ready tables make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.access.readers import Reader
from serai.components.statistics.models.structures import Artefact
from serai.components.statistics.structures import selectors
from serai.components.statistics.structures.making import PUBLISHED, READY, Made, made, made_whole
from serai.components.statistics.wording import said
from serai.engine.model.exchange.comparing import Changes, changes, components
from serai.engine.model.exchange.kept import Kept
from serai.engine.model.exchange.kinds import KINDS, parts_of, urn_of, whole
from serai.engine.model.exchange.versions import version_of

TITLES = {
    "agencyscheme": gettext_lazy("Agencies"),
    "categorisation": gettext_lazy("Categorisation"),
    "categoryscheme": gettext_lazy("Categories"),
    "codelist": gettext_lazy("Code list"),
    "conceptscheme": gettext_lazy("Concepts"),
    "customtypescheme": gettext_lazy("Custom types"),
    "dataconstraint": gettext_lazy("Data constraint"),
    "dataconsumerscheme": gettext_lazy("Data consumers"),
    "dataflow": gettext_lazy("Dataflow"),
    "dataproviderscheme": gettext_lazy("Data providers"),
    "datastructure": gettext_lazy("Data structure"),
    "hierarchy": gettext_lazy("Hierarchy"),
    "hierarchyassociation": gettext_lazy("Hierarchy association"),
    "metadataflow": gettext_lazy("Metadata flow"),
    "metadataproviderscheme": gettext_lazy("Metadata providers"),
    "metadataprovisionagreement": gettext_lazy("Metadata provision agreement"),
    "metadatastructure": gettext_lazy("Metadata structure"),
    "namepersonalisationscheme": gettext_lazy("Personalised names"),
    "provisionagreement": gettext_lazy("Provision agreement"),
    "representationmap": gettext_lazy("Map of codes"),
    "rulesetscheme": gettext_lazy("Rule sets"),
    "structuremap": gettext_lazy("Map of structures"),
    "transformationscheme": gettext_lazy("Transformations"),
    "userdefinedoperatorscheme": gettext_lazy("Operators"),
    "valuelist": gettext_lazy("Value list"),
    "vtlmappingscheme": gettext_lazy("VTL mappings"),
}
ROLES = {
    "dimension": gettext_lazy("Dimension"),
    "time": gettext_lazy("Time dimension"),
    "measure": gettext_lazy("Measure"),
    "attribute": gettext_lazy("Attribute"),
}
LOADED = "loaded"
ORIGINS = {
    LOADED: gettext_lazy("loaded"),
    PUBLISHED: gettext_lazy("of a published table"),
    READY: gettext_lazy("of a table that is ready to be filled"),
}
ON_PAGE = 50
ITEMS_SHOWN = 500


@dataclass(frozen=True)
class Entry:
    """One artefact of the list; ``origin`` is LOADED, PUBLISHED or READY."""

    kind: str
    agency: str
    id: str
    version: str
    name: str
    origin: str

    @property
    def title(self) -> str:
        """What type it is, in words."""
        return str(TITLES[self.kind])

    @property
    def whence(self) -> str:
        """Where it is from, in words."""
        return str(ORIGINS[self.origin])

    @property
    def url(self) -> str:
        """Its page."""
        return address(self.kind, self.agency, self.id, self.version)


@dataclass(frozen=True)
class Listed:
    """A page of the list: ``entries`` of all ``found``, page ``number`` of ``pages``."""

    entries: tuple[Entry, ...]
    found: int
    number: int
    pages: int


@dataclass(frozen=True)
class Link:
    """What an artefact refers to or is referred to by; ``url`` is "" where it is not held here."""

    urn: str
    words: str
    url: str


@dataclass(frozen=True)
class Line:
    """An item: ``level`` says how deep below others it is."""

    id: str
    level: int
    parent: str
    names: tuple[tuple[str, str], ...]
    description: str

    @property
    def indent(self) -> str:
        """A dash for each level, for eyes."""
        return "– " * self.level


@dataclass(frozen=True)
class Row:
    """A component of a data structure."""

    id: str
    role: str
    concept: Link
    codes: Link | None
    representation: str


@dataclass(frozen=True)
class Version:
    """Another version, and what this one changes against it."""

    entry: Entry
    changes: Changes | None


@dataclass(frozen=True)
class Page:
    """One artefact with all that its page tells; ``row`` is None for what tables make."""

    entry: Entry
    urn: str
    names: tuple[tuple[str, str], ...]
    descriptions: tuple[tuple[str, str], ...]
    final: bool
    partial: bool
    lines: tuple[Line, ...]
    more: int
    rows: tuple[Row, ...]
    refers: tuple[Link, ...]
    referring: tuple[Link, ...]
    versions: tuple[Version, ...]
    files: tuple[tuple[str, str], ...]
    row: Artefact | None
    loaded_at: datetime | None


def address(kind: str, agency: str, identity: str, version: str) -> str:
    """The page of an artefact."""
    return reverse("statistics:structure", args=[kind, agency, identity, version])


def entries(reader: Reader, *, kind: str = "", agency: str = "", word: str = "", number: int = 1) -> Listed:
    """The artefacts that fit, by type, agency and id, a page of them."""
    found: dict[str, Entry] = {}
    for row in selectors.artefacts(reader, kind=kind, agency=agency, word=word):
        one = Entry(row.kind, row.agency, row.identity, row.version, said(row.names, row.identity), LOADED)
        found[urn_of(one.kind, one.agency, one.id, one.version)] = one
    for made_one, origin in made(reader):
        fits = kind in ("", made_one.kind) and agency in ("", made_one.agency)
        words = " ".join([made_one.agency, made_one.id, *made_one.names.values()]).lower()
        if fits and word.lower() in words:
            found[made_one.urn] = Entry(
                made_one.kind, made_one.agency, made_one.id, made_one.version,
                said(made_one.names, made_one.id), origin,
            )  # fmt: skip
    every = sorted(found.values(), key=lambda one: (str(one.title), one.agency, one.id, one.version))
    pages = max(1, -(-len(every) // ON_PAGE))
    number = min(max(number, 1), pages)
    return Listed(tuple(every[(number - 1) * ON_PAGE : number * ON_PAGE]), len(every), number, pages)


def choices(reader: Reader) -> tuple[list[tuple[str, str]], list[str]]:
    """The types and the agencies of which there is something; types with their words."""
    every = made(reader)
    there = {*selectors.kinds(reader), *(one.kind for one, _origin in every)}
    kinds = sorted(((kind, str(TITLES[kind])) for kind in there), key=lambda pair: pair[1])
    return kinds, sorted({*selectors.agencies(reader), *(one.agency for one, _origin in every)})


Found = tuple[Kept, str, Artefact | None]


def found(
    reader: Reader, kind: str, agency: str, identity: str, version: str, every: Made | None = None
) -> Found | None:
    """An artefact as it is kept, where it is from, and its row; what tables make comes first."""
    if kind not in KINDS:
        return None
    whole_one = made_whole(made(reader) if every is None else every, urn_of(kind, agency, identity, version))
    if whole_one is not None:
        return *whole_one, None
    row = selectors.named(reader, kind, agency, identity, version)
    return (selectors.kept(row), LOADED, row) if row else None


def page(reader: Reader, kind: str, agency: str, identity: str, version: str) -> Page | None:
    """Everything that the page of an artefact tells."""
    every = made(reader)
    there = found(reader, kind, agency, identity, version, every)
    if there is None:
        return None
    one, origin, row = there
    lines = tuple(_lines(one))
    return Page(
        entry=Entry(kind, agency, identity, version, said(one.names, identity), origin),
        urn=one.urn,
        names=tuple(one.names.items()),
        descriptions=tuple(_texts(one.told, "description")),
        final=one.never_changes,
        partial=one.partial,
        lines=lines[:ITEMS_SHOWN],
        more=max(0, len(lines) - ITEMS_SHOWN),
        rows=tuple(_rows(reader, one, every)),
        refers=tuple(_links(reader, one.refers, every)),
        referring=tuple(_referring(reader, one.urn, every)),
        versions=tuple(_versions(reader, one, row)),
        files=tuple(_files(one)),
        row=row,
        loaded_at=row.loaded_at if row else None,
    )


def _links(reader: Reader, urns: Iterable[str], every: Made) -> list[Link]:
    """Names as links, where what they name is here."""
    wanted = list(dict.fromkeys(urns))
    there = selectors.there(reader, wanted) | {one.urn for one, _origin in every}
    return [
        Link(urn, _words(urn), address(*parts_of(urn)) if urn in there and parts_of(urn)[0] else "")
        for urn in wanted
    ]


def _referring(reader: Reader, urn: str, every: Made) -> list[Link]:
    rows = selectors.referring(reader, urn)
    names = [urn_of(row.kind, row.agency, row.identity, row.version) for row in rows]
    return _links(reader, [*names, *(one.urn for one, _origin in every if urn in one.refers)], every)


def _versions(reader: Reader, one: Kept, row: Artefact | None) -> list[Version]:
    if row is None:
        return []
    rows = selectors.versions(reader, row)
    mine = version_of(one.version).order
    earlier = next((other for other in rows if version_of(other.version).order < mine), None)
    return [
        Version(
            Entry(
                other.kind,
                other.agency,
                other.identity,
                other.version,
                said(other.names, other.identity),
                LOADED,
            ),
            changes(selectors.kept(other), one) if other is earlier else None,
        )
        for other in rows
    ]


def _files(one: Kept) -> list[tuple[str, str]]:
    """Ways to have it as a file, with what each is called."""

    def url(form: str) -> str:
        return reverse("statistics:structure_file", args=[one.kind, one.agency, one.id, one.version, form])

    ways = [(url("xml"), "SDMX-ML 3.1"), (url("json"), "SDMX-JSON 2.1")]
    return [*ways, (url("source"), _("as it was loaded"))] if one.text else ways


def _lines(one: Kept) -> list[Line]:
    items = one.items
    level: dict[str, int] = {}
    for item in items:
        level[item["id"]] = level.get(item.get("parent", ""), -1) + 1
    nested = KINDS[one.kind].items
    deep = _depths(one.told.get(nested, ()), nested) if nested else {}
    return [
        Line(
            item["id"],
            max(level[item["id"]], deep.get(id(item), 0)),
            item.get("parent", ""),
            tuple(_texts(item, "name")),
            next((text for _tongue, text in _texts(item, "description")), ""),
        )
        for item in items
    ]


def _depths(items: Iterable[Mapping[str, Any]], name: str, depth: int = 0) -> dict[int, int]:
    found: dict[int, int] = {}
    for item in items:
        found[id(item)] = depth
        found |= _depths(item.get(name, ()), name, depth + 1)
    return found


def _texts(told: Mapping[str, Any], word: str) -> list[tuple[str, str]]:
    texts = told.get(f"{word}s")
    if isinstance(texts, dict):
        return list(texts.items())
    return [("en", str(told[word]))] if told.get(word) else []


def _rows(reader: Reader, one: Kept, every: Made) -> list[Row]:
    if one.kind != "datastructure":
        return []
    parts = components(one)
    names = {urn for _role, each in parts for urn in _names(each)}
    known = {link.urn: link for link in _links(reader, names, every)}
    return [_row(role, each, known) for role, each in parts]


def _names(component: Mapping[str, Any]) -> list[str]:
    listed = (component.get("localRepresentation") or {}).get("enumeration", "")
    return [whole(text) for text in (component.get("conceptIdentity", ""), listed) if whole(text)]


def _row(role: str, component: Mapping[str, Any], known: Mapping[str, Link]) -> Row:
    concept = str(component.get("conceptIdentity", ""))
    local = component.get("localRepresentation") or {}
    scheme = known.get(whole(concept))
    form = local.get("format") or local.get("enumerationFormat") or {}
    limits = [f"{key} {value}" for key, value in form.items() if key != "dataType"]
    return Row(
        str(component["id"]),
        str(ROLES[role]),
        Link(
            concept, concept.rpartition(".")[2] if ")." in concept else concept, scheme.url if scheme else ""
        ),
        known.get(whole(str(local.get("enumeration", "")))),
        ", ".join([str(form.get("dataType", "")), *limits]).strip(", "),
    )


def _words(urn: str) -> str:
    kind, agency, identity, version = parts_of(urn)
    return f"{TITLES[kind]} {agency}:{identity}({version})" if kind else urn
