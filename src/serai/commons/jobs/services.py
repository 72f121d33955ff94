"""Work that a page asks for and a worker does, and work that is due by the clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from serai.commons.jobs.models import ScheduleRun
from serai.commons.jobs.schedules import Schedule, declared

logger = logging.getLogger(__name__)

BACKEND = "background"


@dataclass(frozen=True)
class JobStatus:
    """``state`` is ready, running, successful or failed; ``error`` names the kind of failure, no data."""

    job_id: str
    state: str
    enqueued_at: datetime | None
    finished_at: datetime | None
    error: str
    result: Any


def enqueue(job: Task[..., Any], *args: Any, **values: Any) -> str:
    """Ask a worker to do ``job`` (a function marked with ``django_tasks.task``); its id comes back.

    The row belongs to the open transaction: a rolled back request leaves no job behind.
    """
    return str(job.using(backend=BACKEND).enqueue(*args, **values).id)


def status(job_id: str | UUID) -> JobStatus | None:
    """How ``job_id`` stands, or None when there is no such job (any more)."""
    row = DBTaskResult.objects.filter(pk=job_id).first()
    if row is None:
        return None
    return JobStatus(
        job_id=str(row.id),
        state=row.status.lower(),
        enqueued_at=row.enqueued_at,
        finished_at=row.finished_at,
        error=row.exception_class_path.rpartition(".")[2],
        result=row.return_value,
    )


def run_worker(*, once: bool = False) -> None:
    """Do jobs as they come, until stopped by SIGTERM or SIGINT; with ``once`` do what waits and return."""
    words = ["--backend", BACKEND, "--queue-name", "*", "--no-startup-delay", *(["--batch"] if once else [])]
    call_command("db_worker", *words, verbosity=0)


def tick(now: datetime | None = None, schedules: Iterable[Schedule] | None = None) -> list[str]:
    """Run what is due of ``schedules``, or of the whole house; sentences saying what was done.

    Two ticks at once do nothing twice: each schedule's row is locked while it runs. A schedule that
    fails is logged and due again at the next tick; the others run.
    """
    moment = now or timezone.now()
    done = []
    for schedule in declared() if schedules is None else schedules:
        try:
            done.append(_run_if_due(schedule, moment))
        except Exception:  # one schedule must not keep the others from running
            logger.exception("schedule %s failed", schedule.name)
            done.append(f"{schedule.name}: failed, see the log")
    return [line for line in done if line]


@transaction.atomic
def _run_if_due(schedule: Schedule, now: datetime) -> str:
    ScheduleRun.objects.get_or_create(name=schedule.name)
    row = ScheduleRun.objects.select_for_update(skip_locked=True).filter(name=schedule.name).first()
    if row is None or (row.ran_at and now - row.ran_at < schedule.every):
        return ""
    line = schedule.run(now)
    row.ran_at = now
    row.save(update_fields=["ran_at"])
    return line
