"""Every operation, parameter and media type of the OpenAPI document of SDMX REST 2.2 against the running service."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pysdmx.api.qb import (
    ApiVersion,
    RestService,
    StructureFormat,
    StructureQuery,
    StructureReference,
    StructureType,
)
from pysdmx.io import get_datasets

from .client import by_the_guide, csv_by_sdmx1
from .contract import Answer, Question, ask, questions, read
from .validity import faults

SERVED = ("data", "availability", "schema", "structure")
"""Operations that are served, by the first word of their address; the others answer 501."""
OLD = ("version=1.0.0", "version=2.1")
"""Media types of SDMX 2.1: not served, 406. Clients that read nothing newer are as old as 2021."""


@pytest.fixture
def server(site: str, published: Any) -> str:
    return site


T = TypeVar("T")
Places = dict[tuple[str, str], T]
PAGE = Path(__file__).resolve().parents[4] / "docs" / "guide" / "sdmx-conformance.md"
WRITE = "WRITE_PAGES"
"""Set in the environment: the page is written as it was found, instead of compared."""


def body(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def test_every_answer_is_one_that_the_document_has(server: str, shared: Path, tmp_path: Path) -> None:
    found, statuses = all_of_it(server, shared, tmp_path, whole=False)
    assert set().union(*statuses.values()) == {200, 204, 304, 400, 404, 406, 501}
    page = page_of(found, statuses, read_by_others(server))
    if os.environ.get(WRITE):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, f"run this test with {WRITE}=1 and look at what changed"


@pytest.mark.full
def test_every_parameter_in_every_media_type(server: str, shared: Path, tmp_path: Path) -> None:
    all_of_it(server, shared, tmp_path, whole=True)


def all_of_it(
    server: str, shared: Path, folder: Path, *, whole: bool
) -> tuple[Places[list[str]], Places[set[int]]]:
    """What is wrong, which has to be nothing, and the statuses that came, by operation and media type."""

    def fetch(address: str, media: str) -> bytes:
        found = ask(server, Question("", "", media, address, {"Accept": media}))
        assert found.status == 200, found.body
        return found.body

    found: Places[list[str]] = {}
    statuses: Places[set[int]] = {}
    for question in questions(read(shared), whole=whole):
        answer = ask(server, question)
        place = question.operation, question.media
        wrong = [
            f"{question.target} as {question.headers}: {fault}"
            for fault in told(question, answer, fetch, folder)
        ]
        found.setdefault(place, []).extend(wrong)
        statuses.setdefault(place, set()).add(answer.status)
    every = [fault for faults in found.values() for fault in faults]
    assert not every, "\n".join(every)
    return found, statuses


def page_of(
    found: Places[list[str]],
    statuses: Places[set[int]],
    clients: list[tuple[str, str, str]],
) -> str:
    """The page of the guide."""
    lines = [
        "# What SDMX REST 2.2 asks for, and what is answered",
        "",
        "Written by a test (`tests/components/statistics/conformance/test_contract.py`), which asks a running site for",
        "every operation with every parameter in every media type of the OpenAPI document, and fails when this page",
        "says anything else than what it found. *Valid* is: by the schemas of the standard, data in XML also by the",
        "schema that the site gives for their structure; CSV by the rules of the field guide.",
        "",
        "| operation | media type | answer |",
        "|---|---|---|",
    ]
    for (operation, media), wrong in found.items():
        there = statuses[operation, media]
        answer = "valid" if 200 in there else "not implemented (501)" if 501 in there else "not offered (406)"
        if wrong:
            answer = "**wrong**"
        lines.append(f"| `{operation}` | `{media}` | {answer} |")
    lines += ["", "| program | media type | what it makes of it |", "|---|---|---|"]
    lines += [f"| {program} | `{media}` | {result} |" for program, media, result in clients]
    lines += [
        "",
        "Formats of SDMX 2.1 and before are not offered: whoever reads nothing newer gets 406 and the list of what",
        (
            "there is. Reference metadata and registrations are not kept here. CSV is read by sdmx1 from a file: its"
            " client"
        ),
        "drops the structure (`dsd`) that its reader of CSV needs, unless the key is a dictionary. SDMX-ML 3.1 it",
        "does not know: its reader stops at the names of that version, in messages of anybody. Ask for 3.0, as the",
        "example of [the guide](sdmx.md) does.",
    ]
    return "\n".join(lines) + "\n"


def read_by_others(server: str) -> list[tuple[str, str, str]]:
    """Which data each of the programs reads: the twelve cells of the release, by their number."""
    address, flow = f"{server}/sdmx/v2", "DF_TEST_FLOWS"
    structure = RestService(
        address, ApiVersion.V2_2_1, structure_format=StructureFormat.SDMX_ML_3_0
    ).structure(
        StructureQuery(StructureType.DATAFLOW, "SERAI", flow, references=StructureReference.DESCENDANTS)
    )
    found = []
    for media in ("json;version=2.1.0", "xml;version=3.1.0", "csv;version=2.1.0", "json;version=2.0.0",
                  "xml;version=3.0.0", "csv;version=2.0.0"):  # fmt: skip
        accept = f"application/vnd.sdmx.data+{media}"
        text = ask(
            server, Question("", "", accept, f"/sdmx/v2/data/dataflow/SERAI/{flow}", {"Accept": accept})
        ).body
        found.append(("pysdmx", accept, outcome(partial(pysdmx_rows, text, structure))))
        found.append(("sdmx1", accept, outcome(partial(sdmx1_rows, address, accept, text))))
    return sorted(found)


def outcome(read: Callable[[], int]) -> str:
    try:
        rows = read()
    except Exception as refusal:  # noqa: BLE001 - programs of others fail as they like, and how is what is told
        return f"does not read it ({type(refusal).__name__})"
    return "reads it" if rows == 12 else f"**reads {rows} of 12**"


def pysdmx_rows(text: bytes, structure: bytes) -> int:
    [one] = get_datasets(text.decode(), structure.decode(), validate=False)
    return len(one.data)


def sdmx1_rows(address: str, accept: str, text: bytes) -> int:
    serai, definition = by_the_guide(address)
    if "+csv" in accept:  # its client forgets the structure that its own reader of CSV needs
        return len(csv_by_sdmx1(text, definition))
    return len(serai.data("DF_TEST_FLOWS", dsd=definition, headers={"Accept": accept}).data[0].obs)


def told(question: Question, answer: Answer, fetch: Any, folder: Path) -> list[str]:
    """What is wrong with one answer."""
    if answer.status not in question.allowed:
        return [f"{answer.status} is not in the document"]
    if question.operation.split("/")[1] not in SERVED:
        return [] if answer.status == 501 else [f"{answer.status} where nothing is served"]
    if answer.status >= 500:
        return [f"{answer.status}: {answer.body.decode()[:300]}"]
    if question.wrong:
        return [] if 400 <= answer.status < 500 else [f"{answer.status} for what the document does not allow"]
    if question.media.endswith(OLD):
        return [] if answer.status in (400, 406) else [f"{answer.status} for an old format"]
    if answer.status == 406:
        return ["a format is not offered"]
    if answer.status in (204, 304):
        return [] if not answer.body else ["a body where there is none"]
    if answer.status >= 400:
        return expected(question, answer)
    if answer.headers["content-type"] != question.media:
        return [f"it came as {answer.headers['content-type']}"]
    return faults(question.media, body(answer), fetch, folder)


def expected(question: Question, answer: Answer) -> list[str]:
    """Refusals are problem details; only what asks for artefacts that are not there may be one."""
    if answer.headers["content-type"] != "application/problem+json":
        return [f"{answer.status} without a reason"]
    elsewhere = ("provisionagreement", "metadata", "OTHERS", "context=", "structureType=", "itemSchemeType=",
                 "asOf=2001", "resourceID=")  # fmt: skip
    allowed = any(word in question.said for word in elsewhere)
    return (
        [] if answer.status == 404 and allowed else [f"{answer.status}: {json.loads(answer.body)['detail']}"]
    )
