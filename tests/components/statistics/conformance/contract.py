"""Questions read out of the OpenAPI document of SDMX REST: every operation with every parameter and media type."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml

DOCUMENT = "data/sdmx/specs/sdmx-rest/api/sdmx-rest.yaml"
# what the document cannot know: something that is there
THERE = {
    "agencyID": "SERAI", "resourceID": "DF_TEST_FLOWS", "version": "1.0.0", "key": "*", "componentID": "*",
    "itemID": "*", "providerID": "SERAI", "registrationID": "R1", "context": "dataflow",
    "structureType": "dataflow", "itemSchemeType": "codelist",
}  # fmt: skip
# values of what the document leaves to a pattern or to words; each is held against the pattern
VALUES: dict[str, list[str]] = {
    "agencies": ["*", "SERAI,OTHERS"],
    "agencyID": ["SERAI"],
    "resourceIDs": ["*", "DF_TEST_FLOWS,DF_TEST_REPORTED"],
    "resourceID": ["DF_TEST_FLOWS"],
    "versions": ["*", "+", "~", "1.*.0", "1.0.0+", "1.0.0,2.0.0"],
    "version": ["+", "~", "1.0.0"],
    "key": ["*", "A", "A.QRV.I", "A.*.E.QRX", "A.QRV.I,A.QRV.E"],
    "componentID": ["*", "KIND", "KIND,CITIZENSHIP"],
    "items": ["*", "I"],
    "providers": ["*"],
    "dimensionAtObservation": ["TIME_PERIOD", "AllDimensions", "KIND"],
    "reportingYearStartDay": ["--07-01"],
    "attributes": ["dsd", "msd", "dataset", "series", "obs", "all", "none", "OBS_STATUS", "OBS_STATUS,CONF_STATUS"],
    "measures": ["all", "none", "OBS_VALUE"],
    "sort": ["*", "*:desc", "series_key", "KIND+TIME_PERIOD:desc"],
    "accept-language": ["ar", "ru, en-gb;q=0.8, en;q=0.7"],
    "if-modified-since": ["Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"],
}  # fmt: skip
MOMENTS = ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00+01:00", "2001-01-01T00:00:00Z")
WRONG = "no such thing"


@dataclass(frozen=True)
class Question:
    """One request, and what the document says of its answer. ``said`` is the parameter, or "" for none."""

    operation: str
    said: str
    media: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    allowed: frozenset[int] = frozenset()
    wrong: bool = False


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    values: tuple[str, ...]
    refused: str = ""


def read(shared: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((shared / DOCUMENT).read_text(encoding="utf-8")))


def questions(document: dict[str, Any], *, whole: bool) -> Iterator[Question]:
    """Each operation in each media type, and with each value of each parameter in the first one.

    ``whole``: with each parameter in each media type as well.
    """
    for operation, methods in document["paths"].items():
        described = methods["get"]
        responses = described["responses"]
        allowed = frozenset(int(status) for status in responses)
        medias = list(_at(document, responses["200"])["content"])
        parameters = [_parameter(document, one) for one in described["parameters"]]
        for media in medias:
            yield _question(operation, parameters, None, "", media, allowed)
            for one in parameters if whole or media == medias[0] else ():
                yield _question(operation, parameters, one, one.values[0], media, allowed)
        for one in parameters:
            for value in one.values[1:]:
                yield _question(operation, parameters, one, value, medias[0], allowed)
            if one.refused:
                yield _question(operation, parameters, one, one.refused, medias[0], allowed, wrong=True)


def operators(document: dict[str, Any]) -> list[str]:
    """The operators that the description of filters lists."""
    return re.findall(r"^(\w\w) \| ", document["components"]["parameters"]["c"]["description"], re.MULTILINE)


def ask(server: str, question: Question, method: str = "GET", body: bytes | None = None) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    try:
        connection.request(method, question.target, body, question.headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read())
    finally:
        connection.close()


def _at(document: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in one:
        return one
    found: Any = document
    for part in one["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _parameter(document: dict[str, Any], one: dict[str, Any]) -> Parameter:
    told = _at(document, one)
    name, place, schema = told["name"], told["in"], told["schema"]
    items = schema.get("items", schema)
    refused = WRONG if place != "header" else ""
    if name == "c":
        return Parameter("c", place, tuple(f"{one}:A" for one in operators(document)), "A,")
    if "enum" in items:
        return Parameter(name, place, tuple(items["enum"]), refused)
    if items.get("type") == "boolean":
        return Parameter(name, place, ("true", "false"), refused)
    if items.get("type") == "integer":
        least = items["minimum"]
        return Parameter(name, place, (str(least), str(least + 1)), str(least - 1))
    if items.get("format") == "date-time" and place == "query":
        return Parameter(name, place, MOMENTS, refused)
    values = tuple(VALUES[one["$ref"].rpartition("/")[2]])
    pattern = items.get("pattern")
    for value in values:
        parts = value.split(",") if schema.get("type") == "array" else [value]
        assert not pattern or all(re.search(pattern, part) for part in parts), (name, value)
    # what the document leaves open has no wrong value
    return Parameter(name, place, values, refused if pattern and name != "key" else "")


def _question(
    operation: str,
    parameters: list[Parameter],
    given: Parameter | None,
    value: str,
    media: str,
    allowed: frozenset[int],
    *,
    wrong: bool = False,
) -> Question:
    there = dict(THERE)
    if "{itemSchemeType}" in operation:
        there["resourceID"] = "CL_TEST_FLOWS_KIND"
    words: list[str] = []
    headers = {"Accept": media}
    if given is None:
        pass
    elif given.place == "path":
        there[given.name] = value
    elif given.place == "header":
        headers[given.name] = value
    elif given.name == "c":
        words.append(f"c[KIND]={quote(value, safe=':')}")
    else:
        words.append(f"{given.name}={quote(value, safe='*+,:-')}".replace("+01:00", "%2B01:00"))
    path = re.sub(r"\{(\w+)\}", lambda found: quote(there[found[1]], safe="*+,~"), operation)
    target = f"/sdmx/v2{path}" + (f"?{'&'.join(words)}" if words else "")
    said = f"{given.name}={value}" if given else ""
    return Question(operation, said, media, target, headers, allowed, wrong)
