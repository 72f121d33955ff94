"""A structure message cut into pieces: each artefact as a message of its own, in the form in which it came."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from serai.engine.errors import FileUnreadable
from serai.engine.ingest.structures.labels import Labels, of_element, of_object

_SPACE = re.compile(r"\{http://www\.sdmx\.org/resources/sdmxml/schemas/v(2_1|3_0|3_1)/message\}(\w+)")
_ADVICE = "Give a structure message of SDMX-ML 2.1, 3.0, 3.1 or SDMX-JSON 2."
_FIXED = {
    ("ConceptIdentity", ""): ("Concept", "conceptscheme"),
    ("Enumeration", ""): ("Codelist", "codelist"),
    ("Structure", "Dataflow"): ("DataStructure", "datastructure"),
    ("Structure", "Metadataflow"): ("MetadataStructure", "metadatastructure"),
    ("VtlMappingScheme", ""): ("VtlMappingScheme", "transformation"),
    ("NamePersonalisationScheme", ""): ("NamePersonalisationScheme", "transformation"),
    ("RulesetScheme", ""): ("RulesetScheme", "transformation"),
    ("Target", "Categorisation"): ("Category", "categoryscheme"),
}
"""What references of SDMX 2.1 may leave out, because its schema fixes it: by the element above, and that above it."""


@dataclass(frozen=True)
class Piece:
    """One artefact of a message: what it says it is, its ``text`` as a message of its own, and its labels.

    ``named`` is its name for people, such as ``Codelist=SDMX:CL_FREQ(2.1)``. ``stub``: the rest of it is elsewhere.
    """

    named: str
    id: str
    text: str
    form: str
    stub: bool
    labels: Labels = field(default_factory=dict)


def pieces(content: bytes, *, where: str) -> list[Piece]:
    """Every artefact of a message, in its order.

    Raises:  FileUnreadable for what is no structure message.
    """
    start = content.lstrip(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return list(_of_xml(content, where))
    if start == b"{":
        return list(_of_json(content, where))
    raise FileUnreadable("This is neither XML nor JSON", where=where, advice=_ADVICE)


def with_classes(text: str) -> str:
    """A message of SDMX-ML 2.1 whose references say what they are references to."""
    root = etree.fromstring(text.encode())
    for one in root.iter("Ref"):
        above, higher = one.getparent(), one.getparent().getparent()
        tag = etree.QName(above).localname
        fixed = _FIXED.get((tag, etree.QName(higher).localname)) or _FIXED.get((tag, ""))
        if fixed and "class" not in one.attrib:
            one.set("class", fixed[0])
            one.set("package", fixed[1])
    return str('<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode"))


def _of_xml(content: bytes, where: str) -> Iterator[Piece]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise FileUnreadable(f"The XML is broken: {error.msg}", where=where, advice=_ADVICE) from None
    if root.getroottree().docinfo.doctype:
        raise FileUnreadable(
            "The file declares entities", where=where, advice="Remove the DOCTYPE: SDMX has none."
        )
    found = _SPACE.fullmatch(root.tag)
    if not found or found[2] != "Structure":
        raise FileUnreadable("This is no structure message", where=where, advice=_ADVICE)
    form = f"ml-{found[1].replace('_', '.')}"
    for part in root:
        if etree.QName(part).localname != "Structures":
            continue
        for collection in part:
            for one in collection:
                yield from _of_element(root, part, collection, one, form)


def _of_element(root: Any, part: Any, collection: Any, one: Any, form: str) -> Iterator[Piece]:
    message = etree.Element(root.tag, nsmap=root.nsmap)
    message.extend([copy.deepcopy(each) for each in root if etree.QName(each).localname == "Header"])
    place = etree.SubElement(etree.SubElement(message, part.tag), collection.tag)
    place.append(copy.deepcopy(one))
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(message, encoding="unicode")
    tag = etree.QName(one).localname
    inner = [each for each in one if etree.QName(each).localname == "Hierarchy"]
    # SDMX 2.1 wraps hierarchies, which are artefacts of their own since
    for each in inner if tag == "HierarchicalCodelist" and inner else [one]:
        name = f"{etree.QName(each).localname}={one.get('agencyID', '?')}:{each.get('id', '?')}"
        stub = one.get("isExternalReference") == "true"
        yield Piece(
            f"{name}({one.get('version', '1.0')})", each.get("id", ""), text, form, stub, of_element(each)
        )


def _of_json(content: bytes, where: str) -> Iterator[Piece]:
    try:
        message = json.loads(content)
    except (ValueError, RecursionError):
        raise FileUnreadable("The JSON is broken", where=where, advice=_ADVICE) from None
    meta, data = message.get("meta") or {}, message.get("data")
    if not isinstance(data, dict) or not isinstance(meta, dict) or "structure" not in str(meta.get("schema")):
        raise FileUnreadable("This is no structure message", where=where, advice=_ADVICE)
    form = "json-2.1" if "2.1" in str(meta["schema"]) else "json-2.0"
    tongues = meta.get("contentLanguages")
    language = (
        next((one for one in tongues if isinstance(one, str)), "en") if isinstance(tongues, list) else "en"
    )
    for collection, artefacts in data.items():
        for one in artefacts if isinstance(artefacts, list) else ():
            if not isinstance(one, dict):
                continue
            text = json.dumps({"meta": meta, "data": {collection: [one]}}, ensure_ascii=False)
            name = (
                f"{collection}={one.get('agencyID', '?')}:{one.get('id', '?')}({one.get('version', '1.0')})"
            )
            stub = bool(one.get("isExternalReference"))
            yield Piece(name, str(one.get("id", "")), text, form, stub, of_object(one, language))
