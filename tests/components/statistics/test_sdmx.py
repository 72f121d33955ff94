"""The service for machines: what a query gets, in which format, with which status; and what never leaves."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import pytest

from serai.components.statistics import services
from serai.components.statistics.models import Release
from serai.testing.visits import REFUSING

DATA = "/sdmx/v2/data"
FLOWS = f"{DATA}/dataflow/SERAI/DF_TEST_FLOWS"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"


@pytest.fixture
def revised(published, builders, home):
    """A second revision: two figures are others."""
    changed = {("I", "QRX", "2021"): 1512.0, ("I", "_T", "2021"): 1543.0}
    cells = [(*one[:3], changed.get(one[:3], one[3]), *one[4:]) for one in builders["cells"]]
    shelf = builders["shelf"](
        [], [*published.releases(), builders["flows"](home / "releases", revision=2, cells=cells)]
    )
    services.register(shelf)
    return shelf


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(io.StringIO(body(answer).decode(), newline="")))


def asked(client: Any, path: str, accept: str = CSV, **headers: str) -> Any:
    return client.get(path, headers={"Accept": accept, **headers})


def test_all_of_a_dataflow_as_csv(client, published, builders):
    answer = asked(client, FLOWS)
    assert answer["Content-Type"] == CSV
    found = rows(answer)
    assert [one["TIME_PERIOD"] for one in found] == [one[2] for one in builders["cells"]]
    assert {(one["STRUCTURE"], one["STRUCTURE_ID"], one["ACTION"]) for one in found} == {
        ("dataflow", "SERAI:DF_TEST_FLOWS(1.0.0)", "R")
    }
    assert "CELL_KEY" not in found[0]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "json;version=2.1.0"),
        ("*/*", "json;version=2.1.0"),
        ("application/json", "json;version=2.1.0"),
        ("application/vnd.sdmx.data+json", "json;version=2.1.0"),
        ("application/vnd.sdmx.data+json;version=2.0.0", "json;version=2.0.0"),
        ("application/vnd.sdmx.data+json;version=2+.0.0", "json;version=2.1.0"),
        ("application/vnd.sdmx.data+xml;version=3.0.0", "xml;version=3.0.0"),
        ("application/xml", "xml;version=3.1.0"),
        ("text/csv", "csv;version=2.1.0"),
        (f"{CSV};labels=id", "csv;version=2.0.0"),
        ("text/html, application/vnd.sdmx.data+csv;version=2.0.0;q=0.5, application/xml;q=0.9",
         "xml;version=3.1.0"),
        (f"{CSV};labels=both", "csv;version=2.0.0;labels=both"),
        (
            "application/vnd.sdmx.data+csv;version=2.1.0;labels=name;timeFormat=normalized;keys=both",
            "csv;version=2.1.0;labels=name;timeFormat=normalized;keys=both",
        ),
        (f"{CSV};labels=all, application/json;q=0.1", "json;version=2.1.0"),
    ],
)  # fmt: skip
def test_the_format_follows_what_is_accepted(client, published, accept, kind):
    answer = asked(client, FLOWS, accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, f"application/vnd.sdmx.data+{kind}")
    assert {"Accept", "Accept-Language", "Authorization"} <= {v.strip() for v in answer["Vary"].split(",")}


@pytest.mark.parametrize(
    "accept",
    ["text/html", "image/png", "application/vnd.sdmx.data+json;version=1.0.0", f"{CSV};labels=all",
     f"{CSV};keys=some",
     "application/vnd.sdmx.data+json;version=two", "application/json;q=0"],
)  # fmt: skip
def test_what_is_not_offered_is_406(client, published, accept):
    assert asked(client, FLOWS, accept).status_code == 406


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{FLOWS}/+/A.QRV.I", 200),
        (f"{DATA}/datastructure/SERAI/DSD_TEST_FLOWS", 200),
        (f"{DATA}/*/SERAI/DF_TEST_FLOWS/~", 200),
        (f"{FLOWS}/", 200),
        (DATA, 200),
        (f"{FLOWS}/+/M", 204),
        (f"{FLOWS}?updatedAfter=2030-01-01T00:00:00Z", 204),
        (f"{FLOWS}?asOf=2001-01-01T00:00:00Z", 204),
        (f"{FLOWS}/2.0.0", 404),
        (f"{DATA}/dataflow/SERAI/DF_NOTHING", 404),
        (f"{DATA}/dataflow/OTHERS/DF_TEST_FLOWS", 404),
        (f"{DATA}/provisionagreement/SERAI/DF_TEST_FLOWS", 404),
        (f"{DATA}/flow/SERAI/DF_TEST_FLOWS", 400),
        (f"{FLOWS}?limit=none", 400),
        (f"{FLOWS}/+/A.B.C.D.2020.F", 400),
        (f"{FLOWS}?c[AGE]=Y0T4", 422),
        (f"{FLOWS}?dimensionAtObservation=AGE", 422),
        (f"{FLOWS}?c[KIND]=" + "I," * 4000 + "E", 414),
        ("/sdmx/v2/metadata/structure", 501),
        ("/sdmx/v2/registration/id", 501),
        ("/sdmx/v2/nothing", 404),
    ],
)
def test_the_status_says_what_became_of_the_question(client, published, path, status):
    answer = asked(client, path)
    assert answer.status_code == status
    if status >= 400:
        told = json.loads(answer.content)
        assert (told["status"], answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options", "trace"])
def test_what_is_not_offered_is_refused_in_every_way(client, published, method):
    """Its refusal counts as a visit (testing/visits.py), which holds only while it does nothing else."""
    names = {name for name in REFUSING if name.startswith("sdmx:")}
    assert names == {"sdmx:metadata", "sdmx:registration", "sdmx:unknown"}, "another one needs another test"
    for path, status in (("metadata/metadataset", 501), ("registration/id", 501), ("nothing", 404)):
        answer = getattr(client, method)(f"/sdmx/v2/{path}")
        refused = status if method in ("get", "head") or status == 404 else 405
        assert answer.status_code == refused


def test_a_plus_is_an_and(client, published):
    found = rows(asked(client, f"{FLOWS}?c[TIME_PERIOD]=ge:2021+le:2021&c[KIND]=E"))
    assert [(one["CITIZENSHIP"], one["OBS_VALUE"]) for one in found] == [
        ("QRX", "77"),
        ("QRY", ""),
        ("_T", "81"),
    ]


def test_what_is_withheld_never_leaves(client, published, builders):
    """One line of the file carries its value by mistake."""
    for accept in (CSV, "application/json", "application/xml"):
        for more in ("", "?includeHistory=true", "?c[OBS_STATUS]=Q", "?sort=OBS_VALUE"):
            words = body(asked(client, FLOWS + more, accept)).decode()
            assert not any(hidden in words for hidden in builders["hidden"])
    for filtered in ("eq:4321", "gt:4000", "ge:4321+le:4321", "sw:43", "co:321"):
        assert asked(client, f"{FLOWS}?c[OBS_VALUE]={filtered}").status_code == 204
    order = [
        (one["CITIZENSHIP"], one["KIND"])
        for one in rows(asked(client, f"{FLOWS}?sort=OBS_VALUE:desc&limit=9"))
    ]
    assert order[0] == ("_T", "I")  # 1,531, the largest that is shown


def test_names_stand_beside_codes_when_they_are_wished(client, published):
    answer = asked(client, f"{FLOWS}/+/A.QRV.I.QRX.2021", f"{CSV};labels=both", **{"Accept-Language": "ar"})
    [row] = rows(answer)
    assert row["STRUCTURE_ID"] == "SERAI:DF_TEST_FLOWS(1.0.0): عنوان الجدول"
    assert (row["KIND: Direction"], row["TIME_PERIOD: Period"]) == ("I: Immigration", "2021")
    plain = asked(client, f"{FLOWS}/+/A.QRV.I.QRX.2021", CSV, **{"If-None-Match": answer["ETag"]})
    assert plain.status_code == 200


def test_an_answer_that_is_there_already_is_not_sent_again(client, published):
    first = asked(client, FLOWS)
    again = asked(client, FLOWS, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert asked(client, FLOWS, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert asked(client, FLOWS, "application/json", **{"If-None-Match": first["ETag"]}).status_code == 200
    assert asked(client, f"{FLOWS}?limit=2", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_revision_can_be_asked_for_as_it_was(client, published, revised):
    """The second revision was published a day later."""
    now = rows(asked(client, f"{FLOWS}/+/A.QRV.I.QRX.2021"))
    then = rows(asked(client, f"{FLOWS}/+/A.QRV.I.QRX.2021?asOf=2026-11-21T12:00:00Z"))
    assert ([one["OBS_VALUE"] for one in then], [one["OBS_VALUE"] for one in now]) == (["1500"], ["1512"])
    changed = rows(asked(client, f"{FLOWS}?updatedAfter=2026-11-21T12:00:00Z"))
    assert [(one["ACTION"], one["KIND"], one["CITIZENSHIP"], one["TIME_PERIOD"]) for one in changed] == [
        ("R", "I", "QRX", "2021"), ("R", "I", "_T", "2021")
    ]  # fmt: skip


def test_only_those_who_may_see_a_dataflow_get_it(client, published):
    Release.objects.filter(dataflow="DF_TEST_FLOWS").update(audience="partnership")
    assert asked(client, FLOWS).status_code == 404
    everything = body(asked(client, DATA)).decode()
    assert "DF_TEST_REPORTED" in everything
    assert "DF_TEST_FLOWS" not in everything
    assert asked(client, DATA, Authorization="Bearer nothing").status_code == 401


def test_names_come_in_the_language_that_is_wished(client, published):
    told = json.loads(body(asked(client, FLOWS, "application/json", **{"Accept-Language": "ar"})))
    assert told["data"]["structures"][0]["name"] == "عنوان الجدول"
    assert told["meta"]["contentLanguages"] == ["ar"]


def test_the_number_of_questions_does_not_grow_with_the_revisions(
    client, published, revised, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        body(asked(client, FLOWS))


def test_the_page_of_a_revision_leads_to_it(client, published, revised):
    """Each revision to its own: the first says 1,500 where the second says 1,512."""
    for revision, number in ((1, "1500"), (2, "1512")):
        page = client.get(f"/statistics/DF_TEST_FLOWS/{revision}/").content.decode()
        data, structure = re.findall(r'href="(/sdmx/v2/[^"]+)"', page)
        found = rows(asked(client, html.unescape(data)))
        assert [one["OBS_VALUE"] for one in found if one["OBS_VALUE"] in ("1500", "1512")] == [number]
        assert asked(client, html.unescape(structure), "application/json").status_code == 200
