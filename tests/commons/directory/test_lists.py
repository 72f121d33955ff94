"""Mailing lists by name and by rule, and how one leaves them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from serai.commons.directory import selectors, services
from serai.commons.directory.errors import InvitationVoid, PersonRefused
from serai.commons.directory.models import ListRule, MailingList
from serai.commons.directory.services import Details
from serai.commons.partnership.models import Body, BodyMember, Source

from .conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(officer, organisations):
    """Anna, head in the ministry of Qar; Bela, staff in the agency of Vel; Cem without a post."""
    made = {}
    for name, organisation, quality in (
        ("Anna", "QAR-MIN", "head"),
        ("Bela", "VEL-AGY", "staff"),
        ("Cem", "", ""),
    ):
        made[name] = services.write_person(actor=officer, details=Details(name=name))
        if organisation:
            services.add_post(actor=officer, person=made[name], organisation=organisation, quality=quality)
    return made


def on(key, reader) -> set[str]:
    return {line.name for line in selectors.mailing_list(key, reader=reader).people}


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        pytest.param({"organisation_kind": "ministry"}, {"Anna"}, id="a kind of organisation"),
        pytest.param({"state": "VEL"}, {"Bela"}, id="a state"),
        pytest.param({"quality": "head"}, {"Anna"}, id="a quality"),
        pytest.param({"quality": "head", "state": "VEL"}, set(), id="both conditions must hold"),
        pytest.param({"body": "B1"}, {"Bela"}, id="a body whose member the state is"),
    ],
)
def test_a_rule_finds_whoever_has_such_a_post(officer, people, reader, rule, found):
    body = Body.objects.create(key="B1", name="Group", kind="working_group")
    source = Source.objects.create(key="S1", kind="press", title="Source")
    BodyMember.objects.create(key="B1:VEL", body=body, state_id="VEL", source=source)
    made = services.write_list(actor=officer, key="l", name="L")
    services.add_rule(actor=officer, to=made, **rule)
    assert on("l", reader(officer)) == found


def test_rules_and_names_add_up_and_whoever_left_stays_away(officer, people, reader):
    made = services.write_list(actor=officer, key="l", name="L")
    services.add_rule(actor=officer, to=made, state="VEL")
    services.add_member(actor=officer, to=made, person=people["Cem"])
    assert on("l", reader(officer)) == {"Bela", "Cem"}
    services.leave_list(services.leaving_token(made, people["Bela"]))
    services.leave_list(services.leaving_token(made, people["Bela"]))
    assert on("l", reader(officer)) == {"Cem"}
    with pytest.raises(PersonRefused, match="left"):
        services.add_member(actor=officer, to=made, person=people["Bela"])


def test_whoever_leaves_the_post_leaves_the_list(officer, people, reader):
    made = services.write_list(actor=officer, key="l", name="L")
    services.add_rule(actor=officer, to=made, state="VEL")
    services.end_post(actor=officer, post=people["Bela"].posts.get())
    assert on("l", reader(officer)) == set()


def test_a_link_to_leave_is_signed_and_reading_it_does_nothing(officer, people, reader):
    made = services.write_list(actor=officer, key="l", name="L")
    services.add_member(actor=officer, to=made, person=people["Cem"])
    with pytest.raises(InvitationVoid):
        services.leave_list("x")
    url = reverse("leave_list", args=[services.leaving_token(made, people["Cem"])])
    assert Client().get(url).status_code == 200
    assert on("l", reader(officer)) == {"Cem"}, "a mail programme that opens every link changes nothing"
    assert Client().post(url).status_code == 200
    assert on("l", reader(officer)) == set()


def test_the_pages_of_the_lists(officer, people, reader):
    client = client_of(officer)
    assert client.get(reverse("mailing_lists")).status_code == 200
    assert client.post(reverse("mailing_lists"), {"key": "heads", "name": "Heads"}).status_code == 302
    change = reverse("change_list", args=["heads"])
    client.post(change, {"add_rule": "1", "quality": "head"})
    client.post(change, {"add": str(people["Cem"].pk)})
    page = client.get(reverse("mailing_list", args=["heads"])).content.decode()
    assert "Anna" in page
    assert "Cem" in page
    client.post(change, {"drop": str(people["Cem"].pk)})
    client.post(change, {"drop_rule": str(ListRule.objects.get().pk)})
    assert on("heads", reader(officer)) == set()
    client.post(change, {"add_rule": "1"})
    assert not ListRule.objects.exists(), "an empty rule would find everybody"
    assert client.post(change, {}).status_code == 302


def test_others_keep_no_lists(focal):
    with pytest.raises(PermissionDenied):
        services.write_list(actor=focal, key="l", name="L")
    assert not MailingList.objects.exists()
