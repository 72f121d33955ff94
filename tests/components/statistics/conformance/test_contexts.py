"""What can be asked for in which context; and that a provision agreement never tells who provides what."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.components.statistics import submitting

from serai.components.statistics.models import Provision, Submission
from serai.components.statistics.structures.services import load_structures
from serai.engine.model.exchange.kinds import KINDS
from serai.engine.model.exchange.structure_queries import TYPES

from .client import GUIDE
from .contract import Question, ask

CSV = "application/vnd.sdmx.data+csv;version=2.0.0"
JSON = "application/vnd.sdmx.structure+json;version=2.1.0"
SPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
MODEL = "urn:sdmx:org.sdmx.infomodel"
AGREEMENT = (
    f'<mes:Structure xmlns:mes="{SPACE}/message" xmlns:str="{SPACE}/structure" xmlns:com="{SPACE}/common"><mes:Header>'
    "<mes:ID>M</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2026-01-01T00:00:00Z</mes:Prepared>"
    '<mes:Sender id="QRV"/></mes:Header><mes:Structures><str:ProvisionAgreements>'
    '<str:ProvisionAgreement agencyID="QRV" id="PA_FLOWS" version="1.0.0"><com:Name xml:lang="en">Agreed</com:Name>'
    f"<str:Dataflow>{MODEL}.datastructure.Dataflow=SERAI:DF_TEST_FLOWS(1.0.0)</str:Dataflow>"
    f"<str:DataProvider>{MODEL}.base.DataProvider=QRV:DATA_PROVIDERS(1.0).QRV</str:DataProvider>"
    "</str:ProvisionAgreement></str:ProvisionAgreements></mes:Structures></mes:Structure>"
)


@pytest.fixture
def agreed(site: str, published: Any, tmp_path: Path) -> str:
    """Two dataflows, and a provision agreement in the registry."""
    file = tmp_path / "agreement.xml"
    file.write_text(AGREEMENT, encoding="utf-8")
    assert len(load_structures(actor=None, file=file).new) == 1
    return site


def got(site: str, target: str, accept: str = "*/*") -> tuple[int, bytes]:
    answer = ask(site, Question("", "", accept, f"/sdmx/v2/{target}", {"Accept": accept}))
    return answer.status, answer.body


FLOWS, REPORTED = "SERAI:DF_TEST_FLOWS(1.0.0)", "SERAI:DF_TEST_REPORTED(1.0.0)"
ASKED: list[tuple[str, int, set[str]]] = [
    ("dataflow/SERAI/DF_TEST_FLOWS", 200, {FLOWS}),
    ("datastructure/SERAI/DSD_TEST_FLOWS", 200, {FLOWS}),
    ("*/SERAI/DF_TEST_FLOWS", 200, {FLOWS}),
    ("*/SERAI/DSD_TEST_FLOWS", 200, {FLOWS}),
    ("*/SERAI/DF_TEST_FLOWS,DSD_TEST_REPORTED", 200, {FLOWS, REPORTED}),
    ("dataflow/SERAI,OTHERS/DF_TEST_FLOWS,DF_NOTHING", 200, {FLOWS}),
    ("dataflow/*/*", 200, {FLOWS, REPORTED}),
    ("datastructure", 200, {FLOWS, REPORTED}),
    # an id belongs to its context
    ("datastructure/SERAI/DF_TEST_FLOWS", 404, set()),
    ("dataflow/SERAI/DSD_TEST_FLOWS", 404, set()),
    ("dataflow/SERAI/DF_NOTHING", 404, set()),
    ("provisionagreement/SERAI/DF_TEST_FLOWS", 404, set()),
    # nothing is published by who provides it
    ("provisionagreement/QRV/PA_FLOWS", 204, set()),
    ("provisionagreement/QRV/PA_FLOWS/+", 204, set()),
    ("*/QRV/PA_FLOWS", 204, set()),
    ("provisionagreement", 204, set()),
    ("provisionagreement/QRV/PA_FLOWS/2.0.0", 404, set()),
    ("provisionagreement/OTHERS/PA_FLOWS", 404, set()),
    ("dataflow/QRV/PA_FLOWS", 404, set()),
    # of anything there may be nothing
    ("dataflow/OTHERS/*", 204, set()),
    ("metadataflow/SERAI/DF_TEST_FLOWS", 400, set()),
]


def test_what_is_asked_for_in_each_context(agreed: str) -> None:
    for target, status, flows in ASKED:
        there, body = got(agreed, f"data/{target}", CSV)
        assert there == status, target
        if status == 200:
            found = csv.DictReader(io.StringIO(body.decode(), newline=""))
            assert {row["STRUCTURE_ID"] for row in found} == flows, target
        there, body = got(agreed, f"availability/{target}", JSON)
        assert there == status, target
        if status == 200:
            told = json.loads(body)["data"]["availabilityConstraints"]
            names = {one["constraintAttachment"]["dataflow"].partition("=")[2] for one in told}
            assert names == flows, target


def test_an_agreement_of_the_registry_leads_to_what_it_is_about(agreed: str) -> None:
    status, body = got(agreed, "structure/provisionagreement/QRV/PA_FLOWS?references=descendants", JSON)
    assert status == 200
    told = json.loads(body)["data"]
    assert [one["id"] for one in told["provisionAgreements"]] == ["PA_FLOWS"]
    assert [one["id"] for one in told["dataflows"]] == ["DF_TEST_FLOWS"]
    assert [one["id"] for one in told["dataStructures"]] == ["DSD_TEST_FLOWS"]
    schema = "application/vnd.sdmx.schema+json;version=2.1.0"
    status, of_agreement = got(agreed, "schema/provisionagreement/QRV/PA_FLOWS", schema)
    assert status == 200
    assert b'"QRX"' in of_agreement  # a code of the table that is agreed on


def test_who_provides_a_draft_is_nowhere(agreed: str) -> None:
    """A provision of the house is no artefact: every answer is the same with it, and with a draft, as without."""
    targets = [
        *(f"data/provisionagreement/{place}" for place in ("", "OWN", "OWN/*", "SERAI/DF_BORDER_FLOWS")),
        *(f"availability/provisionagreement/{place}" for place in ("", "OWN/*", "SERAI/DF_BORDER_FLOWS")),
        "availability/dataflow/SERAI/DF_BORDER_FLOWS?references=dataproviderscheme",
        "availability/dataflow/SERAI/DF_TEST_FLOWS?references=all",
        "data/dataflow/SERAI/DF_BORDER_FLOWS", "structure/provisionagreement", "structure/dataproviderscheme",
        "structure/dataflow/SERAI/DF_BORDER_FLOWS?references=all", "structure/*/*/*/*?detail=allstubs",
        "schema/provisionagreement/OWN/DF_BORDER_FLOWS",
    ]  # fmt: skip
    before = {target: got(agreed, target, "*/*") for target in targets}
    submitting.organisations()
    who = submitting.people()
    submitting.brought(who, submitting.provision(), "draft")
    assert (Provision.objects.count(), Submission.objects.get().state) == (1, "draft")
    after = {target: got(agreed, target, "*/*") for target in targets}
    assert after == before
    assert not any(b"Office OWN" in body for _status, body in after.values())


def test_the_guide_names_the_types_that_are_kept_nowhere(agreed: str) -> None:
    """Each type of the standard is 204 by name alone, or something of it is here, or could be loaded."""
    [line] = re.findall(
        r"^- Types of artefacts that are kept nowhere.*?(?=\n\n)", GUIDE.read_text("utf-8"), re.M | re.S
    )
    nowhere = set(re.findall(r"`(\w+)`", line))
    assert nowhere == set(TYPES) - set(KINDS)
    for kind in TYPES:
        status, _body = got(agreed, f"structure/{kind}?detail=allstubs", JSON)
        assert status in ((204,) if kind in nowhere else (200, 204)), kind
        assert got(agreed, f"structure/{kind}/QRV/NOTHING", JSON)[0] == (204 if kind in nowhere else 404), (
            kind
        )
