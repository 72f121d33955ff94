"""What is due stands in one list, the most urgent first; links in mails act once, for one person."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from serai.commons.access.readers import Reader
from serai.commons.directory.selectors import reader_of
from serai.commons.files import services as files
from serai.commons.files.models import KeptFile
from serai.commons.files.tasks import ask_for_check
from serai.commons.notices import mailing
from serai.commons.notices.models import Notice
from serai.commons.partnership.models import Upload
from serai.web.desk import items, links, reminders, rooms, rules
from serai.web.desk.errors import LinkRefused
from serai.web.desk.models import UsedLink
from serai.web.manifest import DeskAction, DeskItem, Room

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _storage(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "contents": {
            "BACKEND": "serai.commons.files.storage.DurableStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    cache.clear()


def due_file(user, days: int = 1, name: str = "minutes.txt") -> KeptFile:
    """A file that ``user`` keeps for the partnership, and that goes in some days."""
    kept = files.keep(
        actor=user.pk,
        stream=io.BytesIO(f"content of {name}".encode()),
        name=name,
        audience="partnership",
        keep_until=timezone.localdate() + timedelta(days=days),
    )
    return KeptFile.objects.get(pk=kept.key)


def link_to(user, kept, **more) -> str:
    return links.make(account=user.pk, item=f"file:{kept.pk}", action="files.prolong", **more)


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


GROUPS = {
    "yesterday": (TODAY - timedelta(days=1), "overdue"),
    "today": (TODAY, "today"),
    "tomorrow": (TODAY + timedelta(days=1), "week"),
    "in a week": (TODAY + timedelta(days=7), "week"),
    "in eight days": (TODAY + timedelta(days=8), "later"),
    "without a date": (None, "undated"),
}


@pytest.mark.parametrize(("due", "code"), GROUPS.values(), ids=GROUPS.keys())
def test_when_something_is_due(due, code):
    assert rules.code_of(due, TODAY) == code


def test_overdue_first_then_by_date_without_empty_groups():
    days = {"c": 3, "a": -1, "b": -9, "d": None}
    due = {key: None if n is None else TODAY + timedelta(days=n) for key, n in days.items()}
    found = rules.lay_out([DeskItem(key, "answer", key, "/", day) for key, day in due.items()], TODAY)
    assert [(group.code, [item.key for item in group.items]) for group in found] == [
        ("overdue", ["b", "a"]),
        ("week", ["c"]),
        ("undated", ["d"]),
    ]


def test_only_what_has_a_date_is_soon():
    dated = [DeskItem(str(n), "answer", "", "/", TODAY + timedelta(days=n)) for n in (3, 2, -5)]
    near = rules.soon([*dated, DeskItem("x", "answer", "", "/")], TODAY, timedelta(days=2))
    assert [item.key for item in near] == ["-5", "2"]


def test_after_signing_in_people_land_on_their_desk(client, person, settings):
    assert settings.LOGIN_REDIRECT_URL == "desk"
    client.force_login(person("reader"))
    assert "Nothing waits for you today." in client.get(reverse("desk")).content.decode()


def test_the_desk_gathers_uploads_files_and_failed_work(client, person):
    user = person("administrator", name="somebody")
    Upload.objects.create(actor=f"account {user.pk}", archive=b"zip", report={})
    Upload.objects.create(actor="account 0", archive=b"zip", report={})
    due_file(user, days=-1)
    ask_for_check(actor=user.pk)
    DBTaskResult.objects.get().set_failed(OSError("x"))
    client.force_login(user)
    answer = client.get(reverse("desk"))
    page = answer.content.decode()
    assert "This work failed: Check all stored files" in page
    assert "Load the partnership’s files that you sent, or give them up" in page
    assert "minutes.txt" in page
    assert answer.context["groups"][0].code == "overdue"
    assert sum(len(group.items) for group in answer.context["groups"]) == 3


def test_a_room_puts_its_items_on_the_desk_each_once(client, person):
    item = DeskItem("invitation:17", "answer", "Answer the invitation to Geneva", "/", TODAY)
    room = Room("x", "X", desk_items=lambda reader: [item, item] if reader.account else [])
    user = person("reader")
    with patch.object(rooms, "mounted", lambda: iter([room])):
        client.force_login(user)
        assert client.get(reverse("desk")).content.decode().count("Answer the invitation to Geneva") == 1
        assert rooms.items_of(Reader()) == []


def test_the_desk_asks_no_more_when_there_is_more(client, person, django_assert_max_num_queries):
    user = person("secretariat")
    for number in range(5):
        due_file(user, name=f"n{number}.txt")
    client.force_login(user)
    client.get(reverse("desk"))
    with django_assert_max_num_queries(25):
        client.get(reverse("desk"))


def test_to_open_a_link_only_asks_and_to_answer_acts_once(client, person):
    user = person("secretariat", name="somebody")
    kept = due_file(user)
    path = link_to(user, kept)
    for _scanner in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
    page = answer.content.decode()
    assert "Shall this file be kept for another year?" in page
    assert "minutes.txt" in page
    assert "no-store" in answer["Cache-Control"]
    kept.refresh_from_db()
    assert kept.keep_until == timezone.localdate() + timedelta(days=1)
    assert "It is done" in client.post(path).content.decode()
    kept.refresh_from_db()
    assert kept.keep_until == timezone.localdate() + timedelta(days=365)
    used = UsedLink.objects.get()
    assert (used.account, used.action, used.item) == (user, "files.prolong", f"file:{kept.pk}")


def test_a_link_that_was_used_does_nothing_more(client, person):
    user = person("secretariat")
    kept = due_file(user)
    path = link_to(user, kept)
    client.post(path)
    KeptFile.objects.update(keep_until=timezone.localdate())
    for answer in (client.post(path), client.get(path)):
        assert answer.status_code == 410
        assert "This link was used already" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.keep_until == timezone.localdate()


def test_two_answers_in_one_moment_act_once(person):
    """Both have been opened before either has acted."""
    user = person("secretariat")
    token = token_of(link_to(user, due_file(user)))
    opened = links.open_link(token, signed_in=None)
    with patch.object(links, "open_link", lambda *_words, **_more: opened):
        links.act(token, signed_in=None)
        with pytest.raises(LinkRefused) as refused:
            links.act(token, signed_in=None)
    assert refused.value.why == "used"


def test_a_link_expires(client, person):
    user = person("secretariat")
    path = link_to(user, due_file(user), good_for=timedelta(seconds=-1))
    answer = client.post(path)
    assert (answer.status_code, UsedLink.objects.count()) == (410, 0)
    assert "This link has expired" in answer.content.decode()


def test_a_changed_link_is_refused(client, person):
    user, other = person("secretariat", name="somebody"), person("secretariat", name="other")
    kept = due_file(user)
    mine, theirs = token_of(link_to(user, kept)), token_of(link_to(other, kept))
    forged = theirs.partition(":")[0] + ":" + mine.partition(":")[2]
    for token in (forged, mine[:-2], "x", mine + "x"):
        answer = client.post(reverse("desk_link", args=[token]))
        assert answer.status_code == 404
        assert "incomplete or was changed" in answer.content.decode()
    assert not UsedLink.objects.exists()


def test_a_link_of_somebody_else_is_refused_to_who_is_signed_in(client, person):
    user, other = person("secretariat", name="somebody"), person("administrator", name="other")
    path = link_to(user, due_file(user))
    client.force_login(other)
    answer = client.post(path)
    assert answer.status_code == 410
    assert "sent to somebody else" in answer.content.decode()
    assert "minutes.txt" not in answer.content.decode()
    assert not UsedLink.objects.exists()


def test_a_link_of_somebody_who_has_left_does_nothing(client, person):
    user = person("secretariat")
    path = link_to(user, due_file(user))
    user.is_active = False
    user.save()
    assert client.post(path).status_code == 410


def test_a_link_to_what_is_no_longer_due_says_so(client, person):
    user = person("secretariat")
    kept = due_file(user)
    path = link_to(user, kept)
    files.prolong(reader=reader_of(user), key=kept.pk)
    answer = client.get(path)
    assert answer.status_code == 410
    assert "There is nothing left to do here" in answer.content.decode()


def test_an_action_that_can_do_harm_needs_a_sign_in(client, person):
    user = person("secretariat")
    kept = due_file(user)
    path = link_to(user, kept)
    careful = DeskAction("files.prolong", "Keep", False, items.PROLONG.perform, "Shall it be kept?")
    with patch.object(rooms, "actions", lambda: {"files.prolong": careful}):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("account_login"))
        with pytest.raises(LinkRefused):
            links.act(token_of(path), signed_in=None)
        assert not UsedLink.objects.exists()
        client.force_login(user)
        assert client.post(path).status_code == 200


def test_what_the_room_refuses_is_told_and_the_link_stays_good(client, person):
    user = person("secretariat")
    path = link_to(user, due_file(user))

    def refuse(reader, key):
        raise files.NotYours("The archive is closed today")

    careful = DeskAction("files.prolong", "Keep", True, refuse)
    with patch.object(rooms, "actions", lambda: {"files.prolong": careful}):
        answer = client.post(path)
        assert answer.status_code == 409
        assert "The archive is closed today" in answer.content.decode()
    assert client.post(path).status_code == 200


def test_guessing_links_is_slowed_down(client):
    answers = [client.get(reverse("desk_link", args=["x"])).status_code for _time in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[60:] == [429] * 2


def test_a_reminder_goes_out_once_a_day_in_the_morning_with_a_link_that_acts(client, person, settings):
    settings.BASE_URL = "https://serai.example.org"
    user = person("secretariat", name="somebody")
    due_file(user, days=1)
    due_file(person("secretariat", name="other"), days=20, name="later.txt")
    today = timezone.localdate()
    night, morning = (datetime(today.year, today.month, today.day, hour, tzinfo=UTC) for hour in (6, 8))
    assert reminders.remind(night) == ""
    assert reminders.remind(morning) == "1 people reminded"
    Notice.objects.update(made_at=morning)
    assert reminders.remind(morning + timedelta(hours=3)) == ""
    mailing.send_due(timezone.now())
    [sent] = outbox.outbox
    assert sent.subject == "On your desk: 1 due soon or overdue"
    assert "minutes.txt" in sent.body and "later.txt" not in sent.body
    [path] = [word for word in sent.body.split() if "/desk/act/" in word]
    assert client.post(path.removeprefix("https://serai.example.org")).status_code == 200


def test_expired_links_are_forgotten_after_a_month(client, person):
    user = person("secretariat")
    client.post(link_to(user, due_file(user)))
    now = timezone.now()
    assert links.forget_expired(now + timedelta(days=36)) == ""
    assert links.forget_expired(now + timedelta(days=38)) == "1 expired links forgotten"


def test_the_demonstration_welcomes_each_person_once_and_mails_nobody(tmp_path):
    from serai.commons.accounts.models import User
    from serai.commons.accounts.services import make_demo_accounts
    from serai.web.desk.demo import furnish

    made = make_demo_accounts(tmp_path, is_demo=True)
    furnish()
    furnish()
    welcomed = Notice.objects.filter(kind="welcome").values_list("account__email", flat=True)
    assert sorted(welcomed) == sorted(account.email for account in made)
    assert mailing.send_due(timezone.now()) == ""
    for user in User.objects.all():
        kept = KeptFile.objects.filter(kept_by=user)
        assert [row.note for row in kept] == ([] if user.roles == {"reader"} else ["SYNTHETIC"])
