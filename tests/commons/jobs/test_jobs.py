"""Jobs are done once, failures are told, and what lies about is cleaned up by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from serai.commons.jobs import schedules, services
from serai.commons.partnership.models import Upload

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)
# the worker closes its connection between jobs, which ends a test's transaction
with_worker = pytest.mark.django_db(transaction=True)
done: list[int] = []


@task(backend="background")
def add(left: int, right: int) -> int:
    done.append(left + right)
    return left + right


@task(backend="background")
def stumble() -> None:
    raise ValueError("a value that nobody may read")


def work():
    """Do what waits, in this process; the worker's handlers for signals are its own process's affair."""
    from unittest.mock import patch

    with patch("signal.signal"):
        services.run_worker(once=True)


@with_worker
def test_a_job_waits_is_done_once_and_gives_its_result():
    done.clear()
    job = services.enqueue(add, 2, right=3)
    assert services.status(job).state == "ready"
    work()
    work()
    assert done == [5]
    status = services.status(job)
    assert (status.state, status.result, status.error) == ("successful", 5, "")


@with_worker
def test_a_failed_job_says_what_kind_of_failure_and_no_data():
    job = services.enqueue(stumble)
    work()
    status = services.status(job)
    assert (status.state, status.error) == ("failed", "ValueError")


def test_a_rolled_back_request_leaves_no_job():
    with transaction.atomic():
        services.enqueue(add, 1, 1)
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_no_such_job():
    assert services.status("00000000-0000-0000-0000-000000000000") is None


def test_a_schedule_runs_when_it_is_due_and_not_before():
    ran = []
    hourly = schedules.Schedule("hourly", timedelta(hours=1), lambda now: ran.append(now) or "ran")
    at = [NOW, NOW + timedelta(minutes=59), NOW + timedelta(minutes=60), NOW + timedelta(minutes=61)]
    assert [services.tick(moment, [hourly]) for moment in at] == [["ran"], [], ["ran"], []]
    assert ran == [at[0], at[2]]


def test_a_failing_schedule_is_due_again_and_stops_no_other():
    def fail(now: datetime) -> str:
        raise OSError("disk full")

    both = [
        schedules.Schedule("broken", timedelta(days=1), fail),
        schedules.Schedule("whole", timedelta(days=1), lambda now: "done"),
    ]
    assert services.tick(NOW, both) == ["broken: failed, see the log", "done"]
    assert services.tick(NOW, both) == ["broken: failed, see the log"]


def test_expired_sessions_go_and_others_stay():
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(seconds=1))
    assert "1 expired sessions removed" in services.tick(NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_every_application_declares_its_own_schedules():
    assert {schedule.name for schedule in schedules.declared()} >= {"sessions", "lost jobs", "uploads"}


def test_an_upload_that_nobody_confirmed_is_dropped_after_a_day():
    for hours in (23, 25):
        upload = Upload.objects.create(actor=str(hours), archive=b"zip", report={})
        Upload.objects.filter(pk=upload.pk).update(received_at=NOW - timedelta(hours=hours))
    assert "1 unconfirmed uploads dropped" in services.tick(NOW)
    assert list(Upload.objects.filter(archive=None).values_list("actor", flat=True)) == ["25"]


def test_a_job_whose_worker_died_is_marked_as_failed():
    lost, alive = services.enqueue(add, 1, 1), services.enqueue(add, 2, 2)
    now = timezone.now()
    for job, hours in ((lost, 7), (alive, 5)):
        DBTaskResult.objects.filter(pk=job).update(status="RUNNING", started_at=now - timedelta(hours=hours))
    assert schedules.fail_lost_jobs(now) == "1 jobs without a worker marked as failed"
    assert (services.status(lost).state, services.status(lost).error) == ("failed", "WorkerLost")
    assert services.status(alive).state == "running"


@with_worker
def test_old_results_go_after_two_weeks():
    job = services.enqueue(add, 1, 1)
    work()
    later = timezone.now() + timedelta(days=13)
    assert schedules.clear_results(later) == ""
    assert schedules.clear_results(later + timedelta(days=2)) == "1 old job results removed"
    assert services.status(job) is None
