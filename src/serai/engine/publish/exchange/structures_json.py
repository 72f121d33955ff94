"""Artefacts and what is available as a structure message of SDMX-JSON 2."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

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

COLLECTIONS = {name: (kind.collection, kind.items) for name, kind in KINDS.items()}


def structures_as_json(
    artefacts: Sequence[Artefact],
    available: Sequence[Available] = (),
    *,
    version: str,
    language: str,
    message: str,
    prepared: dt.datetime,
    home: str,
) -> bytes:
    """The message. ``home`` is the address of the service, below which every artefact has its own.

    Source:  SDMX-JSON structure message 2.0 and 2.1, field guide and schema.
    """
    # the schemas lie at these two addresses, the second without its last number
    place = {"2.0.0": "2.0.0", "2.1.0": "2.1"}[version]
    schema = f"https://json.sdmx.org/{place}/sdmx-json-structure-schema.json"
    data: dict[str, list[Any]] = {}
    for one in artefacts:
        data.setdefault(COLLECTIONS[one.kind][0], []).append(artefact_as_json(one, language, home))
    for region in available:
        old = version.startswith("2.0")  # which knows what is available only as a kind of constraint
        name, told = ("dataConstraints", _actual) if old else ("availabilityConstraints", _available)
        data.setdefault(name, []).append(told(region))
    meta = {
        "schema": schema,
        "id": message,
        "test": False,
        "prepared": prepared.isoformat(),
        "contentLanguages": [language],
        "sender": {"id": "SERAI"},
    }
    return json.dumps({"meta": meta, "data": data}, ensure_ascii=False).encode()


def called(names: Mapping[str, str], identity: str) -> dict[str, str]:
    """The names by language, without empty ones; the id in English where there is none."""
    return {language: text for language, text in names.items() if text} or {"en": identity or "-"}


def address(home: str, one: Artefact) -> str:
    """Where an artefact is."""
    return f"{home}/structure/{one.kind}/{one.agency}/{one.id}/{one.version}"


def artefact_as_json(one: Artefact, language: str = "en", home: str = "") -> dict[str, Any]:
    """One artefact as SDMX-JSON 2.1 has it."""
    link = {"rel": "self", "type": one.kind, "href": address(home, one), "urn": one.urn}
    if one.body and not one.stub:
        whole: dict[str, Any] = json.loads(one.body)
        return whole | _names(one.names, one.id, language) | {"links": [link]}
    told: dict[str, Any] = {
        "id": one.id,
        "agencyID": one.agency,
        "version": one.version,
        **_names(one.names, one.id, language),
        "isExternalReference": one.stub,
        "links": [link],
    }
    if one.stub:
        return told
    items = COLLECTIONS[one.kind][1]
    if items:
        told["isPartial"] = one.partial
        if one.items:
            told[items] = [_item(one, item, language) for item in one.items]
    if one.kind == "dataflow":
        told["structure"] = one.refers[0]
    if one.parts:
        told["dataStructureComponents"] = _components(one.parts)
    return told


def _names(names: Mapping[str, str], identity: str, language: str) -> dict[str, Any]:
    there = called(names, identity)
    best = there.get(language) or there.get("en") or next(iter(there.values()))
    return {"name": best, "names": there}


def _item(one: Artefact, item: Item, language: str) -> dict[str, Any]:
    link = {"rel": "self", "urn": urn(one.kind, one.agency, one.id, one.version, item.id)}
    return {"id": item.id, **_names(item.names, item.id, language), "links": [link]}


def _components(parts: Sequence[Part]) -> dict[str, Any]:
    def of(role: str) -> list[Part]:
        return [one for one in parts if one.role == role]

    dimensions: dict[str, Any] = {"id": "DimensionDescriptor"}
    if places := [_part(one, "String") | {"position": at} for at, one in enumerate(of(DIMENSION))]:
        dimensions["dimensions"] = places
    for one in of(PERIOD):
        dimensions["timeDimension"] = _part(one, "ObservationalTimePeriod")
    told: dict[str, Any] = {"dimensionList": dimensions}
    relation = {"usage": "optional", "attributeRelationship": {"observation": {}}}
    if attributes := [_part(one, "String") | relation for one in of(ATTRIBUTE)]:
        told["attributeList"] = {"id": "AttributeDescriptor", "attributes": attributes}
    measures = [_part(one, "Double") | {"usage": "optional"} for one in of(VALUE)]
    told["measureList"] = {"id": "MeasureDescriptor", "measures": measures}
    return told


def _part(one: Part, kind: str) -> dict[str, Any]:
    there = {"enumeration": one.codelist} if one.codelist else {"format": {"dataType": kind}}
    return {"id": one.id, "conceptIdentity": one.concept, "localRepresentation": there}


def _available(one: Available) -> dict[str, Any]:
    return {
        "constraintAttachment": {"dataflow": _flow(one)},
        "cubeRegion": _region(one),
        "seriesCount": one.series,
        "obsCount": one.cells,
    }


def _actual(one: Available) -> dict[str, Any]:
    counts = (("series_count", one.series), ("obs_count", one.cells))
    return {
        "id": one.structure.id,
        "agencyID": one.structure.agency,
        "version": one.structure.version,
        **_names({"en": f"What is available of {one.structure.id}"}, one.structure.id, "en"),
        "annotations": [{"id": name, "title": str(count), "type": "sdmx_metrics"} for name, count in counts],
        "role": "Actual",
        "constraintAttachment": {"dataflows": [_flow(one)]},
        "cubeRegions": [_region(one)],
    }


def _flow(one: Available) -> str:
    return urn("dataflow", one.structure.agency, one.structure.id, one.structure.version)


def _region(one: Available) -> dict[str, Any]:
    keys = [
        {"id": name, "include": True, "values": [{"value": text} for text in values]}
        for name, values in one.values.items()
    ]
    return {"include": True, "keyValues": keys} if keys else {"include": True}
