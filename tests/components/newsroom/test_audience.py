"""News for named organisations and for its owner: who reads it, in which language, through which way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership.models import Organisation
from serai.components.newsroom.models import NewsPage, NewsReader
from serai.components.newsroom.selectors import findable, stories

pytestmark = pytest.mark.django_db

PARTNER = Reader(1, partnership=True)
OWNER = Reader(2, partnership=True, organisations=frozenset({"ICMPD"}))
NAMED = Reader(3, partnership=True, organisations=frozenset({"ZZ-NAMED"}))
OTHER = Reader(4, partnership=True, organisations=frozenset({"ZZ-OTHER"}))
READERS = {"nobody": NOBODY, "partner": PARTNER, "owner": OWNER, "named": NAMED, "other": OTHER}


@pytest.fixture(autouse=True)
def _organisations(site: None) -> None:
    for key in ("ZZ-NAMED", "ZZ-OTHER"):
        Organisation.objects.create(key=key, name=f"Office {key}", kind="agency")


@pytest.fixture
def closed(write: Any) -> Any:
    """``closed("slug", "organisations")``: a story of ICMPD that names ZZ-NAMED."""

    def make(slug: str, audience: str, **more: Any) -> NewsPage:
        named = [NewsReader(organisation_id="ZZ-NAMED")]
        written: NewsPage = write(slug, audience=audience, audience_owner_id="ICMPD", named=named, **more)
        return written

    return make


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        pytest.param("organisations", {"owner", "named"}, id="named organisations and the owner"),
        pytest.param("owner", {"owner"}, id="the owner alone, whoever is named"),
        pytest.param(
            "partnership", {"partner", "owner", "named", "other"}, id="the partnership, named or not"
        ),
        pytest.param("public", set(READERS), id="everybody"),
    ],
)
def test_who_reads_it(closed, audience, who):
    page = closed("inside", audience)
    met = {
        name
        for name, reader in READERS.items()
        if "inside" in [s.slug for s in stories.stories(reader, "en")]
    }
    assert met == who
    found = {
        name for name, reader in READERS.items() if findable.visible(reader, "newsroom.news", [str(page.pk)])
    }
    assert found == who


def test_the_index_of_the_search_knows_owner_and_named(closed):
    closed("inside", "organisations")
    entry = next(one for one in findable.entries() if one.title == "Story inside")
    assert (entry.owner, entry.audience, entry.organisations) == ("ICMPD", "organisations", ("ZZ-NAMED",))


def test_a_story_closed_in_one_language_is_closed_in_all(closed, write):
    """A translation that nobody brought into line gives nothing away."""
    first = closed("inside", "owner")
    write("inside", language="ar", of=first, title="نص")
    assert stories.story(NOBODY, "inside", "ar") is None
    assert [one.language for one in stories.tellings(OWNER, first)] == ["en", "ar"]
    first.unpublish()  # what is no longer published closes nothing
    assert stories.story(NOBODY, "inside", "ar") is not None


def test_a_translation_made_in_the_editor_keeps_who_may_read_it(closed):
    from wagtail_localize.models import Translation, TranslationSource

    page = closed("inside", "organisations")
    arabic = Locale.objects.get(language_code="ar")
    source, _new = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=arabic).save_target(publish=False)
    told = NewsPage.objects.get(slug="inside", locale=arabic)
    assert (told.audience, told.audience_owner_id) == ("organisations", "ICMPD")
    assert [row.organisation_id for row in told.named.all()] == ["ZZ-NAMED"]


def test_a_draft_that_opens_a_story_opens_nothing_before_it_is_published(closed):
    page = closed("inside", "organisations")
    page.named = [NewsReader(organisation_id="ZZ-OTHER")]
    revision = page.save_revision()
    assert stories.story(OTHER, "inside", "en") is None
    revision.publish()
    assert stories.story(OTHER, "inside", "en") is not None
    assert stories.story(NAMED, "inside", "en") is None


def form_of(page: NewsPage, **changes: Any) -> dict[str, Any]:
    """What the editor's form sends back, with ``changes``."""
    told = {
        "title": page.title, "slug": page.slug, "lead": page.lead, "day": page.day.isoformat(), "day_words": "",
        "origin": "", "source": "", "search_description": "", "audience": page.audience, "audience_owner": "",
        "audience_body": "", "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    for formset in ("told_activities", "named"):
        told |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0"}
        told |= {f"{formset}-MIN_NUM_FORMS": "0", f"{formset}-MAX_NUM_FORMS": "1000"}
    return told | changes


def test_the_editor_asks_for_names_where_the_audience_needs_them(write, signed_in):
    page = write("open", live=False)
    client, address = signed_in("editor"), reverse("wagtailadmin_pages:edit", args=[page.pk])
    for audience, words in (
        ("organisations", "Name at least one organisation that may read the page."),
        ("owner", "Name the organisation that may read the page."),
        ("body", "Name the body whose members may read the page."),
    ):
        answer = client.post(address, form_of(page, audience=audience))
        assert answer.status_code == 200, audience
        assert words in answer.content.decode()
    row = {
        "named-TOTAL_FORMS": "1",
        "named-0-organisation": "ZZ-NAMED",
        "named-0-id": "",
        "named-0-ORDER": "1",
    }
    answer = client.post(address, form_of(page, audience="organisations", **row))
    assert answer.status_code == 302
    page.refresh_from_db()
    kept = page.get_latest_revision().as_object()
    assert kept.audience == "organisations"
    assert [one.organisation_id for one in kept.named.all()] == ["ZZ-NAMED"]


def test_programs_ask_the_same_question(closed, client):
    closed("inside", "organisations")
    assert client.get(reverse("api:story", args=["inside"])).status_code == 404
    listed = json.loads(client.get(reverse("api:news"), {"size": 200}).content)["items"]
    assert "inside" not in [one["slug"] for one in listed]


def test_an_issue_forgets_a_story_that_was_closed_since(write, client, person):
    """The newsletter was sent while the story was public; its page no longer tells it."""
    from serai.components.newsroom.models import Issue, IssueItem

    page = write("open")
    issue = Issue.objects.create(language="en", title="May", status="sent")
    IssueItem.objects.create(issue=issue, page=page, place=1)
    assert "Story open" in client.get(reverse("newsroom:issue", args=[issue.pk])).content.decode()
    page.audience, page.audience_owner_id = "owner", "ICMPD"
    page.save_revision().publish()
    assert "Story open" not in client.get(reverse("newsroom:issue", args=[issue.pk])).content.decode()
