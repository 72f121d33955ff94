"""Availability for machines: values and counts as the data have them, with what belongs to them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from serai.components.statistics.models import Release

FLOWS = "/sdmx/v2/availability/dataflow/SERAI/DF_TEST_FLOWS"
JSON = "application/vnd.sdmx.structure+json"


def asked(client: Any, path: str, accept: str = JSON, **headers: str) -> Any:
    return client.get(path, headers={"Accept": accept, **headers})


def told(client: Any, path: str) -> dict[str, Any]:
    answer = asked(client, path)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["data"]


def test_what_there_is_of_a_dataflow(client, published):
    """Twelve cells, two of which are withheld, of two kinds and three citizenships."""
    [one] = told(client, FLOWS)["availabilityConstraints"]
    flow = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=SERAI:DF_TEST_FLOWS(1.0.0)"
    assert one["constraintAttachment"] == {"dataflow": flow}
    assert (one["seriesCount"], one["obsCount"]) == (6, 12)
    there = {key["id"]: [value["value"] for value in key["values"]] for key in one["cubeRegion"]["keyValues"]}
    assert there == {
        "FREQ": ["A"], "REF_AREA": ["QRV"], "KIND": ["I", "E"], "CITIZENSHIP": ["QRX", "QRY", "_T"],
        "TIME_PERIOD": ["2020", "2021"],
    }  # fmt: skip


def test_what_goes_with_it(client, published):
    found = told(client, f"{FLOWS}/+/*.*.E/KIND?references=codelist")
    [kinds] = found["codelists"]
    assert (kinds["id"], kinds["isPartial"], [code["id"] for code in kinds["codes"]]) == (
        "CL_TEST_FLOWS_KIND", True, ["E"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{FLOWS}/+/A.QRV.I/KIND?mode=available", 200),
        (f"{FLOWS}/?references=all", 200),
        ("/sdmx/v2/availability", 200),
        (f"{FLOWS}/+/M", 204),
        (
            f"{FLOWS}?c[OBS_VALUE]=4321",
            204,
        ),  # stands in the file of the release, below a sign that withholds it
        (f"{FLOWS}?updatedAfter=2030-01-01T00:00:00Z", 204),
        ("/sdmx/v2/availability/dataflow/SERAI/DF_NOTHING", 404),
        (f"{FLOWS}?mode=some", 400),
        (f"{FLOWS}?references=cousins", 400),
        (f"{FLOWS}/+/*/AGE", 422),
        (f"{FLOWS}?c[AGE]=Y0T4", 422),
    ],
)
def test_the_status_says_what_became_of_the_question(client, published, path, status):
    assert asked(client, path).status_code == status


@pytest.mark.parametrize("accept", [JSON, f"{JSON};version=2.0.0", "application/xml"])
def test_what_is_withheld_never_leaves(client, published, builders, accept):
    words = asked(client, f"{FLOWS}?references=all", accept).content.decode()
    assert not any(hidden in words for hidden in builders["hidden"])


def test_only_those_who_may_see_a_dataflow_learn_that_it_is_there(client, published):
    Release.objects.filter(dataflow="DF_TEST_FLOWS").update(audience="partnership")
    assert asked(client, FLOWS).status_code == 404
    assert "TEST_FLOWS" not in asked(client, "/sdmx/v2/availability?references=all").content.decode()


def test_an_answer_that_is_there_already_is_not_sent_again(client, published):
    first = asked(client, FLOWS)
    assert asked(client, FLOWS, **{"If-None-Match": first["ETag"]}).status_code == 304
    assert asked(client, f"{FLOWS}?mode=available", **{"If-None-Match": first["ETag"]}).status_code == 200
    assert asked(client, FLOWS, "text/csv").status_code == 406
