"""Structures as the artefacts of SDMX: dataflows, data structures, code lists, concepts and agencies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from serai.engine.model.dataflow import Labels
from serai.engine.model.exchange.comparing import components
from serai.engine.model.exchange.kept import Kept
from serai.engine.model.exchange.kinds import KINDS
from serai.engine.model.exchange.queries import TIME
from serai.engine.model.exchange.structures import MEASURE, Component, Structure

CLASSES = {name: kind.of_class for name, kind in KINDS.items()}
"""The types of artefacts that there are here, and their classes in names of the information model."""
DIMENSION, PERIOD, ATTRIBUTE, VALUE = "dimension", "period", "attribute", "value"
AGENCIES = ("SDMX", "AGENCIES", "1.0")
_CODE = re.compile(r"[A-Za-z0-9_@$-]+")


@dataclass(frozen=True)
class Item:
    """A code, a concept or an agency; ``names`` are by language."""

    id: str
    names: Labels


@dataclass(frozen=True)
class Part:
    """A component of a data structure: its role, its concept, and its code list, which is "" for free text."""

    id: str
    role: str
    concept: str
    codelist: str = ""


@dataclass(frozen=True)
class Artefact:
    """Something with a name, a version and an agency that maintains it.

    ``refers`` has the names (URN) of what it refers to. ``items`` are of item schemes, ``parts`` of data
    structures. ``partial``: some items were left out. ``stub``: the rest of it is elsewhere. ``key`` is that of
    what was loaded, and ``body`` how it is written in the message that is being made, for what no table makes.
    """

    kind: str
    agency: str
    id: str
    version: str
    names: Labels
    refers: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    parts: tuple[Part, ...] = ()
    partial: bool = False
    stub: bool = False
    key: int = 0
    body: str = ""

    @property
    def urn(self) -> str:
        """The name that everybody in the world understands."""
        return urn(self.kind, self.agency, self.id, self.version)

    def only(self, ids: set[str]) -> Artefact:
        """With those of its items alone."""
        items = tuple(item for item in self.items if item.id in ids)
        return replace(self, items=items, partial=self.partial or len(items) < len(self.items))


def urn(kind: str, agency: str, identity: str, version: str, item: str = "") -> str:
    """The name of an artefact, or of an item of it."""
    of_class = CLASSES[kind]
    if item:
        of_class = {"conceptscheme": "conceptscheme.Concept", "codelist": "codelist.Code",
                    "agencyscheme": "base.Agency"}[kind]  # fmt: skip
    tail = f".{item}" if item else ""
    return f"urn:sdmx:org.sdmx.infomodel.{of_class}={agency}:{identity}({version}){tail}"


AGENCY_SCHEME = urn("agencyscheme", *AGENCIES)


def data_structure(dataflow: str) -> str:
    """The id of the structure of a dataflow."""
    return f"DSD_{dataflow.removeprefix('DF_')}"


def code_list(dataflow: str, dimension: str) -> str:
    """The id of the code list of a dimension: every dataflow has its own, because its codes may be others."""
    return f"CL_{dataflow.removeprefix('DF_')}_{dimension}"


def coded(component: Component) -> bool:
    """Whether the values come from a code list: there are codes, and SDMX takes each of them for one."""
    return bool(component.codes) and all(_CODE.fullmatch(code) for code in component.codes)


def artefacts(structures: Sequence[Structure]) -> tuple[Artefact, ...]:
    """Every artefact that the structures of some dataflows make, each once, parents before children.

    A concept has the title that the first dataflow with it gives it. An agency is called by its id.
    """
    flows = [_dataflow(one) for one in structures]
    schemes = _Schemes()
    for one in structures:
        schemes.take(one)
    return (
        *flows,
        *(_definition(one) for one in structures),
        *(_codes(one, dimension) for one in structures for dimension in one.dimensions if coded(dimension)),
        *schemes.made(),
        *_agencies(sorted({one.agency for one in structures})),
    )


def loaded(one: Kept, key: int) -> Artefact:
    """What was loaded, as queries look at it; how it is written comes later."""
    parts = tuple(
        Part(
            each["id"],
            {"time": PERIOD, "measure": VALUE}.get(role, role),
            each.get("conceptIdentity", ""),
            (each.get("localRepresentation") or {}).get("enumeration", ""),
        )
        for role, each in components(one)
    )
    items = tuple(Item(item["id"], item.get("names") or {"en": item.get("name", "")}) for item in one.items)
    return Artefact(
        one.kind, one.agency, one.id, one.version, one.names, one.refers, items, parts, one.partial, key=key
    )


def together(made: Sequence[Artefact], kept: Sequence[Artefact]) -> tuple[Artefact, ...]:
    """What tables make and what was loaded: a made one wins, and agencies of both stand in one scheme."""
    names = {one.urn: one for one in made}
    more = {one.urn: one for one in kept if one.urn in names and one.kind == "agencyscheme"}
    united = [
        replace(one, items=(*one.items, *(
            item for item in more[one.urn].items if item.id not in {each.id for each in one.items}
        ))) if one.urn in more else one
        for one in made
    ]  # fmt: skip
    return (*united, *(one for one in kept if one.urn not in names))


def _dataflow(one: Structure) -> Artefact:
    structure = urn("datastructure", one.agency, data_structure(one.id), one.version)
    return Artefact("dataflow", one.agency, one.id, one.version, one.title, (structure, AGENCY_SCHEME))


def _definition(one: Structure) -> Artefact:
    def concept(name: str) -> str:
        return urn("conceptscheme", one.agency, _scheme(one.agency), one.version, name)

    lists = {
        each.id: urn("codelist", one.agency, code_list(one.id, each.id), one.version)
        for each in one.dimensions
        if coded(each)
    }
    parts = (
        *(
            Part(each.id, PERIOD if each.id == TIME else DIMENSION, concept(each.id), lists.get(each.id, ""))
            for each in one.dimensions
        ),
        *(Part(each.id, ATTRIBUTE, concept(each.id)) for each in one.attributes),
        Part(MEASURE, VALUE, concept(MEASURE)),
    )
    scheme = urn("conceptscheme", one.agency, _scheme(one.agency), one.version)
    refers = (*lists.values(), scheme, AGENCY_SCHEME)
    return Artefact(
        "datastructure", one.agency, data_structure(one.id), one.version, one.title, refers, parts=parts
    )


def _codes(one: Structure, dimension: Component) -> Artefact:
    items = tuple(Item(code, labels) for code, labels in dimension.codes.items())
    return Artefact(
        "codelist",
        one.agency,
        code_list(one.id, dimension.id),
        one.version,
        dimension.title,
        (AGENCY_SCHEME,),
        items,
    )


def _scheme(agency: str) -> str:
    return f"CS_{agency.replace('.', '_')}"


@dataclass
class _Schemes:
    """The concepts of each agency and version."""

    concepts: dict[tuple[str, str], dict[str, Mapping[str, str]]] = field(default_factory=dict)

    def take(self, one: Structure) -> None:
        there = self.concepts.setdefault((one.agency, one.version), {})
        for component in (*one.dimensions, *one.attributes):
            there.setdefault(component.id, component.title)
        there.setdefault(MEASURE, {"en": "Observed value"})

    def made(self) -> list[Artefact]:
        return [
            Artefact(
                "conceptscheme",
                agency,
                _scheme(agency),
                version,
                {"en": f"Concepts of {agency}"},
                (AGENCY_SCHEME,),
                tuple(Item(name, dict(labels)) for name, labels in found.items()),
            )
            for (agency, version), found in self.concepts.items()
        ]


def _agencies(names: Sequence[str]) -> list[Artefact]:
    items = tuple(Item(name, {"en": name}) for name in names)
    return [Artefact("agencyscheme", *AGENCIES, {"en": "Agencies"}, items=items)] if items else []
