"""What is due by the clock: what lies about gets cleaned up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

KEEP_RESULTS = timedelta(days=14)
LOST_AFTER = timedelta(hours=6)


class WorkerLost(RuntimeError):
    """The worker that did this job ended before the job did."""


@dataclass(frozen=True)
class Schedule:
    """``run`` gets the time and says in a sentence what it did, or "" when there was nothing to do."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]


def clear_sessions(now: datetime) -> str:
    """Sessions that have expired go."""
    gone, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return f"{gone} expired sessions removed" if gone else ""


def clear_results(now: datetime) -> str:
    """What finished jobs left behind goes after two weeks."""
    gone, _by_model = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    return f"{gone} old job results removed" if gone else ""


def fail_lost_jobs(now: datetime) -> str:
    """A job that has run for hours lost its worker: it counts as failed, so that whoever waits is told."""
    lost = list(DBTaskResult.objects.running().filter(started_at__lt=now - LOST_AFTER))
    for job in lost:
        job.set_failed(WorkerLost(f"no word from the worker since {job.started_at:%Y-%m-%d %H:%M} UTC"))
    return f"{len(lost)} jobs without a worker marked as failed" if lost else ""


def declared() -> list[Schedule]:
    """Every schedule of the house: an application declares its own by a method ``schedules``."""
    found = (getattr(config, "schedules", tuple) for config in apps.get_app_configs())
    return [schedule for schedules in found for schedule in schedules()]


OWN = (
    Schedule("lost jobs", timedelta(minutes=10), fail_lost_jobs),
    Schedule("sessions", timedelta(days=1), clear_sessions),
    Schedule("job results", timedelta(days=1), clear_results),
)
