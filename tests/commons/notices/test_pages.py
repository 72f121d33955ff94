"""Pages of notices: one's own only, read once opened; choices; the log of mails for administrators."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.urls import reverse, translate_url
from django.utils import timezone

from serai.commons.audit.models import Read
from serai.commons.directory.models import Person
from serai.commons.notices import mailing, services
from serai.commons.notices.models import Mail, Notice, Preference, Rhythm

pytestmark = pytest.mark.django_db


def tell(*people):
    services.notify(
        to=people, kind="job_failed", words={"title": "", "error": "OSError"}, url=reverse("jobs")
    )


def test_a_notice_is_read_once_it_is_opened_and_nobody_elses_is_there(client, person):
    somebody, other = person("reader", name="somebody"), person("reader", name="other")
    tell(somebody, other)
    client.force_login(somebody)
    page = client.get(reverse("notices")).content.decode()
    assert "You have 1 unread notice." in page
    mine = Notice.objects.get(account=somebody)
    answer = client.get(reverse("notice", args=[mine.pk]))
    assert "The kind of failure is OSError." in answer.content.decode()
    assert f'href="{reverse("jobs")}"' in answer.content.decode()
    mine.refresh_from_db()
    assert mine.read_at is not None
    theirs = Notice.objects.get(account=other)
    assert client.get(reverse("notice", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_all_are_marked_as_read(client, person):
    somebody, other = person("reader", name="somebody"), person("reader", name="other")
    tell(somebody, other)
    client.force_login(somebody)
    client.post(reverse("notices_read"))
    assert Notice.objects.filter(read_at=None).get().account == other
    assert "You have read everything." in client.get(reverse("notices")).content.decode()


def test_hours_are_in_the_digits_of_the_page(client, person):
    client.force_login(person("reader", name="somebody"))
    page = client.get(translate_url(reverse("notice_settings"), "bn"))
    assert dict(page.context["form"].fields["hour"].choices)[7] == "০৭:০০"


def test_choices_are_kept_and_shown(client, person):
    somebody = person("reader", name="somebody")
    client.force_login(somebody)
    page = reverse("notice_settings")
    form = client.get(page).context["form"]
    given = {name: field.initial or form.initial.get(name) for name, field in form.fields.items()}
    given |= {"kind_job_failed": "weekly", "time_zone": "Asia/Dhaka", "hour": "9", "week_day": "6"}
    assert client.post(page, given).status_code == 302
    assert Preference.objects.get(kind="job_failed").delivery == "weekly"
    rhythm = Rhythm.objects.get(account=somebody)
    assert (rhythm.time_zone, rhythm.hour, rhythm.week_day) == ("Asia/Dhaka", 9, 6)
    assert client.get(page).context["form"]["hour"].value() == 9
    assert client.post(page, given | {"time_zone": "Mars/Olympus"}).status_code == 422


def test_the_log_of_mails_says_what_became_of_them_and_who_read_it(client, person):
    somebody, administrator = person("reader", name="somebody"), person("administrator")
    tell(somebody)
    mailing.send_due(Mail.objects.get().next_try_at)
    client.force_login(administrator)
    page = client.get(reverse("mails")).content.decode()
    assert "somebody@example.org" in page
    assert "OSError" not in page
    assert Read.objects.filter(account=administrator.pk, noun="notices.mail").count() == 1
    assert client.get(reverse("mails") + "?state=failed").context["mails"] == []
    answer = client.post(reverse("mail_again", args=[Mail.objects.get().pk]), follow=True)
    assert "The mail waits to be sent again." in answer.content.decode()
    assert Mail.objects.filter(state="queued").count() == 1


def test_the_frame_shows_how_many_are_unread_with_one_query(client, person, django_assert_num_queries):
    from serai.commons.notices.context import unread

    somebody = person("reader", name="somebody")
    tell(somebody)
    request = client.request().wsgi_request
    request.user = somebody
    with django_assert_num_queries(1):
        found = unread(request)
        assert (found["unread_notices"](), found["unread_notices"]()) == (1, 1)
    client.force_login(somebody)
    assert "unread notices" in client.get(reverse("about")).content.decode()


def test_the_first_word_stands_in_the_house_and_is_mailed_to_whoever_wants_it_until_they_end_it(
    client, person, settings
):
    settings.BASE_URL = "https://serai.example.org"
    somebody = person("reader", name="somebody")
    Person.objects.update_or_create(account=somebody, defaults={"name": "S", "language": "ar"})
    client.force_login(somebody)
    page = reverse("notice_settings")

    def welcome() -> str:
        services.notify(to=[somebody], kind="welcome", url=page)
        return mailing.send_due(timezone.now())

    assert welcome() == "", "nobody is mailed a first word unasked"
    shown = client.get(reverse("notice", args=[Notice.objects.get().pk])).content.decode()
    assert "Your desk is ready" in shown
    assert "What needs you stands on your desk, the most urgent first." in shown
    assert f'href="{page}">Go there' in shown

    form = client.get(page).context["form"]
    given = {name: field.initial or form.initial.get(name) for name, field in form.fields.items()}
    assert given["kind_welcome"] == "off"
    client.post(page, given | {"kind_welcome": "at_once"})
    assert welcome() == "1 mails sent, 0 attempts failed"
    [sent] = outbox.outbox
    assert sent.subject == "مكتبك جاهز"
    assert "https://serai.example.org/ar/notices/settings/" in sent.body

    leave = sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://serai.example.org")
    assert "كلمة أولى عن هذا الموقع" in client.get(leave).content.decode()
    assert client.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.get(page).context["form"]["kind_welcome"].initial == "off"
    assert welcome() == ""
    assert Notice.objects.filter(account=somebody).count() == 3, "in the house they stay"
