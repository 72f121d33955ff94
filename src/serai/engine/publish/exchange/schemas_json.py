"""The schema that data of one structure are valid by, as JSON Schema: beside the one that all messages have."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from serai.engine.model.exchange.artefacts import DIMENSION, PERIOD, VALUE, Part
from serai.engine.model.exchange.queries import ALL_DIMENSIONS


def schema_as_json(
    usage: str, parts: Sequence[Part], codes: Mapping[str, Sequence[str]], *, version: str, apart: str
) -> bytes:
    """The schema of one dataflow or structure with the name ``usage``.

    It asks for the official schema of messages, and that each structure in the message has these components with
    these codes. A message to delete is no other than one to send.
    Source:  SDMX-JSON data message 2.0 and 2.1, schema.
    """
    dimensions = [one for one in parts if one.role in (DIMENSION, PERIOD)]
    series = [] if apart == ALL_DIMENSIONS else [one for one in dimensions if one.id != apart]
    within = [one for one in dimensions if one not in series]
    rest = [one for one in parts if one.role not in (DIMENSION, PERIOD)]

    def placed(there: Sequence[Part], *, whole: bool) -> dict[str, Any]:
        every = {"minItems": len(there), "maxItems": len(there)} if whole else {}
        return {
            "type": "array",
            **every,
            "items": {"oneOf": [_component(one, codes) for one in there] or [False]},
        }

    places = {"observation": placed(within, whole=True)}
    if series:
        places["series"] = placed(series, whole=True)
    measures = [one for one in rest if one.role == VALUE]
    attributes = [one for one in rest if one.role != VALUE]
    structure = {
        "type": "object",
        "required": ["dimensions"],
        "properties": {
            "dimensions": {"type": "object", "required": list(places), "properties": places},
            "measures": {"properties": {"observation": placed(measures, whole=False)}},
            "attributes": {"properties": {"observation": placed(attributes, whole=False)}},
        },
    }
    data = {"type": "object", "properties": {"structures": {"type": "array", "items": structure}}}
    short = version[:3]
    told = {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$id": f"{usage}:ObsLevelDim:{apart}",
        "allOf": [
            {"$ref": f"https://json.sdmx.org/{short}/sdmx-json-data-schema.json"},
            {"type": "object", "properties": {"data": data}},
        ],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _component(one: Part, codes: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": {"const": one.id}}
    if one.codelist:
        known = {
            "type": "object",
            "properties": {"id": {"enum": list(codes.get(one.codelist, ()))}},
            "required": ["id"],
        }
        properties["values"] = {"type": "array", "items": known}
    return {"type": "object", "required": ["id"], "properties": properties}
