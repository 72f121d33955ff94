"""Kept artefacts as messages, or as parts of one, in every form that pysdmx writes; languages and parents are ours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from serai.engine.ingest.structures import standard
from serai.engine.ingest.structures.labels import Labels, into_element, into_object
from serai.engine.ingest.structures.pieces import pieces
from serai.engine.model.exchange.kept import Kept
from serai.engine.model.exchange.kinds import KINDS, full, whole

_TAGS = {"dataconstraint": "ContentConstraint"}
"""What 2.1 calls otherwise."""
_NUMBERS = {
    "minLength",
    "maxLength",
    "decimals",
    "minValue",
    "maxValue",
    "startValue",
    "endValue",
    "interval",
}
_TRUTHS = {"isSequence", "isMultiLingual", "isMultilingual"}


def written(every: Sequence[Kept], form: str) -> str:
    """A message of these artefacts, by themselves.

    Raises:  Unreadable when one of them cannot be written in that form.
    """
    return message([(one, artefact(one)) for one in every], form)


def part(one: Kept, form: str, items: frozenset[str] | None = None) -> str:
    """One artefact as it stands in a message of SDMX-ML 3 or SDMX-JSON 2; with ``items``, those of its items alone.

    Raises:  Unreadable.
    """
    if form == "json-2.1":
        told = one.told
    elif form == "json-2.0":
        told = json.loads(_message(one, form))["data"][KINDS[one.kind].collection][0]
    else:
        return _element(one, form, items)
    if items is not None and (name := KINDS[one.kind].items):
        some = [item for item in told.get(name, ()) if item["id"] in items]
        told = {key: value for key, value in told.items() if key != name} | ({name: some} if some else {})
        told["isPartial"] = True
    return json.dumps(told, ensure_ascii=False)


def _element(one: Kept, form: str, items: frozenset[str] | None) -> str:
    root = etree.fromstring(_message(one, form).encode())
    [element] = [each for each in root.iter(f"{{*}}{KINDS[one.kind].tag}") if each.get("id") == one.id]
    if items is not None and KINDS[one.kind].items:
        for child in list(element):
            if child.get("id") and child.get("id") not in items:
                element.remove(child)
        if one.kind != "valuelist":
            element.set("isPartial", "true")
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    for prefix, address in element.nsmap.items():  # which the message declares already
        text = text.replace(f' xmlns:{prefix}="{address}"', "") if prefix in ("mes", "str", "com") else text
    return text


@lru_cache(maxsize=500)
def _message(one: Kept, form: str) -> str:
    return written([one], form)


def message(every: Sequence[tuple[Kept, Any]], form: str) -> str:
    """A message of kept artefacts and what they are to pysdmx.

    Raises:  Unreadable.
    """
    text = standard.write([one for _kept, one in every], form)
    labels = {(kept.kind, kept.agency, kept.id, kept.version): labels_of(kept) for kept, _one in every}
    if form.startswith("json"):
        told = json.loads(text)
        for kind in KINDS.values():
            for one in told["data"].get(kind.collection, ()):
                key = (kind.name, one["agencyID"], one["id"], one.get("version", "1.0"))
                into_object(one, labels.get(key, {}))
                mended(one)
        return json.dumps(told, ensure_ascii=False)
    root = etree.fromstring(text.encode())
    names = {kind.tag: kind.name for kind in KINDS.values()}
    names |= {tag: kind for kind, tag in _TAGS.items()} if form == "ml-2.1" else {}
    for element in root.iter():
        name = names.get(etree.QName(element).localname, "") if isinstance(element.tag, str) else ""
        key = (name, element.get("agencyID"), element.get("id"), element.get("version", "1.0"))
        if name and key in labels:
            into_element(element, labels[key], old=form == "ml-2.1")
            if form != "ml-2.1":
                _mend(element)
    return str('<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode"))


def artefact(one: Kept) -> Any:
    """What a kept artefact is to pysdmx.

    Raises:  Unreadable.
    """
    for found in standard.read(one.text, one.form):
        if standard.kind_of(found) == one.kind and found.id == one.id:
            return found
    raise standard.Unreadable(f"{one.urn} is not in its own message")


def labels_of(one: Kept) -> Labels:
    """The languages and parents in a kept message."""
    every = pieces(one.text.encode(), where=one.urn)
    return next((piece.labels for piece in every if piece.id == one.id), {})


def mended(told: Any) -> None:
    """Bring what pysdmx wrote in SDMX-JSON into line with the schema.

    Limits of texts are numbers and truths, names are in full, and groups are not there when there are none.
    """
    if isinstance(told, dict):
        for key, value in list(told.items()):
            if value is None or (key == "groups" and not value):
                del told[key]
            elif isinstance(value, str) and full(value) != value:
                told[key] = full(value)
            elif key in _NUMBERS and isinstance(value, str):
                told[key] = float(value) if "." in value else int(value)
            elif key in _TRUTHS and isinstance(value, str):
                told[key] = value.lower() == "true"
            else:
                mended(value)
    elif isinstance(told, list):
        told[:] = [full(value) if isinstance(value, str) else value for value in told]
        for value in told:
            mended(value)


def _mend(element: Any) -> None:
    """Bring an artefact that pysdmx wrote in SDMX-ML 3 into line with the schema."""
    if etree.QName(element).localname == "ValueList":
        element.attrib.pop("isPartial", None)  # which a value list cannot be
    for one in element.iter():
        for name, value in one.attrib.items():
            if value in ("True", "False"):
                one.set(name, value.lower())
        if "urn" in one.attrib and not whole(one.get("urn")):
            del one.attrib["urn"]  # names of SDMX 2.1 for what has another class since
