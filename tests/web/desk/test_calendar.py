"""What is due, in a person's own calendar: at an address that ends when they or the house want it."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

import serai
from serai.commons.accounts import services as accounts
from serai.commons.accounts.held import held_on
from serai.commons.directory.models import Person
from serai.web.desk import feed, rooms
from serai.web.desk.models import CalendarAddress
from serai.web.manifest import DeskItem, Room

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _no_attempts() -> None:
    cache.clear()


def made(client: Client) -> str:
    """The address that a person makes on their page, as a path."""
    page = client.post(reverse("desk_calendar"), {"make": "1"}).text
    found = re.search(r"<code>http://testserver(/desk/calendar/[\w-]+\.ics)</code>", page)
    assert found
    assert f'href="webcal://testserver{found[1]}"' in page
    return found[1]


def events(answer) -> list[tuple[str, date]]:
    assert answer.status_code == 200
    read = Calendar.from_ical(answer.content)
    return [(str(one["summary"]), one["dtstart"].dt) for one in read.walk("VEVENT")]


def room(*items: DeskItem) -> Room:
    return Room("x", "X", desk_items=lambda reader: items if reader.account else [])


def test_an_entry_says_what_and_where_and_names_nobody():
    text = feed.written(
        [
            DeskItem("b:2", "confirm", "Ann Example has lost the second factor", "/a/", DAY, "People"),
            DeskItem(
                "a:1",
                "answer",
                "Ann’s invitation",
                "/b/",
                DAY - timedelta(days=1),
                "Meetings",
                about="Say yes or no",
            ),
            DeskItem("c:3", "look", "Without a day", "/c/"),
            DeskItem("d:4", "report", "Ann’s trip", "/d/", DAY + timedelta(days=40)),
        ],
        site="https://example.org:8000",
        name="Your desk",
    )
    assert b"Ann" not in text
    read = Calendar.from_ical(text)
    told = [
        (str(one["summary"]), one["dtstart"].dt, one["dtend"].dt, str(one["url"]))
        for one in read.walk("VEVENT")
    ]
    assert told == [
        ("Say yes or no", date(2026, 3, 1), date(2026, 3, 2), "https://example.org:8000/b/"),
        ("People: confirm", date(2026, 3, 2), date(2026, 3, 3), "https://example.org:8000/a/"),
        ("report", date(2026, 4, 11), date(2026, 4, 12), "https://example.org:8000/d/"),
    ]
    # sha256("a:1"), by another program
    assert str(read.walk("VEVENT")[0]["uid"]).endswith("@example.org")


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client, person):
    client.force_login(person("reader"))
    assert "No calendar reads your desk" in client.get(reverse("desk_calendar")).text
    path = made(client)
    words = path.rpartition("/")[2].removesuffix(".ics")
    assert CalendarAddress.objects.get().digest == hashlib.sha256(words.encode()).hexdigest()
    assert len(words) == 43, "32 random bytes"
    page = client.get(reverse("desk_calendar")).text
    assert words not in page
    assert "No calendar has read it yet." in page
    item = DeskItem("a", "answer", "Answer", "/", DAY, "Meetings")
    with patch.object(rooms, "mounted", lambda: iter([room(item)])):
        answer = Client().get(path)
        assert events(answer) == [("Meetings: answer", DAY)]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert "A calendar last read it on" in client.get(reverse("desk_calendar")).text


def test_what_stands_in_it_is_what_the_person_may_see_when_it_is_read(client, person):
    user = person("secretariat")
    client.force_login(user)
    path = made(client)
    shown = Room(
        "x",
        "X",
        desk_items=lambda reader: (
            [DeskItem("a", "answer", "t", "/", DAY, "M")] if "secretariat" in reader.roles else []
        ),
    )
    with patch.object(rooms, "mounted", lambda: iter([shown])):
        assert events(Client().get(path)) == [("M: answer", DAY)]
        user.held_roles.update(until=timezone.localdate() - timedelta(days=1), since=DAY)
        assert events(Client().get(path)) == []


def test_it_speaks_the_language_of_the_person(client, person):
    user = person("reader")
    record = Person.objects.create(name=user.name, account=user, language="ar")
    client.force_login(user)
    path = made(client)
    name = Calendar.from_ical(Client(headers={"accept-language": "tr"}).get(path).content)["x-wr-calname"]
    assert str(name) == "مكتبك", record


@pytest.mark.parametrize("how", ["renewed", "turned off", "access ended", "closed"])
def test_an_address_ends(client, person, how):
    user = person("reader")
    client.force_login(user)
    path = made(client)
    assert Client().get(path).status_code == 200
    if how == "renewed":
        assert Client().get(made(client)).status_code == 200
    elif how == "turned off":
        assert "turned off" in client.post(reverse("desk_calendar"), {"end": "1"}, follow=True).text
    elif how == "access ended":
        accounts.end_access(actor="tests", user=user, close=False)
    else:
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_guessing_is_slowed_down_and_what_is_held_is_told(client, person):
    user = person("reader")
    client.force_login(user)
    made(client)
    assert "desk.calendaraddress" in [kind.name for kind in held_on(user.pk)]
    answers = {Client().get(f"/desk/calendar/{number}.ics").status_code for number in range(305)}
    assert answers == {404, 429}


def test_no_page_with_a_form_hides_where_its_answer_comes_from():
    """A browser told "no-referrer" sends the answer with the origin "null", and Django refuses it."""
    pages = Path(serai.__file__).parent.rglob("templates/**/*.html")
    hiding = [page for page in pages if "no-referrer" in (text := page.read_text()) and "csrf_token" in text]
    assert hiding == []
