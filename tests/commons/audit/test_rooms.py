"""Histories of the rooms' own nouns: who reads them, and how one comes there."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from serai.commons.audit.acting import COMMAND, acting
from serai.commons.partnership import models as nouns
from serai.testing.people import make_person

pytestmark = pytest.mark.django_db


def address(noun: str, key: Any) -> str:
    return reverse("history", args=[noun, key])


def told(client: Any, noun: str, key: Any) -> list[str]:
    """The sentences of a history page, newest first, without marks."""
    words = client.get(address(noun, key)).content.decode()
    inside = words.partition('<ol class="plain history">')[2].partition("</main>")[0]
    found = re.findall(r"<p>(.*?)</p>", inside, re.DOTALL)
    return [" ".join(unescape(strip_tags(one)).split()) for one in found]


@pytest.fixture
def rows() -> dict[str, Any]:
    """A project of an organisation, with a source, as the command line loaded them."""
    with acting(actor="command line", means=COMMAND):
        source = nouns.Source.objects.create(key="s1", kind="page", title="A public page")
        office = nouns.Organisation.objects.create(key="o1", name="Office", kind="agency")
        programme = nouns.Programme.objects.create(key="p1", title="Programme one")
        project = nouns.Project.objects.create(
            key="j1", name="Project one", short_name="One", programme=programme
        )
    return {"source": source, "office": office, "programme": programme, "project": project}


def test_a_row_that_may_hang_on_several_things_is_told_under_the_one_it_is_about(client, rows):
    """A participation of an organisation, a date told of a project: neither belongs to a state or an activity."""
    with acting(actor="command line", means=COMMAND):
        nouns.Participation.objects.create(
            key="t1", organisation=rows["office"], status="participant", source=rows["source"]
        )
        nouns.DatedStatement.objects.create(
            key="d1", project=rows["project"], about="end", standing="planned", source=rows["source"],
            first_day=date(2017, 5, 31), last_day=date(2017, 5, 31), date_precision="day",
        )  # fmt: skip
    client.force_login(make_person("secretariat"))
    assert told(client, "partnership.organisation", "o1")[0].startswith(
        "The command line added a participation:"
    )
    dated = told(client, "partnership.project", "j1")[0]
    assert dated.startswith("The command line added a date told:")
    assert dated.endswith("31 May 2017, A public page.")


def test_a_part_that_points_to_what_a_reader_may_not_see_says_nothing_of_itself(client, rows):
    """A count told by a closed source: its number and words are closed as well."""
    kind = nouns.ActivityKind.objects.create(key="meeting", title="Meeting", family="meeting")
    activity = nouns.Activity.objects.create(key="m1", kind=kind, title="Meeting", status="held")
    nouns.Source.objects.filter(key="s1").update(owner=rows["office"], audience="owner")
    count = nouns.ActivityCount.objects.create(
        key="c1",
        activity=activity,
        measure="items",
        value=4321,
        composition="secret words",
        source=rows["source"],
    )
    nouns.ActivityCount.objects.filter(pk=count.pk).update(value=8765)
    client.force_login(make_person("statistician"))
    page = client.get(address("partnership.activity", "m1")).content.decode()
    assert "4,321" not in page
    assert "8,765" not in page
    assert "secret words" not in page
    assert "added a count: something that you may not see." in " ".join(
        told(client, "partnership.activity", "m1")
    )


def test_the_history_of_a_thing_leads_to_what_stands_on_its_page(client, rows):
    nouns.Objective.objects.create(
        key="b1", project=rows["project"], number=1, text="Train them", source=rows["source"]
    )
    nouns.Register.objects.create(
        key="r1", organisation=rows["office"], name="Stock", kind="stock", holds="it"
    )
    nouns.Register.objects.create(
        key="r2", organisation=rows["office"], name="Hidden", kind="stock", holds="it", owner=rows["office"],
        audience="owner",
    )  # fmt: skip
    client.force_login(make_person("statistician"))
    page = client.get(address("partnership.project", "j1")).content.decode()
    assert f'href="{address("partnership.objective", "b1")}"' in page
    assert f'href="{address("partnership.programme", "p1")}"' in page  # it has no page of its own
    page = client.get(address("partnership.organisation", "o1")).content.decode()
    assert f'href="{address("partnership.register", "r1")}"' in page
    assert "Hidden" not in page
    for noun, key in (("partnership.objective", "b1"), ("partnership.register", "r1")):
        assert client.get(address(noun, key)).status_code == 200


def test_the_partnership_and_its_disagreements(client, rows):
    nouns.Partnership.objects.create(
        key="x", name="Partnership", short_name="P", about="It meets.", started="2010"
    )
    dispute = nouns.Disagreement.objects.create(
        key="q1", subject="How many", statement_a="Two", statement_b="Three", handling="Both"
    )
    dispute.sources_a.add(rows["source"])
    nouns.DisagreementLink.objects.create(key="l1", disagreement=dispute, project=rows["project"])
    client.force_login(make_person("secretariat"))
    lines = told(client, "partnership.disagreement", "q1")
    assert any(line.endswith("added a source of one side: A public page.") for line in lines)
    assert any(line.endswith("added a thing that it speaks of: One.") for line in lines)
    assert (
        address("partnership.disagreement", "q1")
        in client.get("/partnership/disagreements/").content.decode()
    )
    assert address("partnership.partnership", "x") in client.get("/about/").content.decode()
    assert client.get(address("partnership.partnership", "x")).status_code == 200


def statuses(client: Any, where: str, *roles: str) -> dict[str, int]:
    found = {}
    for role in roles:
        client.force_login(make_person(role, name=f"{role}-of-it"))
        found[role] = client.get(where).status_code
    return found


def test_a_mailing_list(client):
    from serai.commons.audit.models import Read
    from serai.commons.directory.models import ListMember, MailingList, Person

    officer = make_person("secretariat")
    with acting(actor=officer):
        post = MailingList.objects.create(key="circle", name="Circle")
        somebody = Person.objects.create(name="An Invented Name")
        ListMember.objects.create(mailing_list=post, person=somebody).delete()
    client.force_login(officer)
    who = "The Secretariat (Test secretariat)"
    assert told(client, "directory.mailinglist", post.pk) == [
        f"{who} removed somebody on the list: An Invented Name.",
        f"{who} added somebody on the list: An Invented Name.",
        f"{who} entered this mailing list.",
    ]
    assert Read.objects.filter(noun="directory.mailinglist", key=str(post.pk), purpose="history").exists()
    assert address("directory.mailinglist", post.pk) in client.get("/people/lists/circle/").content.decode()
    where = address("directory.mailinglist", post.pk)
    assert statuses(client, where, "administrator", "statistician", "protection_officer", "focal_point") == {
        "administrator": 200,
        "statistician": 404,
        "protection_officer": 404,
        "focal_point": 403,
    }


def test_an_invitation(client):
    from serai.commons.directory.models import Invitation

    officer = make_person("secretariat")
    with acting(actor=officer):
        invitation = Invitation.objects.create(
            address="new@example.org", name="Invented", roles=["editor"], invited_by=officer,
            expires_at=timezone.now(),
        )  # fmt: skip
        Invitation.objects.filter(pk=invitation.pk).update(name="Better name")
    client.force_login(officer)
    who = "The Secretariat (Test secretariat)"
    assert told(client, "directory.invitation", invitation.pk) == [
        f"{who} changed the name from Invented to Better name.",
        f"{who} entered this invitation.",
    ]
    assert invitation.nonce not in client.get(address("directory.invitation", invitation.pk)).content.decode()
    assert (
        address("directory.invitation", invitation.pk) in client.get("/people/invitations/").content.decode()
    )
    where = address("directory.invitation", invitation.pk)
    assert statuses(client, where, "administrator", "editor") == {"administrator": 200, "editor": 404}


def test_an_account_leads_to_its_history(client):
    admin = make_person("administrator")
    client.force_login(admin)
    assert address("accounts.user", admin.pk) in client.get(f"/accounts/manage/{admin.pk}/").content.decode()


def test_a_file(client, rows):
    from serai.commons.files.models import Content, KeptFile

    content = Content.objects.create(sha256="a" * 64, size=1, media_type="text/plain")
    officer = make_person("secretariat")
    with acting(actor=officer):
        file = KeptFile.objects.create(
            content=content, name="plan.txt", sent_sha256="a" * 64, kept_by=officer
        )
        KeptFile.objects.filter(pk=file.pk).update(owner=rows["office"], audience="organisations")
        file.audience_organisations.add(rows["office"])
    where = address("files.keptfile", file.pk)
    client.force_login(officer)
    assert client.get(where).status_code == 404  # named for an organisation that is not theirs
    insider = make_person("statistician", name="insider", organisation="o1")
    client.force_login(insider)
    who = "The Secretariat (Test secretariat)"
    lines = told(client, "files.keptfile", file.pk)
    assert f"{who} changed the audience from everybody to named organisations." in lines
    assert f"{who} added an organisation that may see it: Office." in lines
    assert where in client.get(f"/files/{file.pk}/").content.decode()


def test_holds_and_broken_glass_are_told_to_those_who_watch(client):
    import uuid

    from serai.commons.vaults.models import Hold

    watcher = make_person("protection_officer")
    with acting(actor=watcher):
        hold = Hold.objects.create(
            vault="drill", subject=uuid.uuid4(), reason="a court asks", placed_by=watcher
        )
        Hold.objects.filter(pk=hold.pk).update(lifted_at=timezone.now())
    client.force_login(watcher)
    assert "set when it was lifted to" in told(client, "vaults.hold", hold.pk)[0]
    where = address("vaults.hold", hold.pk)
    assert statuses(client, where, "secretariat", "administrator", "statistician") == {
        "secretariat": 404,
        "administrator": 404,
        "statistician": 404,
    }
