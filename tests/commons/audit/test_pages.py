"""Histories in words: what people read, who may read it, and what it costs."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from serai.commons.audit import services
from serai.commons.audit.acting import COMMAND, acting
from serai.commons.audit.models import Read
from serai.commons.partnership.models import (
    Activity,
    ActivityCount,
    ActivityKind,
    Organisation,
    Source,
    State,
)
from serai.testing.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Activity:
    """An activity as the command line loaded it."""
    with acting(actor="command line", means=COMMAND):
        kind = ActivityKind.objects.create(key="meeting", title="Meeting", family="meeting")
        State.objects.create(key="xxa", iso3="XXA", iso2="XA")
        return Activity.objects.create(
            key="m1",
            kind=kind,
            title="First meeting",
            status="held",
            first_day=date(2017, 5, 24),
            last_day=date(2017, 5, 26),
            date_precision="day",
        )


def told(client, noun: str = "partnership.activity", key: str = "m1") -> list[str]:
    """The sentences of a history page, newest first, without marks."""
    page = client.get(f"/history/{noun}/{key}/").content.decode()
    inside = page.partition('<ol class="plain history">')[2].partition("</main>")[0]
    return [clean(words) for words in re.findall(r"<p>(.*?)</p>", inside, re.DOTALL)]


def clean(words: str) -> str:
    return " ".join(unescape(strip_tags(words)).split())


CHANGES = [
    pytest.param(
        {"first_day": date(2017, 5, 25)},
        "The Secretariat (Test secretariat) moved the start from 24 May 2017 to 25 May 2017.",
        id="a day moves",
    ),
    pytest.param(
        {"place": "Almaty"},
        "The Secretariat (Test secretariat) set the place to Almaty.",
        id="an empty field is set",
    ),
    pytest.param(
        {"status": "announced"},
        "The Secretariat (Test secretariat) changed the status from held to announced.",
        id="choices are told in words",
    ),
    pytest.param(
        {"online": True},
        "The Secretariat (Test secretariat) changed whether it is online from no to yes.",
        id="yes and no",
    ),
    pytest.param(
        {"days_stated": 3},
        "The Secretariat (Test secretariat) set the number of days stated to 3.",
        id="a number",
    ),
    pytest.param(
        {"state_id": "xxa"},
        "The Secretariat (Test secretariat) set the state to xxa.",
        id="a row is told by its name, here a state without one",
    ),
    pytest.param(
        {"title": "<b>Second</b> meeting"},
        "The Secretariat (Test secretariat) changed the title from First meeting to <b>Second</b> meeting.",
        id="a text with marks is told as it is",
    ),
]


@pytest.mark.parametrize(("change", "words"), CHANGES)
def test_a_change_is_told_in_a_sentence(client, meeting, change, words):
    secretariat = make_person("secretariat")
    with acting(actor=secretariat):
        Activity.objects.filter(key="m1").update(**change)
    client.force_login(secretariat)
    assert told(client) == [words, "The command line entered this activity."]


def test_a_field_that_was_emptied(client, meeting):
    secretariat = make_person("secretariat")
    with acting(actor=secretariat):
        Activity.objects.filter(key="m1").update(place="Almaty")
        Activity.objects.filter(key="m1").update(place="")
    client.force_login(secretariat)
    assert "The Secretariat (Test secretariat) removed the place, which was Almaty." in told(client)


def test_a_long_text_shows_what_went_and_what_came(client, meeting):
    before = "The heads agreed on a plan for the coming year, and on the day of the next meeting."
    Activity.objects.filter(key="m1").update(outcome=before)
    Activity.objects.filter(key="m1").update(outcome=before.replace("coming", "following"))
    client.force_login(make_person("secretariat"))
    page = client.get("/history/partnership.activity/m1/").content.decode()
    assert "<del>coming </del><ins>following </ins>" in page
    assert "Somebody outside the application rewrote the outcome." in told(client)


def test_counts_roles_and_sources_are_told_with_the_activity(client, meeting):
    with acting(actor="command line"):
        source = Source.objects.create(key="s1", kind="page", title="A public page")
        meeting.sources.add(source)
        count = ActivityCount.objects.create(
            key="c1", activity=meeting, measure="participants", value=25, source=source
        )
        ActivityCount.objects.filter(pk=count.pk).update(value=26)
        meeting.sources.remove(source)
        count.delete()
    client.force_login(make_person("secretariat"))
    count_words = "participants, exactly, 26, reported, A public page"
    assert sorted(told(client)) == sorted(
        [
            "The command line entered this activity.",
            "The command line added a source: A public page.",
            "The command line added a count: participants, exactly, 25, reported, A public page.",
            f"The command line changed a count ({count_words}): the number from 25 to 26.",
            "The command line removed a source: A public page.",
            "The command line removed a count: participants, exactly, 26, reported, A public page.",
        ]
    )


def test_a_reason_is_told(client, meeting):
    secretariat = make_person("secretariat")
    with acting(actor=secretariat, reason="the host asked"):
        Activity.objects.filter(key="m1").update(place="Almaty")
    client.force_login(secretariat)
    assert "Reason given: the host asked" in client.get("/history/partnership.activity/m1/").content.decode()


def test_what_a_page_writes_is_told_with_the_account(client, meeting):
    """Through the middleware: a visitor who has no right sees nothing, an account is named."""
    from django.test import RequestFactory

    from serai.commons.audit.middleware import WhoMiddleware

    secretariat = make_person("secretariat")
    request = RequestFactory().post("/")
    request.user = secretariat
    WhoMiddleware(lambda _request: Activity.objects.filter(key="m1").update(place="Almaty"))(request)
    client.force_login(secretariat)
    page = client.get("/history/partnership.activity/m1/").content.decode()
    assert "on a page" in page
    assert told(client)[0] == "The Secretariat (Test secretariat) set the place to Almaty."


def test_a_row_that_the_reader_may_not_see_is_not_named(client, meeting):
    with acting(actor="command line"):
        hidden = Organisation.objects.create(key="o1", name="Secret office", kind="agency")
        Organisation.objects.filter(key="o1").update(owner=hidden, audience="owner")
        Activity.objects.filter(key="m1").update(owner=hidden)
    client.force_login(make_person("statistician"))
    page = client.get("/history/partnership.activity/m1/").content.decode()
    assert "Secret office" not in page
    assert "set the owner organisation to something that you may not see" in " ".join(told(client))


def test_the_history_of_a_thing_that_the_reader_may_not_see_is_not_there(client, meeting):
    owner = Organisation.objects.create(key="o1", name="Office", kind="agency")
    Activity.objects.filter(key="m1").update(owner=owner, audience="owner")
    client.force_login(make_person("statistician"))
    assert client.get("/history/partnership.activity/m1/").status_code == 404
    overview = make_person("administrator")
    client.force_login(overview)
    assert client.get("/history/partnership.activity/m1/").status_code == 404
    assert "/history/partnership.activity/m1/" not in client.get("/history/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("reader", 403), ("focal_point", 403), ("statistician", 200), ("secretariat", 200), ("editor", 200)],
)
def test_who_may_read_histories(client, meeting, role, status):
    client.force_login(make_person(role))
    assert client.get("/history/partnership.activity/m1/").status_code == status


def test_what_is_gone_is_seen_by_those_who_watch_over_the_house(client, meeting):
    with connection.cursor() as cursor:  # by hand, past the application
        cursor.execute("DELETE FROM partnership_activity WHERE key = 'm1'")
    client.force_login(make_person("statistician"))
    assert client.get("/history/partnership.activity/m1/").status_code == 404
    client.force_login(make_person("secretariat"))
    assert told(client)[0] == "Somebody outside the application deleted this activity."


@pytest.mark.parametrize("address", ["/history/nothing.here/1/", "/history/partnership.activity/never/"])
def test_what_never_was_has_no_history(client, address):
    client.force_login(make_person("secretariat"))
    assert client.get(address).status_code == 404


def test_what_was_erased_is_told_as_erased(client, meeting):
    Activity.objects.filter(key="m1").update(place="Almaty")
    services.redact("partnership.activity", ["m1"], ["place"])
    client.force_login(make_person("secretariat"))
    assert "Almaty" not in " ".join(told(client))
    assert told(client)[0] == "Somebody outside the application changed something that was erased since."
    assert "something that was erased" in client.get("/history/partnership.activity/m1/").content.decode()


def test_queries_do_not_grow_with_the_history(client, meeting):
    secretariat = make_person("secretariat")
    client.force_login(secretariat)
    client.get("/history/partnership.activity/m1/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/history/partnership.activity/m1/").status_code == 200
        return len(found)

    source = Source.objects.create(key="s0", kind="page", title="Page")
    meeting.sources.add(source)
    few = queries()
    for number in range(12):
        other = Source.objects.create(key=f"s{number + 1}", kind="page", title=f"Page {number}")
        meeting.sources.add(other)
        Activity.objects.filter(key="m1").update(place=f"Place {number}")
    assert queries() == few


def test_the_overview_tells_the_latest_and_filters(client, meeting):
    secretariat = make_person("secretariat")
    with acting(actor=secretariat):
        Activity.objects.filter(key="m1").update(place="Almaty")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS audit_chain IMMEDIATE")
    client.force_login(secretariat)
    page = client.get("/history/").content.decode()
    assert "set the place to" in page
    assert "The command line" in page
    mine = client.get("/history/", {"who": str(secretariat.pk)}).content.decode().partition("<ol class")[2]
    assert "set the place to" in mine
    assert "entered this" not in mine
    kinds = client.get("/history/", {"noun": "partnership.activitykind"}).content.decode()
    assert "set the place to" not in kinds
    assert "set the place to" not in client.get("/history/", {"day": "2001-01-01"}).content.decode()


def test_who_read_personal_data(client):
    officer, secretariat = make_person("protection_officer"), make_person("secretariat")
    services.record_read(actor=secretariat.pk, noun="directory.person", keys=["41"], purpose="invitation")
    client.force_login(officer)
    for address in ("/history/reads/", "/history/reads/directory.person/41/"):
        page = clean(client.get(address).content.decode())
        assert "Test secretariat" in page
        assert "invitation" in page
    assert "invitation" not in client.get("/history/reads/directory.person/42/").content.decode()
    client.force_login(secretariat)
    assert client.get("/history/reads/").status_code == 403


def test_a_read_is_written_once_for_each_thing():
    services.record_read(actor=None, noun="directory.person", keys=["1", "1", "2"])
    assert Read.objects.count() == 2


def test_a_page_shows_the_way_to_its_history_to_those_who_may_read_it(client, meeting):
    address = "/partnership/activities/m1/"
    assert "/history/" not in client.get(address).content.decode()
    client.force_login(make_person("secretariat"))
    assert "/history/partnership.activity/m1/" in client.get(address).content.decode()
