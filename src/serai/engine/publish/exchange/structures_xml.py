"""Artefacts and what is available as a structure message of SDMX-ML 3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from serai.engine.model.exchange.artefacts import (
    ATTRIBUTE,
    DIMENSION,
    PERIOD,
    VALUE,
    Artefact,
    Item,
    Part,
    urn,
)
from serai.engine.model.exchange.availability import Available
from serai.engine.model.exchange.kinds import KINDS
from serai.engine.publish.exchange.structures_json import address, called

_ITEMS = {"agencyscheme": "Agency", "codelist": "Code", "conceptscheme": "Concept"}
_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas"


def structures_as_xml(
    artefacts: Sequence[Artefact],
    available: Sequence[Available] = (),
    *,
    version: str,
    message: str,
    prepared: dt.datetime,
    home: str,
) -> bytes:
    """The message. ``home`` is the address of the service, below which every artefact has its own.

    Source:  SDMX-ML 3.0 and 3.1, structure message.
    """
    schemas = f"{_SCHEMAS}/v{version[0]}_{version[2]}"
    collections = {
        kind.tags: [
            _artefact(one, kind.tag, _ITEMS.get(kind.name, ""), home)
            for one in artefacts
            if one.kind == kind.name
        ]
        for kind in KINDS.values()
    }
    if version.startswith("3.0"):  # which knows what is available only as a kind of constraint
        collections["DataConstraints"] += [_actual(one) for one in available]
    else:
        collections["AvailabilityConstraints"] = [_available(one) for one in available]
    # in the order that the schema has, which is that of the alphabet
    names = sorted((name for name in collections if collections[name]), key=str.lower)
    inside = "".join(_element(f"str:{name}", {}, *collections[name]) for name in names)
    header = _element(
        "mes:Header",
        {},
        _element("mes:ID", {}, escape(message)),
        _element("mes:Test", {}, "false"),
        _element("mes:Prepared", {}, prepared.isoformat()),
        _element("mes:Sender", {"id": "SERAI"}),
    )
    spaces = {"mes": "message", "str": "structure", "com": "common"}
    told = {f"xmlns:{short}": f"{schemas}/{name}" for short, name in spaces.items()}
    whole = _element("mes:Structure", told, header, _element("mes:Structures", {}, inside))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}'.encode()


def _artefact(one: Artefact, tag: str, item: str, home: str) -> str:
    if one.body and not one.stub:
        return one.body
    told = {"urn": one.urn, "agencyID": one.agency, "id": one.id, "version": one.version}
    if one.kind == "agencyscheme":
        del told["version"]  # which is always the first
    told["isExternalReference"] = "true" if one.stub else "false"
    if one.stub:
        told["structureURL"] = address(home, one)
    if item and not one.stub:
        told["isPartial"] = "true" if one.partial else "false"
    inside = [_names(one.names, one.id), *(_item(one, each, item) for each in one.items)]
    if one.kind == "dataflow" and not one.stub:
        inside.append(_element("str:Structure", {}, one.refers[0]))
    if one.parts:
        inside.append(_components(one.parts))
    return _element(f"str:{tag}", told, *inside)


def _names(names: Mapping[str, str], identity: str) -> str:
    return "".join(
        _element("com:Name", {"xml:lang": language}, escape(text))
        for language, text in called(names, identity).items()
    )


def _item(one: Artefact, item: Item, tag: str) -> str:
    name = urn(one.kind, one.agency, one.id, one.version, item.id)
    return _element(f"str:{tag}", {"urn": name, "id": item.id}, _names(item.names, item.id))


def _components(parts: Sequence[Part]) -> str:
    def of(role: str) -> list[Part]:
        return [one for one in parts if one.role == role]

    observation = _element("str:AttributeRelationship", {}, "<str:Observation/>")
    dimensions = [
        _part("str:Dimension", one, "String", position=str(at)) for at, one in enumerate(of(DIMENSION), 1)
    ] + [_part("str:TimeDimension", one, "ObservationalTimePeriod") for one in of(PERIOD)]
    attributes = [
        _part("str:Attribute", one, "String", observation, usage="optional") for one in of(ATTRIBUTE)
    ]
    measures = [_part("str:Measure", one, "Double", usage="optional") for one in of(VALUE)]
    lists = (("Dimension", dimensions), ("Attribute", attributes), ("Measure", measures))
    return _element(
        "str:DataStructureComponents",
        {},
        *(
            _element(f"str:{name}List", {"id": f"{name}Descriptor"}, *inside)
            for name, inside in lists
            if inside
        ),
    )


def _part(tag: str, one: Part, kind: str, *more: str, **told: str) -> str:
    concept = _element("str:ConceptIdentity", {}, escape(one.concept))
    there = (
        _element("str:Enumeration", {}, escape(one.codelist))
        if one.codelist
        else _element("str:TextFormat", {"textType": kind})
    )
    return _element(
        tag, {"id": one.id, **told}, concept, _element("str:LocalRepresentation", {}, there), *more
    )


def _available(one: Available) -> str:
    told = {"seriesCount": str(one.series), "obsCount": str(one.cells)}
    return _element("str:AvailabilityConstraint", told, *_region(one))


def _actual(one: Available) -> str:
    told = {"agencyID": one.structure.agency, "id": one.structure.id, "version": one.structure.version}
    counts = (("series_count", one.series), ("obs_count", one.cells))
    notes = [
        _element(
            "com:Annotation",
            {"id": name},
            _element("com:AnnotationTitle", {}, str(count)),
            _element("com:AnnotationType", {}, "sdmx_metrics"),
        )
        for name, count in counts
    ]
    names = _names({"en": f"What is available of {one.structure.id}"}, one.structure.id)
    inside = (_element("com:Annotations", {}, *notes), names, *_region(one))
    return _element("str:DataConstraint", {**told, "role": "Actual"}, *inside)


def _region(one: Available) -> tuple[str, str]:
    flow = urn("dataflow", one.structure.agency, one.structure.id, one.structure.version)
    keys = [
        _element("str:KeyValue", {"id": name}, *(_element("str:Value", {}, escape(text)) for text in values))
        for name, values in one.values.items()
    ]
    attachment = _element("str:ConstraintAttachment", {}, _element("str:Dataflow", {}, flow))
    return attachment, _element("str:CubeRegion", {"include": "true"}, *keys)


def _element(tag: str, told: Mapping[str, str], *inside: str) -> str:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in told.items())
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{attributes}/>"
