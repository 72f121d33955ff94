"""The newsletter: asked for, confirmed by the owner of the address, left in one click; issues approved by two."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from serai.commons.notices.models import Mail
from serai.components.newsroom.errors import IssueRefused, LinkExpired
from serai.components.newsroom.models import Delivery, Issue, Subscriber
from serai.components.newsroom.services import issues, newsletter
from serai.testing.people import make_person

ADDRESS = "reader@example.org"
FORM = {"email": ADDRESS, "language": "en", "agreed": "on"}


def link(kind: str, mail: Mail | None = None) -> str:
    """The path in the last mail of a kind."""
    words = (mail or Mail.objects.filter(kind=f"newsroom_{kind}").latest("pk")).words
    return re.sub(r"^https?://[^/]+", "", words["leave" if kind == "issue" else "url"])


@pytest.fixture
def subscriber(db: None) -> Subscriber:
    asked = newsletter.ask(email=ADDRESS, language="en")
    assert asked is not None
    return newsletter.confirm(asked[1])


def test_signing_up_asks_confirming_subscribes(client):
    client.post("/newsletter/", FORM)
    row = Subscriber.objects.get()
    assert (row.email, row.language, row.confirmed_at) == (ADDRESS, "en", None)
    client.get(link("confirm"))
    row.refresh_from_db()
    assert row.confirmed_at is None, "to open a link only asks: mail scanners open links"
    client.post(link("confirm"))
    row.refresh_from_db()
    assert row.confirmed_at is not None


def test_a_confirmation_works_once_also_after_leaving(client):
    client.post("/newsletter/", FORM)
    path = link("confirm")
    client.post(path)
    assert client.post(path).status_code == 410
    newsletter.leave(newsletter.leave_word(Subscriber.objects.get()))
    assert client.post(path).status_code == 410
    assert not Subscriber.objects.exists()


def test_a_confirmation_runs_out_and_the_address_is_forgotten(db):
    with time_machine.travel("2026-11-01 12:00 +0000", tick=False):
        asked = newsletter.ask(email=ADDRESS, language="en")
    assert asked is not None
    with time_machine.travel("2026-11-04 12:01 +0000", tick=False):
        with pytest.raises(LinkExpired):
            newsletter.confirm(asked[1])
        newsletter.forget_unconfirmed(datetime.fromisoformat("2026-11-04T12:01:00+00:00"))
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("token", ["", "1-2", "1-1:abc:def", "x" * 500])
def test_an_invented_link_does_nothing(client, token, subscriber):
    if token:
        assert client.post(f"/newsletter/leave/{token}/").status_code == 410
        assert client.post(f"/newsletter/confirm/{token}/").status_code == 410
    assert Subscriber.objects.count() == 1


def test_the_answer_does_not_tell_whether_an_address_is_known(client, subscriber):
    known = client.post("/newsletter/", FORM, follow=True).content
    unknown = client.post("/newsletter/", FORM | {"email": "other@example.org"}, follow=True).content
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert strip.sub(b"", known) == strip.sub(b"", unknown)
    assert Mail.objects.filter(kind="newsroom_confirm", address=ADDRESS).count() == 0


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_nothing_is_kept(client):
    client.post("/newsletter/", FORM | {"website": "http://spam.example"})
    assert not Subscriber.objects.exists()
    assert not Mail.objects.exists()


def test_too_many_from_one_place_send_no_more_mails(client):
    for number in range(8):
        client.post("/newsletter/", FORM | {"email": f"r{number}@example.org"})
    assert Mail.objects.count() == 5
    cache.clear()


def test_leaving_deletes_every_trace_in_one_post(client, subscriber):
    path = f"/newsletter/leave/{newsletter.leave_word(subscriber)}/"
    client.get(path)
    assert Subscriber.objects.exists(), "to open the link only asks"
    assert client.post(path).status_code == 200
    assert not Subscriber.objects.exists()
    assert client.post(path).status_code == 200, "twice is no error"


def test_the_address_is_in_no_history(subscriber):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select * from newsroom_subscriberevent")
        assert ADDRESS not in str(cursor.fetchall())


def test_erasing_a_person_takes_their_address_out(subscriber):
    assert newsletter.erase((ADDRESS.upper(),)) == ["newsletter: 1 addresses removed"]
    assert not Subscriber.objects.exists()


@pytest.fixture
def issue(db: None, write: Any) -> Issue:
    story = write("in-the-issue")
    return issues.make_issue(
        actor=make_person("editor"), language="en", title="Winter", opening="Hello.", stories=[story.pk]
    )


def test_an_issue_goes_out_when_two_people_have_approved_it(
    issue, subscriber, django_capture_on_commit_callbacks
):
    secretariat, manager = make_person("secretariat"), make_person("project_manager")
    issues.approve_issue(actor=secretariat, issue=issue, owner="secretariat")
    issue.refresh_from_db()
    assert issue.status == Issue.Status.SUBMITTED
    with pytest.raises(IssueRefused):
        issues.approve_issue(actor=secretariat, issue=issue, owner="project_manager")
    issues.approve_issue(actor=manager, issue=issue, owner="project_manager")
    issue.refresh_from_db()
    assert issue.status == Issue.Status.SENDING
    assert Delivery.objects.filter(issue=issue, sent_at=None).count() == 1


def test_one_person_with_both_roles_cannot_approve_for_both(issue):
    both = make_person("secretariat", "project_manager", name="both")
    issues.approve_issue(actor=both, issue=issue, owner="secretariat")
    with pytest.raises(IssueRefused, match="One person"):
        issues.approve_issue(actor=both, issue=issue, owner="project_manager")


def test_sending_again_after_a_stop_sends_to_each_address_once(issue, subscriber, monkeypatch):
    other = newsletter.ask(email="second@example.org", language="en")
    assert other is not None
    newsletter.confirm(other[1])
    foreign = newsletter.ask(email="arabic@example.org", language="ar")
    assert foreign is not None
    newsletter.confirm(foreign[1])
    issues.approve_issue(actor=make_person("secretariat"), issue=issue, owner="secretariat")
    issues.approve_issue(actor=make_person("project_manager"), issue=issue, owner="project_manager")
    send, sent = issues.mails.send_issue_mail, []

    def stop_at_second(row: Any, words: Any, to: Subscriber, leave: str) -> None:
        if sent:
            raise RuntimeError("killed")
        sent.append(to.email)
        send(row, words, to, leave)

    monkeypatch.setattr(issues.mails, "send_issue_mail", stop_at_second)
    with pytest.raises(RuntimeError):
        issues.send_issue.call(issue.pk)
    monkeypatch.setattr(issues.mails, "send_issue_mail", send)
    assert issues.send_issue.call(issue.pk) == 1
    assert sorted(Mail.objects.filter(kind="newsroom_issue").values_list("address", flat=True)) == [
        "reader@example.org",
        "second@example.org",
    ]
    issue.refresh_from_db()
    assert issue.status == Issue.Status.SENT
    assert issues.send_issue.call(issue.pk) == 0


def test_news_that_is_not_for_everybody_comes_into_no_issue(write):
    inside = write("inside", audience="partnership")
    with pytest.raises(IssueRefused):
        issues.make_issue(
            actor=make_person("editor"), language="en", title="T", opening="", stories=[inside.pk]
        )


def test_the_pages_of_an_issue(issue, client, signed_in, person):
    assert client.get(f"/newsletter/{issue.pk}/").status_code == 404, "nobody reads it before it is sent"
    editor = signed_in("project_manager")
    words = editor.get(f"/newsletter/{issue.pk}/").content.decode()
    assert "Nobody has approved it yet." in words
    answer = editor.post(f"/newsletter/{issue.pk}/approve/", {"owner": "project_manager"}, follow=True)
    assert "Approved." in answer.content.decode()
    assert editor.get("/newsletter/make/").status_code == 200
    Issue.objects.update(status=Issue.Status.SENT, sent_at=issue.made_at + timedelta(days=1))
    client.logout()
    assert "Story in-the-issue" in client.get(f"/newsletter/{issue.pk}/").content.decode()
    assert "Winter" in client.get("/newsletter/").content.decode()


def test_an_issue_is_put_together_by_form(write, signed_in):
    story = write("chosen")
    answer = signed_in("editor").post(
        "/newsletter/make/", {"language": "en", "title": "Spring", "opening": "", "stories": [story.pk]}
    )
    made = Issue.objects.get()
    assert answer["Location"] == f"/newsletter/{made.pk}/"
    assert made.status == Issue.Status.SUBMITTED
