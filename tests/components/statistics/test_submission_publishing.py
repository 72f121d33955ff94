"""What is approved is published by a job, what is under embargo by the clock, a correction as a revision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.components.statistics import submitting
from tests.components.statistics.submitting import FLOW, GOOD, WRITTEN, brought, send

from serai.commons.jobs import services as jobs
from serai.components.statistics.errors import SubmissionRefused
from serai.components.statistics.models import Release, Submission
from serai.components.statistics.submissions import flows, folders, guarding, services, tasks
from serai.components.statistics.submissions.facts import current_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who(home) -> Iterator[dict]:
    submitting.organisations()
    yield submitting.people()
    with connection.cursor() as cursor:  # the next test has another data folder
        cursor.execute("drop schema if exists iceberg cascade; create schema iceberg")


@pytest.fixture
def row(who):
    return submitting.provision(synthetic=True)


def work() -> None:
    with patch("signal.signal"):
        jobs.run_worker(once=True)


def everywhere() -> str:
    """What a visitor reads on the pages of the table, in the API and the SDMX service."""
    client = Client()
    places = [
        reverse("statistics:list"),
        reverse("statistics:release", args=[FLOW]),
        reverse("api:dataflows"),
        f"/sdmx/v2/data/dataflow/SERAI/{FLOW}/1.0.0/*",
    ]
    answers = (client.get(place) for place in places)
    return "".join(
        b"".join(one).decode() if one.streaming else one.content.decode(errors="replace") for one in answers
    )


def shown() -> bool:
    told = everywhere()
    return any(one in told for one in WRITTEN)


def test_a_person_publishes_and_a_correction_becomes_a_revision_with_its_reason(who, row):
    made = brought(who, row, "approved")
    assert not shown()
    client = Client()
    client.force_login(who["judge"])
    begun = client.post(reverse("statistics:submission_do", args=[made.pk, "publish"]))
    assert begun.status_code == 302 and begun.url.startswith("/jobs/")
    with pytest.raises(SubmissionRefused, match="being published"):
        services.give_back(actor=who["judge"], submission=made.pk, text="Wait")
    assert not shown()
    work()
    made.refresh_from_db()
    first = Release.objects.get(dataflow=FLOW)
    assert (made.state, made.release_key, made.published_by) == ("published", first.key, who["judge"])
    assert first.synthetic
    assert shown()
    page = client.get(reverse("statistics:submission", args=[made.pk])).content.decode()
    assert reverse("statistics:revision", args=[FLOW, 1]) in page

    # the same period again is a correction, or it is refused
    again = services.begin(actor=who["sender"], provision=row.pk)
    send(who["sender"], again.pk)
    with pytest.raises(SubmissionRefused, match="published before"):
        services.hand_in(actor=who["sender"], submission=again.pk)
    sender = Client()
    sender.force_login(who["sender"])
    at = reverse("statistics:submission_do", args=[made.pk, "correct"])
    begun = sender.post(at, {"text": "A border post was counted twice"})
    fix = Submission.objects.get(corrects=made)
    assert begun.url == reverse("statistics:submission", args=[fix.pk])
    send(who["second"], fix.pk, GOOD.replace("736252", "736100"))
    page = sender.get(begun.url).context["page"].preview
    assert [(one.value, one.before) for one in page.changes] == [("736,100", "736,252")]
    services.hand_in(actor=who["sender"], submission=fix.pk)
    services.approve(actor=who["judge"], submission=fix.pk)
    tasks.ask_for_publishing(actor=who["judge"], submission=fix.pk)
    work()
    second = Release.objects.get(dataflow=FLOW, revision=2)
    assert second.reason == "A border post was counted twice"
    told = Client().get(reverse("statistics:revision", args=[FLOW, 2])).content.decode()
    assert "A border post was counted twice" in told


def test_the_clock_publishes_when_the_embargo_ends_and_not_before(who, row):
    made = brought(who, row, "embargoed")
    with pytest.raises(SubmissionRefused, match="embargo"):
        tasks.ask_for_publishing(actor=who["judge"], submission=made.pk)
    assert tasks.publish_due(made.embargo_until - timedelta(seconds=1)) == ""
    work()
    assert not shown() and not Release.objects.exists()
    after = made.embargo_until + timedelta(seconds=1)
    with patch("django.utils.timezone.now", return_value=after):
        assert tasks.publish_due(after) == "1 submissions are published: their embargo has ended"
        assert tasks.publish_due(after) == ""  # the job waits already
    # the worker looks at the clock itself: a job that came too early publishes nothing
    assert Submission.objects.get().state == "embargoed"
    Submission.objects.update(embargo_until=timezone.now() - timedelta(seconds=1))
    work()
    made.refresh_from_db()
    assert made.state == "published"
    assert shown()


def test_a_job_that_comes_too_early_or_too_late_publishes_nothing(who, row):
    made = brought(who, row, "approved")
    tasks.ask_for_publishing(actor=who["judge"], submission=made.pk)
    Submission.objects.update(state="returned")
    work()
    assert not Release.objects.exists()
    Submission.objects.update(state="embargoed", embargo_until=timezone.now() + timedelta(days=1), job=None)
    with patch.object(tasks, "publish_due"):
        tasks._enqueue(Submission.objects.get(), who["judge"])
    work()
    assert not Release.objects.exists()


def test_what_cannot_be_published_is_not_tried_every_minute(who, row):
    made = brought(who, row, "embargoed")
    folders.observations(made.files.get()).unlink()
    Submission.objects.update(embargo_until=timezone.now() - timedelta(seconds=1))
    with patch.object(tasks, "ATTEMPTS", 1):
        assert tasks.publish_due(timezone.now())
    work()
    assert Submission.objects.get().state == "embargoed"
    assert tasks.publish_due(timezone.now()) == ""
    assert tasks.publish_due(timezone.now() + timedelta(hours=2)) != ""


SMALL = "AIR,F,NAT,IN,2026-09,2\nAIR,M,NAT,IN,2026-09,736252\n"


def publish(who, key) -> None:
    tasks.ask_for_publishing(actor=who["judge"], submission=key)
    work()


def preview_of(person, key):
    client = Client()
    client.force_login(person)
    return client.get(reverse("statistics:submission", args=[key])).context["page"].preview


def test_what_publication_withholds_is_told_to_nobody_who_did_not_work_on_it(who, row):
    made = brought(who, row, "approved", submitting.HEAD + SMALL)
    services.grant(
        actor=who["judge"],
        submission=made.pk,
        mail="clerk@example.org",
        until=timezone.now() + timedelta(days=9),
    )
    submitting.agreed(who, level="published")
    publish(who, made.pk)
    for name in ("other", "otherpoint", "clerk"):
        lines = preview_of(who[name], made.pk).lines
        assert lines and "2" not in {one.value for one in lines}
        assert "withheld" in {one.value for one in lines}
    assert "2" in {one.value for one in preview_of(who["sender"], made.pk).lines}
    # access that was given can be ended afterwards too
    [access] = made.pre_releases.all()
    services.end_grant(actor=who["judge"], submission=made.pk, number=access.pk)
    client = Client()
    client.force_login(who["clerk"])
    assert client.get(reverse("statistics:submission", args=[made.pk])).status_code == 404


def test_what_publication_would_withhold_is_withheld_from_whoever_sees_it_before(who, row):
    made = brought(who, row, "approved", submitting.HEAD + SMALL)
    submitting.agreed(who)
    folders.guarded(current_file(made)).unlink()
    client = Client()
    client.force_login(who["other"])
    page = client.get(reverse("statistics:submission", args=[made.pk]))
    assert page.context["page"].preview is None and "not ready to be seen" in page.content.decode()
    # the clock asks for it once, and a worker does it
    jobs.tick(schedules=tasks.SCHEDULES)
    assert guarding.guard_due(timezone.now()) == ""
    work()
    early = preview_of(who["other"], made.pk).lines
    assert early and "2" not in {one.value for one in early}
    assert {one.value for one in preview_of(who["sender"], made.pk).lines} >= {"2"}
    publish(who, made.pk)
    after = {one.key: one.value for one in preview_of(who["sender"], made.pk).lines}
    hidden = flows.cells_of(Release.objects.get(dataflow=FLOW))
    withheld = {row["CELL_KEY"] for row in hidden.to_pylist() if row["OBS_STATUS"] == "Q"}
    assert {one.key for one in early if one.value == "withheld"} == withheld
    assert {one.key: one.value for one in early if one.key not in withheld} == {
        key: value for key, value in after.items() if key not in withheld
    }


def test_another_publication_of_the_table_has_it_worked_out_anew(who, row):
    made = brought(who, row, "approved", submitting.HEAD + SMALL)
    other = brought(who, row, "approved", GOOD.replace("2026-09", "2026-10"))
    submitting.agreed(who)
    assert preview_of(who["other"], made.pk) is not None
    publish(who, other.pk)
    assert preview_of(who["other"], made.pk) is None


def test_two_approved_submissions_of_one_period_are_not_both_published(who, row):
    first, second = (brought(who, row, "approved") for _ in range(2))
    publish(who, first.pk)
    with pytest.raises(SubmissionRefused, match="published before"):
        tasks.ask_for_publishing(actor=who["judge"], submission=second.pk)
    with pytest.raises(SubmissionRefused, match="published before"):
        tasks.publish_now(second.pk, who["judge"])
    assert Release.objects.filter(dataflow=FLOW).count() == 1


def test_a_publication_that_is_not_for_a_receiver_is_not_told_beside_new_figures(who, row):
    first = brought(who, row, "approved")
    publish(who, first.pk)
    Release.objects.filter(dataflow=FLOW).update(audience="owner", owner_id="OWN")
    fix = services.correct(actor=who["sender"], submission=first.pk, reason="Recount")
    send(who["sender"], fix.pk, GOOD.replace("736252", "736100"))
    services.hand_in(actor=who["sender"], submission=fix.pk)
    services.approve(actor=who["judge"], submission=fix.pk)
    submitting.agreed(who)
    assert preview_of(who["other"], fix.pk) is None  # what is withheld is not known yet
    guarding.guard_now(fix.pk)
    assert {one.before for one in preview_of(who["other"], fix.pk).lines} == {""}
    assert "736,252" in {one.before for one in preview_of(who["judge"], fix.pk).lines}
