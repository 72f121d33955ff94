"""Jobs tell how far they are, stop when asked, are tried again, and are watched by their owner alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from serai.commons import events
from serai.commons.access.readers import Reader
from serai.commons.jobs import rules, schedules, selectors, services
from serai.commons.jobs.errors import JobCancelled, UnknownJob
from serai.commons.jobs.events import JobFailed
from serai.commons.jobs.models import Job, ScheduleRun

pytestmark = pytest.mark.django_db
with_worker = pytest.mark.django_db(transaction=True)
seen: list[str] = []


@task(backend="background", takes_context=True)
def count_to(context, number: int) -> int:
    """Tells its progress inside a transaction, as a load does."""
    with transaction.atomic():
        for done in range(number):
            services.progress(context.task_result.id, done, number, "counting")
            seen.append(services.status(context.task_result.id).state)
    return number


@task(backend="background", takes_context=True)
def stop_at_two(context, owner: int) -> None:
    for done in range(10):
        services.progress(context.task_result.id, done, 10)
        seen.append(str(done))
        if done == 2:
            services.cancel(reader=Reader(account=owner), job_id=context.task_result.id)


@task(backend="background")
def stumble() -> None:
    seen.append("tried")
    raise OSError("a value that nobody may read")


@pytest.fixture(autouse=True)
def _fresh():
    seen.clear()


def work():
    with patch("signal.signal"):
        services.run_worker(once=True)


@with_worker
def test_progress_is_seen_while_the_transaction_of_the_job_is_open():
    job = services.enqueue(count_to, 3, title="Counting")
    work()
    status = services.status(job)
    assert (status.done, status.total, status.words, status.title) == (2, 3, "counting", "Counting")
    assert seen == ["running"] * 3


@with_worker
def test_a_running_job_stops_at_its_next_progress(person):
    somebody = person("reader")
    job = services.enqueue(stop_at_two, somebody.pk, owner=somebody.pk, attempts=3)
    work()
    assert seen == ["0", "1", "2"]
    status = services.status(job)
    assert (status.state, status.tried) == ("cancelled", 1)
    assert DBTaskResult.objects.get().status == "FAILED", "what was stopped is not tried again"


@with_worker
def test_a_waiting_job_that_is_stopped_is_not_begun(person):
    somebody = person("reader")
    job = services.enqueue(stumble, owner=somebody.pk)
    services.cancel(reader=Reader(account=somebody.pk), job_id=job)
    work()
    assert seen == []
    assert services.status(job).state == "cancelled"


PAUSES = [(1, 30), (2, 120), (3, 480), (4, 1920), (5, 7680), (6, 21600), (30, 21600)]


@pytest.mark.parametrize(("tried", "seconds"), PAUSES)
def test_pauses_grow_fourfold_to_six_hours(tried, seconds):
    assert rules.pause(tried) == timedelta(seconds=seconds)


@with_worker
def test_a_failed_job_is_tried_again_after_a_pause_and_announced_when_it_is_given_up(person):
    somebody = person("reader")
    told: list[JobFailed] = []
    events.listen(JobFailed, told.append)
    try:
        job = services.enqueue(stumble, owner=somebody.pk, title="Counting", attempts=2)
        work()
        assert seen == ["tried"]
        assert services.status(job).state == "again"
        row = DBTaskResult.objects.get()
        assert timedelta(seconds=25) < row.run_after - timezone.now() <= timedelta(seconds=30)
        assert told == []
        DBTaskResult.objects.update(run_after=timezone.now())
        work()
        assert seen == ["tried", "tried"]
        assert services.status(job).state == "failed"
        assert told == [JobFailed(job, somebody.pk, "Counting", "OSError")]
    finally:
        events.unlisten(JobFailed, told.append)


def test_jobs_are_watched_by_their_owner_and_by_administrators(client, person):
    somebody, other, administrator = (
        person("reader", name="somebody"),
        person("reader", name="other"),
        person("administrator"),
    )
    job = services.enqueue(stumble, owner=somebody.pk, title="Check all stored files")
    client.force_login(somebody)
    page = client.get(reverse("job", args=[job])).content.decode()
    assert "waits for its turn" in page
    assert 'http-equiv="refresh"' in page
    part = client.get(reverse("job", args=[job]), HTTP_HX_REQUEST="true").content.decode()
    assert part.startswith('<div id="standing"')
    assert "Check all stored files" in client.get(reverse("jobs")).content.decode()
    client.force_login(other)
    for name in ("job", "job_stop"):
        assert client.get(reverse(name, args=[job])).status_code == 404
    assert client.post(reverse("job_stop", args=[job])).status_code == 404
    assert client.post(reverse("job_dismiss", args=[job])).status_code == 404
    assert "Check all stored files" not in client.get(reverse("jobs")).content.decode()
    client.force_login(administrator)
    assert "Test somebody" in client.get(reverse("all_jobs")).content.decode()
    assert "Stop this work?" in client.get(reverse("job_stop", args=[job])).content.decode()
    client.post(reverse("job_stop", args=[job]))
    assert "stopped as asked" in client.get(reverse("job", args=[job])).content.decode()
    with pytest.raises(UnknownJob):
        selectors.job(Reader(), job)


def test_a_failed_job_leaves_the_desk_when_it_was_seen(client, person):
    somebody = person("reader")
    job = services.enqueue(stumble, owner=somebody.pk)
    DBTaskResult.objects.get().set_failed(OSError("x"))
    reader = Reader(account=somebody.pk)
    assert [one.job_id for one in selectors.failed(reader)] == [job]
    client.force_login(somebody)
    assert "The work could not be done" in client.get(reverse("job", args=[job])).content.decode()
    client.post(reverse("job_dismiss", args=[job]))
    assert selectors.failed(reader) == []
    assert [one.job_id for one in selectors.jobs(reader)] == [job]


def test_the_page_of_schedules_says_what_failed(client, person):
    now = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)

    def fail(moment: datetime) -> str:
        raise OSError("a value that nobody may read")

    for _time in range(2):
        services.tick(now, [schedules.Schedule("sessions", timedelta(days=1), fail)])
    row = ScheduleRun.objects.get()
    assert (row.failures, row.error, row.ran_at) == (2, "OSError", None)
    client.force_login(person("administrator"))
    page = client.get(reverse("schedules")).content.decode()
    assert "OSError" in page
    assert "nobody may read" not in page
    services.tick(now, [schedules.Schedule("sessions", timedelta(days=1), lambda moment: "12 removed")])
    row.refresh_from_db()
    assert (row.failures, row.error, row.said, row.ran_at) == (0, "", "12 removed", now)


@with_worker
def test_a_worker_ticks_along():
    ticked = threading.Event()

    def command(*_words, **_more):
        assert ticked.wait(10), "the clock of the worker did not tick"

    with (
        patch.object(services, "call_command", command),
        patch.object(services, "tick", lambda: ticked.set() or []),
    ):
        services.run_worker()


@with_worker
def test_a_person_who_is_erased_owns_no_job_and_is_named_by_none(person):
    from types import SimpleNamespace

    from serai.commons.jobs.erasure import erase

    somebody = person("reader")
    services.enqueue(stumble, owner=somebody.pk)
    DBTaskResult.objects.get().set_failed(OSError("no mailbox Someone Invented"))
    subject = SimpleNamespace(account=somebody.pk, person=None, names=("Someone Invented",), emails=())
    assert erase(subject) == [
        "1 jobs belong to nobody now",
        "1 results of jobs that named the person removed",
    ]
    assert Job.objects.get().owner is None
    assert not DBTaskResult.objects.exists()


def test_progress_of_a_job_that_is_gone_is_passed_over():
    services.progress("00000000-0000-0000-0000-000000000000", 1, 2)


def test_to_be_cancelled_is_an_error_that_people_can_read():
    assert "asked to stop" in str(JobCancelled("The job was asked to stop"))
