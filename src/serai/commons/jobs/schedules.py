"""What is due by the clock: what lies about gets cleaned up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from serai.commons.accounts.memory import forget_expired
from serai.commons.jobs.errors import WorkerLost
from serai.commons.jobs.models import Job
from serai.commons.jobs.settling import settle

KEEP_RESULTS = timedelta(days=14)
LOST_AFTER = timedelta(hours=6)


@dataclass(frozen=True)
class Schedule:
    """``run`` gets the time and says in a sentence what it did, or "" when there was nothing to do.

    ``title`` says to administrators what it is for; without one they read its ``name``.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], str]
    title: Any = ""


def clear_sessions(now: datetime) -> str:
    """Sessions that have expired go."""
    gone, _models = Session.objects.filter(expire_date__lt=now).delete()
    return f"{gone} expired sessions removed" if gone else ""


def clear_memory(now: datetime) -> str:
    """Counts of attempts and other short memories go once they are over; before that, nothing pushes them out."""
    gone = forget_expired(now)
    return f"{gone} expired counts and memories removed" if gone else ""


def clear_results(now: datetime) -> str:
    """What finished jobs left behind goes after two weeks."""
    gone, _models = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    Job.objects.filter(asked_at__lt=now - KEEP_RESULTS).exclude(
        pk__in=DBTaskResult.objects.values("pk")
    ).delete()
    return f"{gone} old job results removed" if gone else ""


def fail_lost_jobs(now: datetime) -> str:
    """A job that has run for hours lost its worker: that attempt failed, so that whoever waits is told."""
    lost = list(DBTaskResult.objects.running().filter(started_at__lt=now - LOST_AFTER))
    for job in lost:
        job.set_failed(WorkerLost(f"no word from the worker since {job.started_at:%Y-%m-%d %H:%M} UTC"))
        settle(job.pk)
    return f"{len(lost)} jobs without a worker marked as failed" if lost else ""


def declared() -> list[Schedule]:
    """Every schedule of the house: an application declares its own by a method ``schedules``."""
    found = (getattr(config, "schedules", tuple) for config in apps.get_app_configs())
    return [schedule for schedules in found for schedule in schedules()]


OWN = (
    Schedule("lost jobs", timedelta(minutes=10), fail_lost_jobs, _("Jobs whose worker was lost")),
    Schedule("sessions", timedelta(days=1), clear_sessions, _("Expired sessions")),
    Schedule("memory", timedelta(minutes=10), clear_memory, _("Attempts counted long ago")),
    Schedule("job results", timedelta(days=1), clear_results, _("Old results of jobs")),
)
