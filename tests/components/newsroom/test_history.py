"""Who changed what on a page of the site: from Wagtail's revisions and log, in the words of every history."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from serai.components.newsroom.models import NewsPage, NewsReader, StoryActivity, TextPage

pytestmark = pytest.mark.django_db
SE03 = "Training of Trainers on migration: certificates for trainers from Iraq"


def address(page: Any) -> str:
    return reverse("history", args=[page._meta.label_lower, page.pk])


def told(client: Client, page: Any) -> list[str]:
    """The sentences of a history page, newest first, without marks."""
    words = client.get(address(page)).content.decode()
    inside = words.partition('<ol class="plain history">')[2].partition("</main>")[0]
    found = re.findall(r"<p>(.*?)</p>", inside, re.DOTALL)
    return [" ".join(unescape(strip_tags(one)).split()) for one in found]


@pytest.fixture
def editor(site: None, person: Any) -> Any:
    return person("editor", name="edith")


@pytest.fixture
def page(site: None, write: Any) -> NewsPage:
    written: NewsPage = write("told")
    return written


def test_what_an_editor_changed_is_told_in_sentences(page, editor, client):
    page.title = "A better title"
    page.audience, page.audience_owner_id = "organisations", "ICMPD"
    page.named = [NewsReader(organisation_id="ICMPD")]
    page.told_activities = [StoryActivity(activity_id="SE03")]
    page.save_revision(user=editor)
    client.force_login(editor)
    assert told(client, page)[:5] == [
        "Test edith changed the title from Story told to A better title.",
        "Test edith changed the audience from everybody to named organisations.",
        "Test edith set the owner organisation to International Centre for Migration Policy Development.",
        f"Test edith added an activity that it tells of: {SE03}.",
        "Test edith added an organisation that may see it: International Centre for Migration Policy Development.",
    ]
    page.named = []
    page.audience = "owner"
    page.save_revision(user=editor)
    assert told(client, page)[:2] == [
        "Test edith changed the audience from named organisations to the owner organisation only.",
        "Test edith removed an organisation that may see it: International Centre for Migration Policy Development.",
    ]


def test_a_text_that_was_rewritten_shows_what_went_and_what_came(page, editor, client):
    for words in ("They met for two days in the capital and agreed on the next step.", None):
        words = words or "They met for three days in the capital and agreed on the next step."
        page.body = json.dumps([{"type": "text", "value": f"<p>{words}</p>"}])
        page.save_revision(user=editor)
    client.force_login(editor)
    assert told(client, page)[0] == "Test edith rewrote the text."
    shown = client.get(address(page)).content.decode()
    assert "<del>two </del>" in shown
    assert "<ins>three </ins>" in shown


def test_the_way_of_a_story_is_told(page, editor, person, client):
    from serai.components.newsroom.services.groups import align

    secretariat = person("secretariat", name="sayer")
    align(editor)
    align(secretariat)
    page.lead = "Another lead"
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    state.current_task_state.reject(user=secretariat, comment="Name the day")
    state.resume(user=editor)
    state.current_task_state.approve(user=secretariat)
    page.refresh_from_db()
    page.unpublish(user=secretariat)
    client.force_login(editor)
    assert told(client, page) == [
        "Test sayer took this news item off the site.",
        "Test sayer published this news item.",
        "Test sayer approved this news item.",
        "Test edith handed this news item in for approval.",
        "Test sayer sent this news item back to its author.",
        "Test edith handed this news item in for approval.",
        "Test edith changed the opening sentences from What happened. to Another lead.",
        "The clock published this news item.",
        "The installation entered this news item.",
    ]
    assert "Reason given: Name the day" in client.get(address(page)).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        pytest.param("editor", 200, id="who writes it"),
        pytest.param("secretariat", 200, id="who approves it"),
        pytest.param("administrator", 200, id="who may enter the editor"),
        pytest.param("statistician", 404, id="drafts are not for those who only read histories"),
        pytest.param("focal_point", 403, id="no history at all"),
        pytest.param("reader", 403, id="a reader"),
    ],
)
def test_who_reads_it(page, signed_in, role, status):
    client = signed_in(role)
    assert client.get(address(page)).status_code == status
    link = f'href="{address(page)}"'
    assert (link in client.get("/news/told/").content.decode()) is (status == 200)


def test_one_comes_to_it_from_the_editor(page, signed_in):
    words = signed_in("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'href="{address(page)}"' in words


def test_a_page_of_words_and_its_history(site, editor, client):
    page = TextPage.objects.exclude(slug__endswith="-words").first() or TextPage.objects.first()
    page.lead = "New words"
    page.save_revision(user=editor)
    client.force_login(editor)
    assert any("the opening sentences" in line for line in told(client, page))


def test_a_story_that_is_gone_is_told_to_those_who_watch_over_the_house(page, editor, person, client):
    from serai.components.newsroom.services.groups import align

    secretariat = person("secretariat", name="sayer")
    align(secretariat)
    gone, where = page.pk, address(page)
    page.delete(user=secretariat)
    client.force_login(editor)
    assert client.get(where).status_code == 404
    client.force_login(secretariat)
    page.pk = gone
    assert told(client, page)[0] == "Test sayer deleted this news item."


@pytest.mark.parametrize("key", ["0", "999999", "no-number"])
def test_what_never_was_has_no_history(site, editor, client, key):
    client.force_login(editor)
    assert client.get(reverse("history", args=["newsroom.newspage", key])).status_code == 404


def test_queries_do_not_grow_with_the_history(page, editor, client):
    client.force_login(editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(page)).status_code == 200
        return len(found)

    page.named = [NewsReader(organisation_id="ICMPD")]
    page.told_activities = [StoryActivity(activity_id="SE03")]
    page.save_revision(user=editor)
    queries()
    few = queries()
    for number in range(51):
        page.title = f"Title {number}"
        page.save_revision(user=editor)
    assert queries() == few
    assert "?page=2" in client.get(address(page)).content.decode()


ROWS = [
    pytest.param("newsroom.contactrole", "ContactRole", id="a role to write to"),
    pytest.param("newsroom.visibilityline", "VisibilityLine", id="a line about donors"),
    pytest.param("newsroom.picture", "Picture", id="a picture"),
]


@pytest.mark.parametrize(("noun", "model"), ROWS)
def test_rows_of_the_editor_have_histories_for_its_editors(site, signed_in, noun, model):
    from serai.components.newsroom import models

    key = str(getattr(models, model).objects.first().pk)
    assert signed_in("editor").get(reverse("history", args=[noun, key])).status_code == 200
    assert signed_in("statistician").get(reverse("history", args=[noun, key])).status_code == 404


def test_a_picture_in_the_editor_leads_to_its_history(site, signed_in):
    from serai.components.newsroom.models import Picture

    picture = Picture.objects.first()
    words = signed_in("editor").get(reverse("wagtailimages:edit", args=[picture.pk])).content.decode()
    assert reverse("history", args=["newsroom.picture", picture.pk]) in words


def test_the_list_of_roles_in_the_editor_leads_to_their_histories(site, signed_in):
    from serai.components.newsroom.models import ContactRole

    role = ContactRole.objects.first()
    words = (
        signed_in("secretariat")
        .get(reverse(ContactRole.snippet_viewset.get_url_name("list")))
        .content.decode()
    )
    assert reverse("history", args=["newsroom.contactrole", role.pk]) in words


def test_the_history_of_a_project_leads_to_its_lines_about_donors(site, signed_in):
    from serai.components.newsroom.models import VisibilityLine

    line = VisibilityLine.objects.first()
    page = reverse("history", args=["partnership.project", line.project_id])
    link = reverse("history", args=["newsroom.visibilityline", line.pk])
    assert link in signed_in("editor").get(page).content.decode()
    assert link not in signed_in("statistician").get(page).content.decode()


def test_the_history_of_an_issue(write, person, client):
    from serai.commons.audit.acting import acting
    from serai.components.newsroom.services.issues import approve_issue, make_issue

    secretariat = person("secretariat", name="sayer")
    story = write("in-issue")
    with acting(actor=secretariat):
        issue = make_issue(actor=secretariat, language="en", title="May", opening="", stories=[story.pk])
        approve_issue(actor=secretariat, issue=issue, owner="secretariat")
    client.force_login(secretariat)
    lines = told(client, issue)
    assert "The Secretariat (Test sayer) added a news item: Story in-issue, 1." in lines
    assert any(line.startswith("The Secretariat (Test sayer) added an approval: ") for line in lines)
    assert f'href="{address(issue)}"' in client.get(f"/newsletter/{issue.pk}/").content.decode()
    client.force_login(person("protection_officer"))
    assert client.get(address(issue)).status_code == 404
