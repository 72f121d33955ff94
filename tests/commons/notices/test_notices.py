"""People are told in their language, as they want it; mails go out once, and what became of them is kept."""

from __future__ import annotations

import smtplib
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils import timezone

from serai.commons import events
from serai.commons.access.readers import Reader
from serai.commons.accounts.events import MailWanted, NoticeWanted
from serai.commons.directory.models import Person
from serai.commons.notices import choices, mailing, rules, selectors, services, texts
from serai.commons.notices.errors import BadLink, NothingToSend
from serai.commons.notices.kinds import NoticeKind
from serai.commons.notices.models import Mail, Notice, Preference, Rhythm

pytestmark = pytest.mark.django_db
WORDS = {"title": "Check all stored files", "error": "OSError"}


@pytest.fixture
def somebody(person):
    return person("secretariat", name="somebody")


def tell(*people, **more):
    return services.notify(to=people, kind="job_failed", words=WORDS, url="/jobs/", **more)


def send(now=None):
    return mailing.send_due(now or timezone.now())


def test_somebody_is_told_in_the_house_and_by_mail_at_once(somebody):
    assert tell(somebody) == 1
    assert selectors.unread(somebody.pk) == 1
    assert send() == "1 mails sent, 0 attempts failed"
    [sent] = outbox.outbox
    assert sent.to == ["somebody@example.org"]
    assert sent.subject == "Work that you asked for failed"
    assert "The kind of failure is OSError." in sent.body
    assert "http://127.0.0.1:8000/jobs/" in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="en" dir="ltr">' in html
    assert "<h1>Work that you asked for failed</h1>" in html
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_is_sent_once_and_its_words_are_forgotten(somebody):
    tell(somebody)
    send()
    assert send() == ""
    row = Mail.objects.get()
    assert (row.state, row.words, row.attempts, row.error) == ("sent", {}, 1, "")
    assert len(outbox.outbox) == 1


def test_words_go_out_in_the_language_of_the_person_and_lead_to_pages_in_it(somebody, settings):
    settings.BASE_URL = "https://serai.example.org"
    Person.objects.update_or_create(account=somebody, defaults={"name": "S", "language": "ar"})
    tell(somebody)
    send()
    html = outbox.outbox[0].alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "https://serai.example.org/ar/jobs/" in outbox.outbox[0].body


def test_a_closed_account_is_told_nothing(somebody):
    somebody.is_active = False
    assert tell(somebody) == 0
    assert not Mail.objects.exists()


def test_a_notice_leads_to_this_site_only(somebody):
    for url in ("https://evil.example.org/", "//evil.example.org", "/\\evil", "/a\nb"):
        with pytest.raises(ValueError, match="path of this site"):
            services.notify(to=[somebody], kind="job_failed", words=WORDS, url=url)


def test_a_kind_without_words_is_refused_before_anything_is_written(somebody):
    with pytest.raises(TemplateDoesNotExist):
        services.notify(to=[somebody], kind="no_such_kind")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\u2028Bcc: all@example.org", "x\x0bBcc: a"],
    ids=["carriage return and line", "line", "line separator", "vertical tab"],
)
def test_a_name_cannot_add_a_header(somebody, name):
    """The first line of a text becomes the subject; a word in it must not end it."""
    subject, _body = rules.subject_and_body(f"Hello {rules.keep_lines(name)}\n\nbody")
    assert "\n" not in subject and "\r" not in subject
    assert subject.startswith("Hello x Bcc")
    services.send_mail(
        address="a@example.org", language="en", kind="job_failed", words={"title": name, "error": name}
    )
    send()
    [sent] = outbox.outbox
    assert sent.recipients() == ["a@example.org"]
    assert "Bcc" not in sent.message()
    assert "\nBcc:" not in sent.message().as_string().partition("\n\n")[0]


def test_an_address_cannot_add_a_header():
    services.send_mail(
        address="a@example.org\nBcc: b@example.org", language="en", kind="job_failed", words=WORDS
    )
    send()
    assert outbox.outbox == [] or "Bcc" not in outbox.outbox[0].message()
    assert Mail.objects.get().state in ("failed", "queued", "sent")


def test_markup_in_a_word_is_shown_and_not_run():
    made = texts.text("job_failed", {"error": "<script>alert(1)</script>"}, language="en")
    whole = texts.mail_text([made], language="en")
    assert "<script>" in whole.plain
    assert "<script>" not in whole.html
    assert "&lt;script&gt;" in whole.html


class Refusing(EmailBackend):
    """A mail server that does not want it."""

    error: Exception = ConnectionRefusedError("not now")

    def send_messages(self, messages):
        raise self.error


def refusing(error):
    backend = type("Backend", (Refusing,), {"error": error})
    return patch.object(mailing, "get_connection", backend)


def test_a_mail_that_could_not_be_sent_is_tried_again_later_each_time(somebody):
    tell(somebody)
    now = timezone.now()
    with refusing(ConnectionRefusedError("words with secrets")):
        send(now)
        row = Mail.objects.get()
        assert (row.state, row.attempts, row.error) == ("queued", 1, "ConnectionRefusedError")
        assert row.next_try_at == now + timedelta(minutes=1)
        assert send(now + timedelta(seconds=59)) == ""
        send(now + timedelta(seconds=61))
        row.refresh_from_db()
        assert row.attempts == 2
        assert row.next_try_at == now + timedelta(seconds=61) + timedelta(minutes=4)
    send(now + timedelta(minutes=10))
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 3)


FINAL = {
    "an address that does not exist": (
        smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}),
        "failed",
    ),
    "a mailbox that is full today": (smtplib.SMTPRecipientsRefused({"a": (452, b"full")}), "queued"),
    "a message that is refused": (smtplib.SMTPDataError(554, b"spam"), "failed"),
    "a server that is busy": (smtplib.SMTPDataError(451, b"later"), "queued"),
    "a wrong password of ours": (smtplib.SMTPAuthenticationError(535, b"no"), "queued"),
}


@pytest.mark.parametrize(("error", "state"), FINAL.values(), ids=FINAL.keys())
def test_what_is_of_no_use_is_not_tried_again(somebody, error, state):
    tell(somebody)
    with refusing(error):
        send()
    assert Mail.objects.get().state == state
    assert selectors.unreachable(somebody.pk) is (state == "failed")


def test_after_eight_attempts_it_is_given_up(somebody):
    tell(somebody)
    Mail.objects.update(attempts=7)
    with refusing(OSError()):
        send()
    assert Mail.objects.get().state == "failed"


def test_what_a_killed_worker_left_half_sent_goes_out_after_a_quarter_of_an_hour(somebody):
    tell(somebody)
    now = timezone.now()
    Mail.objects.update(state="sending", next_try_at=now)
    assert send(now + timedelta(minutes=14)) == ""
    assert send(now + timedelta(minutes=16)) == "1 mails sent, 0 attempts failed"


def test_one_bad_mail_does_not_keep_the_others(somebody):
    tell(somebody)
    Mail.objects.create(address="b@example.org", language="en", kind="gone", next_try_at=timezone.now())
    assert send() == "1 mails sent, 1 attempts failed"
    assert Mail.objects.get(kind="gone").error == "TemplateDoesNotExist"


def test_mail_to_invented_addresses_is_written_and_not_sent():
    services.send_mail(address="reader@demo.invalid", language="en", kind="job_failed", words=WORDS)
    send()
    assert outbox.outbox == []
    assert Mail.objects.get().state == "held"


def test_mails_of_a_demonstration_say_that_they_are_synthetic(somebody):
    whole = texts.mail_text([texts.Text("S", "B")], language="en", synthetic=True)
    assert whole.subject == "[synthetic] S"
    assert whole.plain.startswith("SYNTHETIC:")
    assert "SYNTHETIC:" in whole.html


def test_a_preference_stops_mail_and_keeps_the_notice(somebody):
    choices.choose(account=somebody.pk, wanted={"job_failed": "off"})
    tell(somebody)
    assert not Mail.objects.exists()
    assert selectors.unread(somebody.pk) == 1


def test_security_cannot_be_switched_off(somebody):
    security = NoticeKind("job_failed", "security", security=True)
    with (
        patch.object(choices, "kinds", lambda: {"job_failed": security}),
        patch.object(choices, "kind_of", lambda code: security),
        patch.object(services, "kind_of", lambda code: security),
    ):
        choices.choose(account=somebody.pk, wanted={"job_failed": "off"})
        assert not Preference.objects.exists()
        tell(somebody)
        send()
        assert len(outbox.outbox) == 1
        assert "List-Unsubscribe" not in outbox.outbox[0].extra_headers


DUE = {
    "before the hour": (datetime(2026, 3, 2, 6, 59, tzinfo=UTC), None, None, False),
    "at the hour": (datetime(2026, 3, 2, 7, 0, tzinfo=UTC), None, None, True),
    "once a day": (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), date(2026, 3, 2), None, False),
    "on the day of the week": (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), None, 0, True),
    "on another day of the week": (datetime(2026, 3, 3, 9, 0, tzinfo=UTC), None, 0, False),
    "on another day, after a week without one": (
        datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
        date(2026, 2, 23),
        0,
        True,
    ),
}


@pytest.mark.parametrize(("now", "last", "week_day", "due"), DUE.values(), ids=DUE.keys())
def test_when_a_digest_is_due(now, last, week_day, due):
    """2026-03-02 is a Monday."""
    assert rules.digest_is_due(now, hour=7, last=last, week_day=week_day) is due


def test_a_digest_goes_out_in_the_morning_of_the_reader_and_holds_what_is_unread(somebody):
    """Kabul is four and a half hours ahead of UTC: seven o'clock there is 02:30 UTC."""
    choices.choose(account=somebody.pk, wanted={"job_failed": "daily"})
    services.set_rhythm(account=somebody.pk, time_zone="Asia/Kabul", hour=7, week_day=6)
    for _time in range(3):
        tell(somebody)
    services.read(reader=Reader(account=somebody.pk), number=Notice.objects.first().pk)
    before, after = datetime(2030, 3, 2, 2, 29, tzinfo=UTC), datetime(2030, 3, 2, 2, 31, tzinfo=UTC)
    assert mailing.send_digests(before) == ""
    assert mailing.send_digests(after) == "1 digests made"
    assert mailing.send_digests(after + timedelta(hours=1)) == ""
    send(after)
    [sent] = outbox.outbox
    assert sent.subject == "2 notices"
    assert sent.body.count("* Work that you asked for failed") == 2
    assert Rhythm.objects.get().daily_on == date(2030, 3, 2)


def test_one_click_in_a_mail_programme_ends_mails_of_that_kind(somebody, client):
    tell(somebody)
    send()
    headers = outbox.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    assert not Preference.objects.exists(), "to open the link ends nothing"
    client.handler.enforce_csrf_checks = True
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Preference.objects.get().delivery == "off"
    tell(somebody)
    assert send() == ""


def test_nobody_ends_the_mails_of_another(somebody, person, client):
    """A changed link is no link: the account stands inside the signature."""
    other = person("reader", name="other")
    mine = choices.unsubscribe_path(somebody.pk, "job_failed", "en").rstrip("/").rpartition("/")[2]
    theirs = choices.unsubscribe_path(other.pk, "job_failed", "en").rstrip("/").rpartition("/")[2]
    forged = theirs.partition(":")[0] + ":" + mine.partition(":")[2]
    for token in (forged, mine[:-1], "x", f"{mine}x"):
        with pytest.raises(BadLink):
            services.unsubscribe(token)
        assert client.post(reverse("unsubscribe", args=[token])).status_code == 404
    assert not Preference.objects.exists()


def test_the_link_of_a_digest_ends_what_comes_in_digests(somebody):
    choices.choose(account=somebody.pk, wanted={"job_failed": "weekly"})
    path = choices.unsubscribe_path(somebody.pk, "digest", "en")
    services.unsubscribe(path.rstrip("/").rpartition("/")[2])
    assert Preference.objects.get(kind="job_failed").delivery == "off"


def test_a_failed_mail_is_sent_again_and_a_forgotten_one_cannot_be(somebody):
    tell(somebody)
    with refusing(smtplib.SMTPDataError(554, b"spam")):
        send()
    services.send_again(number=Mail.objects.get().pk)
    send()
    assert [mail.state for mail in Mail.objects.order_by("pk")] == ["failed", "sent"]
    services.send_mail(address="a@example.org", language="en", kind="job_failed", words=WORDS)
    send()
    with pytest.raises(NothingToSend):
        services.send_again(number=Mail.objects.order_by("pk").last().pk)


@pytest.mark.django_db(transaction=True)
def test_rooms_below_announce_and_the_notices_say_it(person):
    somebody = person("reader", name="somebody")
    events.announce(NoticeWanted(to=(somebody.pk,), kind="job_failed", words=WORDS, url="/jobs/"))
    events.announce(MailWanted("new@example.org", "en", "job_failed", WORDS))
    assert selectors.unread(somebody.pk) == 1
    assert set(Mail.objects.values_list("address", flat=True)) == {"somebody@example.org", "new@example.org"}


def test_old_notices_and_words_of_mails_go(somebody):
    tell(somebody)
    now = timezone.now()
    assert services.forget_old(now + timedelta(days=13)) == ""
    assert services.forget_old(now + timedelta(days=15)) == "0 notices, 0 mails and the words of 1 removed"
    assert services.forget_old(now + timedelta(days=367)) == "1 notices, 1 mails and the words of 0 removed"


def test_to_tell_many_people_asks_no_more_than_to_tell_one(person, django_assert_max_num_queries):
    people = [person("reader", name=f"p{number}", second_factor=False) for number in range(5)]
    with django_assert_max_num_queries(12):  # with the savepoints of the test itself
        tell(*people)
    assert Mail.objects.count() == 5
