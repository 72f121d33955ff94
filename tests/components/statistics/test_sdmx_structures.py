"""Structures for machines: every dataflow that the asker may see, with what it is made of, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from serai.components.statistics import services
from serai.components.statistics.models import Release

STRUCTURE = "/sdmx/v2/structure"
JSON, XML = "application/vnd.sdmx.structure+json", "application/vnd.sdmx.structure+xml"


def asked(client: Any, path: str, accept: str = JSON, **headers: str) -> Any:
    return client.get(f"{STRUCTURE}/{path}", headers={"Accept": accept, **headers})


def told(client: Any, path: str, **headers: str) -> dict[str, Any]:
    answer = asked(client, path, **headers)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["data"]


def test_the_list_of_dataflows(client, published):
    found = told(client, "dataflow")
    flows = [
        one for one in found["dataflows"] if one["id"].startswith("DF_TEST")
    ]  # others come ready to be filled
    assert [(one["agencyID"], one["id"], one["version"], one["structure"]) for one in flows] == [
        ("SERAI", flow, "1.0.0",
         f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=SERAI:DSD_{flow[3:]}(1.0.0)")
        for flow in ("DF_TEST_FLOWS", "DF_TEST_REPORTED")
    ]  # fmt: skip
    assert found["dataflows"][0]["names"]["ar"] == "عنوان الجدول"
    assert set(found) == {"dataflows"}


def test_a_dataflow_with_all_that_belongs_to_it(client, published):
    found = told(client, "dataflow/SERAI/DF_TEST_FLOWS?references=all")
    [definition] = found["dataStructures"]
    parts = definition["dataStructureComponents"]
    assert [one["id"] for one in parts["dimensionList"]["dimensions"]] == [
        "FREQ", "REF_AREA", "KIND", "CITIZENSHIP"
    ]  # fmt: skip
    assert [one["id"] for one in parts["attributeList"]["attributes"]] == ["OBS_STATUS", "CONF_STATUS"]
    lists = {one["id"]: [code["id"] for code in one["codes"]] for one in found["codelists"]}
    assert lists["CL_TEST_FLOWS_KIND"] == ["I", "E"]  # as the table has them, not as the alphabet
    link = definition["links"][0]["href"]
    assert link == "http://testserver/sdmx/v2/structure/datastructure/SERAI/DSD_TEST_FLOWS/1.0.0"
    assert told(client, link.removeprefix(f"http://testserver{STRUCTURE}/"))["dataStructures"] == [definition]


def test_an_empty_code_makes_a_dimension_free_text(client, published):
    [definition] = told(client, "datastructure/SERAI/DSD_TEST_REPORTED")["dataStructures"]
    there = {
        one["id"]: list(one["localRepresentation"])
        for one in definition["dataStructureComponents"]["dimensionList"]["dimensions"]
    }
    assert there == {
        "INDICATOR": ["enumeration"], "REF_AREA": ["enumeration"], "BREAKDOWN": ["format"], "PART": ["format"]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("*/*/*/*", 200),
        ("dataflow/SERAI/DF_TEST_FLOWS/", 200),
        ("dataflow/SERAI/DF_TEST_FLOWS/1+.0.0?references=all&detail=referencepartial", 200),
        ("codelist/SERAI/CL_TEST_FLOWS_KIND/~/E", 200),
        ("dataflow?asOf=2026-11-21T12:00:00Z", 200),
        ("dataflow?asOf=2001-01-01T00:00:00Z", 204),
        ("categoryscheme", 204),
        ("hierarchy", 204),
        ("hierarchy/SERAI/H_AREAS/+", 404),
        ("process/SERAI/P/+", 204),
        ("dataflow/OTHERS", 204),
        ("dataflow/SERAI/DF_NOTHING", 404),
        ("dataflow/SERAI/DF_TEST_FLOWS/2.0.0", 404),
        ("codelist/SERAI/CL_TEST_FLOWS_KIND/~/X", 404),
        ("flow", 400),
        ("dataflow/SERAI/DF_TEST_FLOWS/~/A", 400),
        ("dataflow?detail=much", 400),
        ("dataflow?references=cousins", 400),
    ],
)
def test_the_status_says_what_became_of_the_question(client, published, path, status):
    assert asked(client, path).status_code == status


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "json;version=2.1.0"),
        ("*/*", "json;version=2.1.0"),
        (f"{JSON};version=2.0.0", "json;version=2.0.0"),
        ("application/xml", "xml;version=3.1.0"),
        (f"{XML};version=3.0.0", "xml;version=3.0.0"),
        ("text/csv, application/xml;q=0.1", "xml;version=3.1.0"),
    ],
)
def test_the_format_follows_what_is_accepted(client, published, accept, kind):
    answer = asked(client, "dataflow", accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, f"application/vnd.sdmx.structure+{kind}")
    assert {"Accept", "Accept-Language", "Authorization"} <= {v.strip() for v in answer["Vary"].split(",")}


@pytest.mark.parametrize(
    "accept", ["text/html", "text/csv", "application/vnd.sdmx.data+json", f"{JSON};version=1.0.0"]
)
def test_what_is_not_offered_is_406(client, published, accept):
    assert asked(client, "dataflow", accept).status_code == 406


def test_what_the_asker_may_not_see_is_nowhere(client, published):
    Release.objects.filter(dataflow="DF_TEST_FLOWS").update(audience="partnership")
    for accept in (JSON, XML):
        words = asked(client, "*/*/*/*?references=all", accept).content.decode()
        assert "TEST_REPORTED" in words
        assert not any(hidden in words for hidden in ("TEST_FLOWS", "KIND", "Karvania"))
    assert asked(client, "codelist/SERAI/CL_TEST_FLOWS_KIND").status_code == 404
    assert asked(client, "datastructure/SERAI/DSD_TEST_FLOWS").status_code == 404


def test_an_answer_that_is_there_already_is_not_sent_again(client, published):
    first = asked(client, "dataflow")
    assert asked(client, "dataflow", **{"If-None-Match": first["ETag"]}).status_code == 304
    assert asked(client, "dataflow", **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert asked(client, "dataflow", XML, **{"If-None-Match": first["ETag"]}).status_code == 200
    assert asked(client, "codelist", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_names_come_in_the_language_that_is_wished(client, published):
    [flow, *_] = told(client, "dataflow", **{"Accept-Language": "ar"})["dataflows"]
    assert flow["name"] == "عنوان الجدول"


def test_a_structure_as_it_was(client, published, builders, home):
    """The second revision, a day later, has citizens of one country more."""
    cells = [*builders["cells"], ("I", "QRZ", "2021", 9.0, "A", "F")]
    info = builders["flows"](home / "releases", revision=2, cells=cells)
    [citizens] = [one for one in info.passport["dimensions"] if one["id"] == "CITIZENSHIP"]
    citizens["codes"]["QRZ"] = {"en": "Neighbour C"}
    services.register(builders["shelf"]([], [*published.releases(), info]))
    path = "codelist/SERAI/CL_TEST_FLOWS_CITIZENSHIP"
    assert [code["id"] for code in told(client, path)["codelists"][0]["codes"]] == ["QRX", "QRY", "_T", "QRZ"]
    then = told(client, f"{path}?asOf=2026-11-21T12:00:00Z")["codelists"][0]["codes"]
    assert [code["id"] for code in then] == ["QRX", "QRY", "_T"]


def test_one_question_of_the_database_whatever_there_is(client, published, django_assert_max_num_queries):
    """One more at first: the passports that this process has not read yet are asked for together."""
    for most in (5, 4):
        with django_assert_max_num_queries(most):
            told(client, "*/*/*/*?references=all")


def test_a_schema_is_the_structure_with_what_it_uses(client, published):
    """Concepts of other dataflows are left out; a dataflow is no part of it."""
    answer = client.get("/sdmx/v2/schema/dataflow/SERAI/DF_TEST_FLOWS", headers={"Accept": JSON})
    found = json.loads(answer.content)["data"]
    assert set(found) == {"dataStructures", "codelists", "conceptSchemes", "agencySchemes"}
    [concepts] = found["conceptSchemes"]
    assert (concepts["isPartial"], {one["id"] for one in concepts["concepts"]}) == (
        True, {"FREQ", "REF_AREA", "KIND", "CITIZENSHIP", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS"}
    )  # fmt: skip
    assert len(found["codelists"]) == 4


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("datastructure/SERAI/DSD_TEST_FLOWS/+/?dimensionAtObservation=TIME_PERIOD", JSON, 200),
        ("dataflow/SERAI/DF_TEST_FLOWS?dimensionAtObservation=AllDimensions&deletion=true", XML, 200),
        ("dataflow/SERAI/DF_TEST_FLOWS", "application/vnd.sdmx.schema+xml;version=3.0.0", 200),
        ("dataflow/SERAI/DF_TEST_FLOWS", "application/vnd.sdmx.schema+json;version=2.1.0", 200),
        ("dataflow/SERAI/DF_TEST_FLOWS", "application/vnd.sdmx.schema+xml;version=2.1", 406),
        ("dataflow/SERAI/DF_TEST_FLOWS/1.0.0,2.0.0", JSON, 400),
        ("dataflow/SERAI/DF_TEST_FLOWS?dimensionAtObservation=OBS_STATUS", JSON, 422),
        ("dataflow/SERAI/DF_NOTHING", JSON, 404),
        ("dataflow/SERAI/DF_TEST_FLOWS?asOf=2001-01-01T00:00:00Z", JSON, 404),
        ("provisionagreement/SERAI/PA_TEST", JSON, 404),
        ("dataflow/SERAI", JSON, 400),
        ("dataflow/SERAI/*", JSON, 400),
        ("codelist/SERAI/CL_TEST_FLOWS_KIND", JSON, 400),
        ("dataflow/SERAI/DF_TEST_FLOWS?deletion=perhaps", JSON, 400),
        ("dataflow/SERAI/DF_TEST_FLOWS?c[KIND]=I", JSON, 400),
    ],
)
def test_the_status_of_a_schema(client, published, path, accept, status):
    assert client.get(f"/sdmx/v2/schema/{path}", headers={"Accept": accept}).status_code == status
