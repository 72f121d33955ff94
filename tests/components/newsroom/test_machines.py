"""Feed, calendar, site map, API and search: what programs read."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from serai.components.newsroom.selectors.visibility import visibility

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_the_feed_of_a_language_holds_what_is_told_in_it(site, client):
    english = ElementTree.fromstring(client.get("/news/feed/").content)  # noqa: S314
    assert len(english.findall(f"{ATOM}entry")) == 13
    dari = ElementTree.fromstring(client.get("/fa-af/news/feed/").content)  # noqa: S314
    assert dari.get("{http://www.w3.org/XML/1998/namespace}lang") == "fa-af"
    links = [entry.find(f"{ATOM}link").get("href") for entry in dari.findall(f"{ATOM}entry")]
    assert links == [
        "http://testserver/fa-af/news/trainers-iraq-2017/",
        "http://testserver/fa-af/news/trainers-afghanistan-2017/",
    ]


def test_the_site_map_tells_the_languages_of_each_page(site, client):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    entries = {
        entry.find(f"{MAP}loc").text: {
            other.get("hreflang"): other.get("href") for other in entry.findall(f"{XHTML}link")
        }
        for entry in tree.findall(f"{MAP}url")
    }
    story = entries["http://testserver/ar/news/trainers-iraq-2017/"]
    assert story == {
        "en": "http://testserver/news/trainers-iraq-2017/",
        "ar": "http://testserver/ar/news/trainers-iraq-2017/",
        "fa-af": "http://testserver/fa-af/news/trainers-iraq-2017/",
    }
    assert len(entries["http://testserver/events/"]) == 10
    assert "http://testserver/project-words/" not in entries


def test_robots_are_led_to_the_map_and_away_from_work(client, db):
    words = client.get("/robots.txt").content.decode()
    assert "Disallow: /editor/" in words
    assert "Sitemap: http://testserver/sitemap.xml" in words


def test_an_event_as_a_calendar_file(partnership, client):
    """SE01: 27 to 28 November 2017 in Istanbul; the end of a whole-day event is the day after (RFC 5545)."""
    calendar = Calendar.from_ical(client.get("/events/SE01.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == date(2017, 11, 27)
    assert event.decoded("dtend") == date(2017, 11, 29)
    assert event["uid"] == "SE01@testserver"
    assert event["location"].startswith("Istanbul, ")
    assert event["status"] == "CONFIRMED"


def test_what_has_no_day_makes_no_entry(partnership, client):
    """SE15 is known to the month (February 2014), SE07 to nothing, SE05 to a window of days."""
    for key in ("SE15", "SE07", "SE05"):
        assert client.get(f"/events/{key}.ics").status_code == 404
    uids = [
        str(event["uid"])
        for event in Calendar.from_ical(client.get("/events/events.ics").content).walk("VEVENT")
    ]
    assert "SE01@testserver" in uids
    assert not {"SE15@testserver", "SE07@testserver", "SE05@testserver"} & set(uids)
    assert len(uids) == len(set(uids))


def test_the_calendar_of_thirty_years_asks_as_often_as_that_of_one(
    partnership, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        assert client.get("/events/events.ics").status_code == 200


def test_the_events_page_shows_the_archive_of_a_year(site, client):
    assert "Nothing is announced" in client.get("/events/").content.decode()
    words = client.get("/events/2017/").content.decode()
    assert "/events/SE01.ics" in words
    assert "SE11.ics" not in words, "that was 2015"


def test_the_project_page_is_drawn_from_the_rows(site, client):
    words = client.get("/project/").content.decode()
    for told in ("SRP-C5", "Sustainable training systems", "This project is funded by", "five components"):
        assert told in words


@pytest.mark.parametrize(
    ("path", "language"),
    [
        pytest.param("/news/trainers-iraq-2017/pdf/", b"en", id="a story in English"),
        pytest.param("/fa-af/news/trainers-iraq-2017/pdf/", b"fa", id="a story in Dari, from right to left"),
        pytest.param("/project/SRP/pdf/", b"en", id="the sheet of the project"),
    ],
)
def test_the_sheets_are_accessible_pdf(site, client, path, language):
    """Tagged, with a language, and marked as PDF/UA-1 (ISO 14289-1, 5)."""
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert re.search(rb"/Marked true", answer.content)
    assert re.search(rb"/Lang ?\(" + language, answer.content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content


def test_donors_are_named_as_they_ask(site):
    """The European Union funds, states co-fund, ICMPD implements (SEED2); Hungary leads them."""
    lines = {line.kind: line for line in visibility("SRP", language="en")}
    assert [party.key for party in lines["funded"].parties] == ["EU"]
    assert lines["funded"].words == "This project is funded by"
    assert lines["co_funded"].parties[0].key == "HUN"
    assert len(lines["co_funded"].parties) == 8
    assert [party.key for party in lines["implemented"].parties] == ["ICMPD"]
    assert visibility("SRP", language="ar")[0].words == "هذا المشروع ممول من"
    assert visibility("SRP", language="ru")[0].language == "en"


def test_a_story_is_found_by_the_search_by_whoever_may_see_it(site):
    from serai.commons.access.readers import NOBODY, Reader
    from serai.components.newsroom.models import NewsPage
    from serai.components.newsroom.selectors.findable import entries, visible

    found = {(one.noun, one.language, one.address[0]): one for one in entries()}
    assert ("newsroom.news", "ar", "/ar/news/trainers-iraq-2017/") in found
    assert "Kurdistan Regional Government" in found["newsroom.news", "en", "/news/trainers-iraq-2017/"].text
    inside = str(NewsPage.objects.get(slug="for-partners-only").pk)
    assert visible(NOBODY, "newsroom.news", [inside]) == set()
    assert visible(Reader(partnership=True), "newsroom.news", [inside]) == {inside}
    assert found["newsroom.news", "en", "/news/for-partners-only/"].audience == "partnership"


def test_a_quoted_figure_follows_the_release_and_is_marked_when_revised(
    db, published, builders, home, write, client, partnership
):
    """1200 immigrants of neighbour A in 2020 are quoted; a second revision says 1250."""
    from serai.components.statistics import services

    cell = "A.QRV.I.QRX.2020"
    body = [
        {
            "type": "figure",
            "value": {"dataflow": "DF_TEST_FLOWS", "revision": 1, "cell": cell, "words": "came"},
        }
    ]
    import json

    write("with-figure", body=json.dumps(body))
    words = client.get("/news/with-figure/").content.decode()
    assert "1,200" in words
    assert "/statistics/DF_TEST_FLOWS/1/cells/A.QRV.I.QRX.2020/" in words
    assert "Revised since" not in words
    cells = [
        (*row[:3], 1250.0, *row[4:]) if row[:3] == ("I", "QRX", "2020") else row for row in builders["cells"]
    ]
    again = [builders["flows"](home / "releases", revision=2, cells=cells)]
    services.register(builders["shelf"]([], [*published.releases(), *again]))
    words = client.get("/news/with-figure/").content.decode()
    assert "1,250" in words
    assert "Revised since this was written" in words
    assert "before: 1,200" in words


def test_a_message_goes_to_the_role_and_is_kept_nowhere(site, client):
    from serai.commons.notices.models import Mail

    told = {
        "role": "secretariat",
        "email": "visitor@example.org",
        "subject": "Hello\r\nBcc: x",
        "message": "A question",
    }
    client.post("/contact/", told)
    mail = Mail.objects.get(kind="newsroom_contact")
    assert mail.address == "secretariat@example.org"
    assert "\n" not in mail.words["subject"]
    assert client.get("/contact/").content.decode().count("secretariat@example.org") == 0
    client.post("/contact/", told | {"website": "x"})
    assert Mail.objects.count() == 1
