"""Every structure message at hand: kept, written in every form, read again by pysdmx to the same artefacts.

What pysdmx 1.21 loses on the way stands in ``LOST``, with its reason; anything else that differs fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
import pytest

from serai.engine.ingest.structures import standard, writing
from serai.engine.ingest.structures.pieces import pieces
from serai.engine.ingest.structures.reading import read_structures
from serai.engine.model.exchange.kinds import full

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "sdmx"
# the first element of XML, and the schema that JSON names: data, metadata and SDMX 1 and 2.0 lie there as well
STRUCTURES = re.compile(
    r"""<(?:(\w+):)?Structure\s[^>]*xmlns(?(1):\1)=["'][^"']*/v(?:2_1|3_0|3_1)/message["']"""
    r"""|"meta"\s*:\s*\{[^{}]*"schema"\s*:\s*"[^"]*structure"""
)


def is_structure_message(file: Path) -> bool:
    """Whether a file says at its beginning that it holds structures."""
    with file.open(encoding="utf-8", errors="replace") as stream:
        return bool(STRUCTURES.search(stream.read(8192)))


FILES = sorted(
    str(one.relative_to(FOLDER))
    for one in FOLDER.rglob("*")
    if one.suffix in (".xml", ".json") and "schemas" not in one.parts and is_structure_message(one)
)

# what a form has no place for, or has otherwise: names in full are made of what is there, finality is said by the
# version since SDMX 3, and where an artefact was found is not what it is
LEFT_OUT = {"urn", "uri", "is_final", "structure_url", "service_url"}

# (form, kind, place): why; "" is any kind, "*" at its end is any place below
LOST = {
    ("", "agencyscheme", ".name"): "SDMX fixes the name of schemes of organisations; pysdmx has one of its own by form",
    ("", "dataproviderscheme", ".name"): "as agencyscheme",
    ("", "dataconsumerscheme", ".name"): "as agencyscheme",
    ("", "metadataproviderscheme", ".name"): "as agencyscheme",
    ("ml-3", "categorisation", ".version"): "pysdmx does not write the version of a categorisation in SDMX-ML 3",
    ("ml", "codelist", ".items[].valid_from"): "validity of codes is an annotation of FMR's JSON alone",
    ("ml", "codelist", ".items[].valid_to"): "validity of codes is an annotation of FMR's JSON alone",
    ("json", "conceptscheme", ".items[].annotations"): "pysdmx writes no annotations of concepts in JSON",
    ("json", "conceptscheme", ".items[].dtype"): "pysdmx writes String where there is no type",
    ("ml", "conceptscheme", ".items[].enum_ref"): "pysdmx writes no code list of a concept in XML",
    ("json", "conceptscheme", ".items[].facets*"): "pysdmx's JSON leaves zeros out, as it does truths in words",
    ("ml", "conceptscheme", ".items[].facets*"): "as in JSON",
    ("json", "datastructure", ".components.data[].local_dtype"): "pysdmx writes String where there is no type",
    ("json", "datastructure", ".components.data[].local_facets*"): "pysdmx's JSON leaves zeros and falsehoods out",
    ("", "datastructure", ".components.data[].attachment_level"): "measures of a relation come in another order",
    ("ml", "datastructure", ".components.data[].required"): "pysdmx writes optional measures as required",
    ("json", "datastructure", ".description*"): "a description that is empty but for its language",
    ("json", "hierarchy", ".codes[]*"): "pysdmx keeps ids of hierarchical codes in annotations of its own",
    ("ml", "hierarchy", ".is_partial"): "pysdmx takes every hierarchy in XML for a partial one",
    ("ml-3", "hierarchyassociation", ".operator"): "pysdmx does not write operators of associations in XML",
    ("ml-2.1", "metadataflow", ".targets"): "SDMX 2.1 has no targets there",
    ("json", "metadatastructure", ".components[]*"): "as datastructure",
    ("", "representationmap", ".maps[].valid*"): "pysdmx writes no validity of mapped values in XML",
    ("", "rulesetscheme", ".*"): "references of VTL are read whole, as names, or not at all, by form",
    ("", "structuremap", ".maps*"): "pysdmx groups maps by their type",
    ("", "transformationscheme", ".*"): "references of VTL are read whole, as names, or not at all, by form",
    ("", "userdefinedoperatorscheme", ".*"): "references of VTL are read whole, as names, or not at all, by form",
    ("", "vtlmappingscheme", ".*"): "references of VTL are read whole, as names, or not at all, by form",
}  # fmt: skip
# (form, kind): what pysdmx says of a form that has no place for such an artefact
NO_PLACE = {
    ("ml-2.1", "datastructure"): "does not support multiple measures",
    ("ml-2.1", "hierarchyassociation"): "cannot be written as the requested SDMX-ML version",
    ("ml-2.1", "metadataproviderscheme"): "cannot be written as the requested SDMX-ML version",
    ("ml-2.1", "metadataprovisionagreement"): "is not supported in SDMX-ML 2.1",
    ("ml-2.1", "metadatastructure"): "is not supported in SDMX-ML 2.1",
    ("json-2.0", "metadataflow"): "Expected `str`, got `null`",
    ("json-2.1", "metadataflow"): "Expected `str`, got `null`",
}
# why artefacts of these messages are not kept: every one is named with one of these
REFUSED = (
    "It is a stub",
    "It says what is available", "pysdmx does not read this type", "It cannot be written as SDMX-ML 3.1",
    "Invalid availability constraint", "Invalid input",
    "Unexpected keyword argument 'AnnotationValue'",  # annotations with a value, since SDMX 3.0
    "Unexpected keyword argument 'CodelistExtension'",  # lists that extend others
    "KeyError: 'class'", "KeyError: 'Source'", "KeyError: 'MetadataAttributeList'", "IndexError: list index",
    "Missing required argument 'id'", "expected string or bytes-like object, got 'Type'",
    "Expected `object`, got `str`",  # values of a constraint as SDMX-JSON 1 had them
)  # fmt: skip


def plain(value: Any) -> Any:
    """As plain values; what is empty is not there, short names are in full, numbers are numbers."""
    if isinstance(value, msgspec.Struct):
        names = [name for name in value.__struct_fields__ if name not in LEFT_OUT]
        return {
            name: one
            for name in names
            if (one := plain(getattr(value, name))) not in (None, {}, [], "", False)
        }
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return int(value) if value.isdecimal() and not value.startswith("0") else full(value)
    if isinstance(value, (int, float, bool, datetime, type(None))):
        return value
    if not hasattr(value, "__dict__"):
        return str(value)
    return {name: one for name, each in vars(value).items() if (one := plain(each)) not in (None, {}, [], "")}


def differences(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """Where two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            yield from differences(one.get(name), other.get(name), f"{place}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from differences(left, right, f"{place}[]")
    elif one != other:
        yield place


def known(form: str, kind: str, place: str) -> bool:
    """Whether a loss stands in the table."""
    return any(
        form.startswith(of_form) and kind == of_kind
        and (place == where or (where.endswith("*") and place.startswith(where[:-1])))
        for of_form, of_kind, where in LOST
    )  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_is_kept_is_written_and_read_again(shared: Path, name: str) -> None:
    every = pieces((FOLDER / name).read_bytes(), where=name)
    message = read_structures(FOLDER / name)
    assert len(message.kept) + len(message.refused) == len(every)
    for refused in message.refused:
        assert any(reason in refused.reason for reason in REFUSED), refused
    wrong: list[str] = []
    for kept in message.kept:
        before = standard.named(writing.artefact(kept))
        for form in standard.FORMS:
            try:
                text = writing.written([kept], form)
                [after] = [one for one in standard.read(text, form) if one.id == kept.id]
            except standard.Unreadable as error:
                unexpected = NO_PLACE.get((form, kept.kind), "-") not in str(error)
                wrong += [f"{form} {kept.urn}: {error}"] if unexpected else []
                continue
            lost = differences(plain(before), plain(after))
            wrong += [f"{form} {kept.urn}: {place}" for place in lost if not known(form, kept.kind, place)]
    assert wrong == []
