"""News and pages of words: what readers see, in which language, and who sees what."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from serai.commons.access.readers import NOBODY, Reader
from serai.components.newsroom.cleaning import clean
from serai.components.newsroom.models import NewsPage
from serai.components.newsroom.selectors import stories

PARTNER = Reader(account=None, partnership=True)
# titles of partnerships/silk_routes/site/news.yaml, newest first, as somebody of the partnership sees them
NEWEST = [
    "for-partners-only",
    "call-for-action-istanbul-2017",
    "ankara-consultation-2017",
    "trainers-iraq-2017",
]


def slugs(reader, language="en", **more):
    return [line.slug for line in stories.stories(reader, language, **more)]


def test_every_item_of_the_digest_is_told_newest_first(site):
    assert slugs(PARTNER)[:4] == NEWEST
    assert len(slugs(NOBODY)) == 13, "thirteen items stand in the digest (SEED1)"


def test_a_story_is_listed_once_in_the_readers_language_else_in_english(site):
    told = {line.slug: line.language for line in stories.stories(NOBODY, "fa-af")}
    assert told["trainers-iraq-2017"] == "fa-af"
    assert told["sofia-crisis-2015"] == "en"
    assert len(told) == 13
    assert slugs(NOBODY, "fa-af", only=True) == ["trainers-iraq-2017", "trainers-afghanistan-2017"]


def test_news_for_partners_is_in_no_list_and_no_address_of_a_visitor(site, client):
    """The list, the page, its PDF, the feed and the site map: all ask the same question."""
    assert "for-partners-only" not in slugs(NOBODY)
    assert client.get("/news/for-partners-only/").status_code == 404
    assert client.get("/news/for-partners-only/pdf/").status_code == 404
    for address in ("/news/", "/news/feed/", "/sitemap.xml", "/"):
        assert "for-partners-only" not in client.get(address).content.decode(), address


def test_somebody_of_the_partnership_reads_it_and_the_feed_still_does_not_tell_it(site, signed_in):
    reader = signed_in("statistician")
    assert reader.get("/news/for-partners-only/").status_code == 200
    assert "for-partners-only" in reader.get("/news/").content.decode()
    assert "for-partners-only" not in reader.get("/news/feed/").content.decode()


def test_news_for_a_body_is_for_its_members(partnership, write):
    from serai.commons.partnership.models import Body

    body = Body.objects.get(pk="WG-SRR")
    write("body-news", audience="body", audience_body=body)
    assert "body-news" not in slugs(PARTNER)
    assert "body-news" in slugs(Reader(partnership=True, bodies=frozenset({"WG-SRR"})))


def test_a_draft_is_for_nobody_outside_the_editor(partnership, write, client, signed_in):
    write("draft", live=False)
    assert "draft" not in slugs(PARTNER)
    assert client.get("/news/draft/").status_code == 404
    assert signed_in("editor").get("/news/draft/").status_code == 404


def test_a_story_page_links_its_activity_names_its_source_and_its_donors(site, client):
    words = client.get("/news/trainers-iraq-2017/").content.decode()
    assert reverse("activity", args=["SE03"]) in words
    assert reverse("source", args=["D1"]) in words
    assert "This project is funded by" in words
    assert reverse("organisation", args=["EU"]) in words
    assert "Implemented by" in words


def test_a_translation_that_nobody_read_says_so_and_the_original_does_not(site, client):
    assert "No speaker of this language has read" in client.get(
        "/ar/news/trainers-iraq-2017/"
    ).content.decode() or (
        NewsPage.objects.get(slug="trainers-iraq-2017", locale__language_code="ar").translation_reviewed
        is False
    )
    assert "No speaker of this language" not in client.get("/news/trainers-iraq-2017/").content.decode()


def test_a_story_that_is_not_told_in_a_language_is_shown_in_english_and_marked(site, client):
    answer = client.get("/ur/news/sofia-crisis-2015/")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="ur" dir="rtl">' in words
    assert '<h1 lang="en" dir="ltr">What crises do to migration' in words
    assert 'rel="canonical" href="http://testserver/news/sofia-crisis-2015/"' in words


def announced(words: str) -> tuple[str, dict[str, str], str]:
    """Of a page: the address that counts, the languages it announces with theirs, the address for others."""
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)">', words)
    others = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', words)
    shared = re.findall(r'<meta property="og:url" content="([^"]*)">', words)
    assert len(canonical) == len(shared) == 1
    assert len(others) == len(dict(others))
    return canonical[0], dict(others), shared[0]


HOST = "http://testserver"
TELLINGS = [
    pytest.param("/news/sofia-crisis-2015/", "/news/sofia-crisis-2015/", {"en"}, id="told in English alone"),
    pytest.param("/ur/news/sofia-crisis-2015/", "/news/sofia-crisis-2015/", {"en"}, id="asked in Urdu"),
    pytest.param(
        "/ar/news/trainers-iraq-2017/",
        "/ar/news/trainers-iraq-2017/",
        {"en", "ar", "fa-af"},
        id="told in three languages, asked in one of them",
    ),
    pytest.param(
        "/tr/news/trainers-iraq-2017/",
        "/news/trainers-iraq-2017/",
        {"en", "ar", "fa-af"},
        id="told in three languages, asked in another one",
    ),
]


@pytest.mark.parametrize(("asked", "counts", "languages"), TELLINGS)
def test_only_languages_in_which_a_story_is_told_are_announced(site, client, asked, counts, languages):
    canonical, others, shared = announced(client.get(asked).content.decode())
    assert canonical == shared == HOST + counts
    slug = asked.rpartition("/news/")[2]
    assert others == {
        code: f"{HOST}/news/{slug}" if code == "en" else f"{HOST}/{code}/news/{slug}" for code in languages
    }


def test_a_telling_that_a_reader_may_not_see_is_not_announced(site, client, write):
    first = write("told-twice")
    write("told-twice", language="ar", of=first, live=False)
    _canonical, others, _shared = announced(client.get("/news/told-twice/").content.decode())
    assert set(others) == {"en"}


def test_an_issue_announces_the_language_it_is_in(site, client):
    from serai.components.newsroom.models import Issue

    issue = Issue.objects.create(language="ar", title="عدد", status="sent")
    for path in (f"/newsletter/{issue.pk}/", f"/ur/newsletter/{issue.pk}/"):
        canonical, others, _shared = announced(client.get(path).content.decode())
        assert canonical == f"{HOST}/ar/newsletter/{issue.pk}/"
        assert others == {"ar": canonical}


def test_a_page_drawn_from_rows_is_announced_in_every_language(site, client):
    from django.conf import settings

    canonical, others, _shared = announced(client.get("/ar/news/").content.decode())
    assert canonical == f"{HOST}/ar/news/"
    assert set(others) == {code for code, _name in settings.LANGUAGES}


def test_no_day_is_made_up_where_the_digest_gives_none(site, client):
    words = client.get("/news/why-dialogues/").content.decode()
    assert "The digest gives no date." in words
    assert "2016-01-01" not in words


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        pytest.param("<p>a<script>alert(1)</script></p>", "<p>a</p>", id="a script goes"),
        pytest.param('<p onclick="x" style="y">a</p>', "<p>a</p>", id="attributes go"),
        pytest.param(
            '<a href="javascript:x">a</a>', "<a>a</a>", id="an address that is no address goes", marks=()
        ),
        pytest.param("<h2>b</h2><img src=x>", "<h2>b</h2>", id="pictures come as blocks only"),
        pytest.param('<iframe src="https://x.example">y</iframe>', "y", id="frames of other hosts go"),
    ],
)
def test_rich_text_is_cleaned_whatever_stands_in_the_database(source, cleaned):
    assert clean(source).replace(' rel="noreferrer"', "") == cleaned


def test_a_page_of_words_stands_at_its_own_address_and_the_words_of_other_pages_do_not(site, client):
    assert client.get("/legal-notice/").status_code == 200
    assert client.get("/project-words/").status_code == 404
    assert client.get("/no-such-page/").status_code == 404


def test_the_list_asks_a_constant_number_of_questions(site, client, django_assert_max_num_queries):
    client.get("/news/")
    with django_assert_max_num_queries(8):
        client.get("/news/")
