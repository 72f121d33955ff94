"""What the API answers: the same rows as the pages, in pages, with tags; and how it refuses."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from serai.commons.partnership.services import load_partnership
from serai.testing.people import make_person
from serai.testing.visits import REFUSING
from serai.web.api.models import ApiToken
from serai.web.api.services import make_token, revoke_token

INVENTED = Path(__file__).resolve().parents[2] / "commons" / "partnership" / "invented"
ABOVE = "/api/v1/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


@pytest.fixture
def lagoon():
    assert load_partnership(INVENTED, actor="a test").ok


def token_of(user, *scopes, days=30):
    today = timezone.localdate()
    return make_token(
        actor=user, name="a script", scopes=scopes or ("read:partnership",), expires=today + timedelta(days)
    )


def bearing(words):
    return {"authorization": f"Bearer {words}"}


def refused(answer, status):
    """The problem of an answer that refuses."""
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == status
    assert told["title"]
    return told


@pytest.mark.parametrize(
    "path",
    [
        "partnership/activities", "partnership/activities/R1", "partnership/projects", "partnership/bodies",
        "partnership/states", "partnership/states/QQA", "partnership/organisations", "partnership/frameworks",
        "partnership/commitments", "partnership/sources", "partnership/disagreements",
        "statistics/dataflows", "openapi.json",
    ],
)  # fmt: skip
def test_every_public_resource_answers_without_a_token(client, lagoon, path):
    answer = client.get(ABOVE + path)
    assert answer.status_code == 200, answer.content[:500]
    assert answer["Content-Type"].startswith("application/json")
    assert "sessionid" not in answer.cookies
    assert client.get(ABOVE + path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.head(ABOVE + path).status_code == 200


def test_an_activity_is_told_with_its_date_number_and_source(client, lagoon):
    told = client.get(ABOVE + "partnership/activities/R1").json()
    assert told["line"]["title"] == "First regatta"
    when = told["line"]["when"]
    assert (when["first"], when["last"], when["precision"]) == ("2006-07-01", "2006-07-03", "day")
    assert [source["key"] for source in told["sources"]] == ["L1"]


def test_lists_come_in_pages_with_links_and_a_total(client, lagoon):
    first = client.get(ABOVE + "partnership/activities?size=1").json()
    assert (first["total"], first["pages"], first["page"], len(first["items"])) == (4, 4, 1, 1)
    assert first["links"]["prev"] is None
    keys, url = [], first["links"]["self"]
    while url:
        page = client.get(url).json()
        keys += [item["key"] for item in page["items"]]
        url = page["links"]["next"]
    assert len(set(keys)) == len(keys) == 4
    refused(client.get(ABOVE + "partnership/activities?size=1&page=5"), 404)
    refused(client.get(ABOVE + "partnership/sources?page=99"), 404)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        pytest.param("partnership/activities?page=0", {}, 422, id="a page that cannot be"),
        pytest.param("partnership/activities?size=100000", {}, 422, id="too long a page"),
        pytest.param("partnership/activities?text=%00", {}, 422, id="a zero byte in a text"),
        pytest.param("partnership/activities/%00", {}, 422, id="a zero byte in a key"),
        pytest.param("partnership/activities/NONE", {}, 404, id="a key of nothing"),
        pytest.param("nothing/here", {}, 404, id="no resource"),
        pytest.param("partnership/activities/../../../etc/passwd", {}, 404, id="steps out of the folder"),
        pytest.param(
            "partnership/bodies?" + "&".join(f"a{n}=1" for n in range(1500)), {}, 400, id="1500 fields"
        ),
        pytest.param("me", {}, 401, id="me, without a token"),
        pytest.param("partnership/activities", {"authorization": "Bearer serai_x"}, 401, id="unknown token"),
        pytest.param("partnership/activities", {"authorization": "Basic eDp5"}, 401, id="a password"),
        pytest.param("partnership/activities", {"accept": "text/html"}, 406, id="as a page, please"),
    ],
)
def test_every_refusal_is_a_problem(client, lagoon, path, headers, status):
    refused(client.get(ABOVE + path, headers=headers), status)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_other_methods_change_nothing(client, lagoon, method):
    answer = getattr(client, method)(ABOVE + "partnership/activities")
    refused(answer, 405)
    assert answer["Allow"] == "GET"


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options", "trace"])
def test_what_is_no_resource_is_refused_to_everybody_in_every_way(client, method):
    """Its refusal counts as a visit (testing/visits.py), which holds only while it does nothing else."""
    others = {name for name in REFUSING if not name.startswith("sdmx:")}  # whose test is the room's
    assert others == {"api:unknown"}, "another one needs another test"
    _token, words = token_of(make_person("administrator"))
    for headers in ({}, bearing(words)):
        answer = getattr(client, method)(reverse("api:unknown", args=["nothing/here"]), headers=headers)
        assert answer.status_code == 404
        if method != "head":
            assert refused(answer, 404)["detail"] == "There is no such resource."


def test_a_large_body_is_refused_before_it_is_read(client):
    answer = client.post(ABOVE + "partnership/activities", b"x" * 70_000, content_type="text/plain")
    refused(answer, 413)


def test_a_fault_of_ours_is_a_problem_without_its_words(client, lagoon, monkeypatch):
    def broken(**_asked):
        raise RuntimeError("the password of the database is sesame")

    monkeypatch.setattr("serai.commons.partnership.selectors.bodies", broken)
    told = refused(client.get(ABOVE + "partnership/bodies"), 500)
    assert "sesame" not in json.dumps(told)


def test_nobody_elses_page_may_call_the_api_in_a_browser(client, lagoon):
    answer = client.get(ABOVE + "partnership/bodies", headers={"origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_a_session_in_a_browser_opens_nothing(client, lagoon):
    client.force_login(make_person("administrator"))
    refused(client.get(ABOVE + "me"), 401)


def test_a_token_is_shown_once_and_kept_as_a_hash():
    made, words = token_of(make_person("statistician"))
    kept = " ".join(str(value) for value in ApiToken.objects.filter(pk=made.pk).values_list().get())
    assert words not in kept
    assert words.removeprefix("serai_") not in kept


def test_me_says_whom_a_token_speaks_for(client):
    user = make_person("statistician")
    made, words = token_of(user, "read:statistics")
    answer = client.get(ABOVE + "me", headers=bearing(words))
    told = answer.json()
    assert (told["account"], told["roles"], told["scopes"]) == (
        user.pk,
        ["statistician"],
        ["read:statistics"],
    )
    assert answer["Cache-Control"] == "private, no-store"
    made.refresh_from_db()
    assert made.last_used == timezone.localdate()


def test_a_token_reaches_as_far_as_its_scopes(client, lagoon):
    _made, words = token_of(make_person("statistician"), "read:statistics")
    assert client.get(ABOVE + "statistics/dataflows", headers=bearing(words)).status_code == 200
    refused(client.get(ABOVE + "partnership/bodies", headers=bearing(words)), 403)


def test_a_stolen_token_ends_when_it_is_revoked(client, lagoon):
    user = make_person("statistician")
    made, words = token_of(user)
    assert client.get(ABOVE + "partnership/bodies", headers=bearing(words)).status_code == 200
    revoke_token(actor=user, key=made.pk)
    refused(client.get(ABOVE + "partnership/bodies", headers=bearing(words)), 401)


def test_a_token_ends_with_its_day_and_with_its_person(client, lagoon):
    user = make_person("statistician")
    made, words = token_of(user)
    ApiToken.objects.filter(pk=made.pk).update(expires=timezone.localdate() - timedelta(1))
    refused(client.get(ABOVE + "me", headers=bearing(words)), 401)
    _made, words = token_of(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    refused(client.get(ABOVE + "me", headers=bearing(words)), 401)


def test_whoever_asks_too_often_is_told_to_wait(client, lagoon, settings):
    settings.API_LIMIT_ADDRESS, settings.API_LIMIT_TOKEN = 2, 4
    _made, words = token_of(make_person("statistician"))
    left = [client.get(ABOVE + "partnership/bodies")["RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    answer = client.get(ABOVE + "partnership/bodies")
    refused(answer, 429)
    assert 0 < int(answer["Retry-After"]) <= 60
    assert client.get(ABOVE + "me", headers=bearing(words)).status_code == 200
    # guessing tokens is counted like asking without one
    refused(client.get(ABOVE + "me", headers=bearing("serai_guess")), 429)
