"""Who may say who sees a thing, and what each page says about it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import NotAllowed, UnknownRow, WrongAudience
from serai.commons.partnership.models import Activity, Body, Organisation
from serai.commons.partnership.services import load_partnership, set_audience
from serai.testing.people import make_person

pytestmark = pytest.mark.django_db
SECRETARIAT = Reader(1, frozenset({"secretariat"}), partnership=True)
FOCAL = Reader(2, frozenset({"focal_point"}), partnership=True, organisations=frozenset({"BRINE-GOV"}))
CHANGE = {"noun": "activity", "key": "R1"}


@pytest.fixture(autouse=True)
def lagoon(invented, db):
    assert load_partnership(invented, actor="a test").ok


def own() -> None:
    Activity.objects.filter(pk="R1").update(owner="BRINE-GOV")


@pytest.mark.parametrize(
    ("actor", "owned", "allowed"),
    [
        pytest.param(SECRETARIAT, False, True, id="the secretariat decides about everything"),
        pytest.param(FOCAL, True, True, id="a focal point decides about what their organisation owns"),
        pytest.param(FOCAL, False, False, id="and about nothing else"),
        pytest.param(Reader(3, organisations=frozenset({"BRINE-GOV"})), True, False, id="a colleague does not"),
        pytest.param(Reader(4, frozenset({"administrator"}), partnership=True), True, False,
                     id="an administrator looks after accounts, not after others' things"),
    ],
)  # fmt: skip
def test_who_decides(actor, owned, allowed):
    if owned:
        own()
    if allowed:
        set_audience(actor=actor, audience="partnership", **CHANGE)
    else:
        with pytest.raises(NotAllowed):
            set_audience(actor=actor, audience="partnership", **CHANGE)
    assert Activity.objects.get(pk="R1").audience == ("partnership" if allowed else "public")


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"audience": "friends"}, id="a word that there is none of"),
        pytest.param({"audience": "body"}, id="members of no body"),
        pytest.param({"audience": "owner"}, id="an owner that there is none of"),
        pytest.param(
            {"audience": "organisations", "organisations": ["NOBODY"]}, id="an unknown organisation"
        ),
        pytest.param({"audience": "public", "body": "POOL"}, id="a body beside public"),
    ],
)
def test_an_audience_that_makes_no_sense_is_refused(wanted):
    with pytest.raises(WrongAudience):
        set_audience(actor=SECRETARIAT, **CHANGE, **wanted)


def test_what_somebody_cannot_see_is_not_there_for_them():
    Organisation.objects.filter(pk="BRINE-ISLES").update(owner="BRINE-GOV", audience="owner")
    with pytest.raises(UnknownRow):
        set_audience(actor=SECRETARIAT, noun="organisation", key="BRINE-ISLES", audience="public")
    with pytest.raises(WrongAudience):
        set_audience(actor=SECRETARIAT, audience="organisations", organisations=["BRINE-ISLES"], **CHANGE)


def test_a_change_from_one_audience_to_another_leaves_nothing_behind():
    own()
    set_audience(actor=FOCAL, audience="organisations", organisations=["BRINE-GOV"], **CHANGE)
    set_audience(actor=FOCAL, audience="body", body="POOL", **CHANGE)
    row = Activity.objects.get(pk="R1")
    assert (row.audience_body_id, row.audience_organisations.count()) == ("POOL", 0)


def test_nobody_locks_themselves_out():
    with pytest.raises(WrongAudience, match="yourself"):
        set_audience(actor=SECRETARIAT, audience="body", body="POOL", **CHANGE)
    assert Activity.objects.get(pk="R1").audience == "public"


def test_the_secretariat_changes_it_on_a_page_and_the_page_says_so(signed_in):
    client, place = signed_in("secretariat"), reverse("audience", args=["activity", "R1"])
    assert place in client.get(reverse("activity", args=["R1"])).content.decode()
    assert client.get(place).status_code == 200
    assert client.post(place, {"audience": "body"}).status_code == 422
    assert client.post(place, {"audience": "partnership"}).status_code == 302
    words = client.get(reverse("activity", args=["R1"])).content.decode()
    assert "Not public" in words
    client.logout()
    assert client.get(reverse("activity", args=["R1"])).status_code == 404


def test_others_see_no_way_to_change_it(client):
    client.force_login(make_person("statistician"))
    assert "/partnership/audience/" not in client.get(reverse("activity", args=["R1"])).content.decode()
    assert client.get(reverse("audience", args=["activity", "R1"])).status_code == 403
    client.force_login(make_person("focal_point"))
    assert client.get(reverse("audience", args=["activity", "R1"])).status_code == 403


def test_the_mark_names_the_body_as_far_as_the_reader_may_see_it(client):
    set_audience(actor=SECRETARIAT, audience="partnership", **CHANGE)
    Body.objects.filter(pk="POOL").update(audience="partnership")
    client.force_login(make_person("secretariat"))
    assert "the partnership" in client.get(reverse("activity", args=["R1"])).content.decode()
