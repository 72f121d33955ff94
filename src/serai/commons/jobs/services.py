"""Work that a page asks for and a worker does, and work that is due by the clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from serai.commons.access.readers import Reader
from serai.commons.audit.acting import JOB, SCHEDULE, acting
from serai.commons.jobs.access import sees_all
from serai.commons.jobs.errors import JobCancelled, UnknownJob
from serai.commons.jobs.models import Job, ScheduleRun
from serai.commons.jobs.schedules import Schedule, declared
from serai.commons.jobs.selectors import JobStatus, status
from serai.commons.jobs.settling import settle

__all__ = ["JobStatus", "cancel", "dismiss", "enqueue", "progress", "run_worker", "settle", "status", "tick"]

logger = logging.getLogger(__name__)

BACKEND = "background"
TICK_SECONDS = 60


@transaction.atomic
def enqueue(
    job: Task[..., Any],
    *args: Any,
    owner: int | None = None,
    title: str = "",
    attempts: int = 1,
    **values: Any,
) -> str:
    """Ask a worker to do ``job`` (a function marked with ``django_tasks.task``); its id comes back.

    ``title`` (a text marked with gettext_noop) and ``owner`` (an account's number) say whose work it is and
    what; a failed job is tried again until ``attempts`` are used up. Arguments hold keys, never a person's
    data: they stay in the queue for two weeks. The rows belong to the open transaction: a rolled back
    request leaves no job behind.
    """
    made = job.using(backend=BACKEND).enqueue(*args, **values)
    Job.objects.create(
        pk=made.id, owner_id=owner, title=title, attempts=max(attempts, 1), asked_at=timezone.now()
    )
    return str(made.id)


def progress(job_id: str | UUID, done: int, total: int | None = None, words: str = "") -> None:
    """Tell how far a job is, and ask whether it shall stop; called by the job, a few times a second at most.

    ``words`` is a text marked with gettext_noop. Inside a transaction it is written over a connection of its
    own, or nobody would see it before the end. Raises: JobCancelled when somebody asked the job to stop.
    """
    line = "update jobs_job set done = %s, total = %s, words = %s where id = %s returning cancel_asked_at"
    values = (done, total, words[:200], UUID(str(job_id)))
    beside = connection.copy() if connection.in_atomic_block else None
    try:
        with (beside or connection).cursor() as cursor:
            cursor.execute(line, values)
            row = cursor.fetchone()
    finally:
        if beside is not None:
            beside.close()
    if row and row[0] is not None:
        raise JobCancelled("The job was asked to stop")


@transaction.atomic
def cancel(*, reader: Reader, job_id: str | UUID) -> None:
    """Stop a job: one that waits is not begun, one that runs stops when it next tells its progress.

    Raises: UnknownJob unless it is the reader's own, or the reader may see all.
    """
    job = _own(reader, job_id)
    Job.objects.filter(pk=job.pk, cancel_asked_at__isnull=True).update(cancel_asked_at=timezone.now())
    waiting = (
        DBTaskResult.objects.select_for_update(skip_locked=True).filter(pk=job.pk, status="READY").first()
    )
    if waiting is not None:
        waiting.set_failed(JobCancelled("The job was asked to stop"))


def dismiss(*, reader: Reader, job_id: str | UUID) -> None:
    """The owner has seen that the job failed: it leaves the desk and stays in the list."""
    job = _own(reader, job_id)
    Job.objects.filter(pk=job.pk).update(dismissed_at=timezone.now())


def run_worker(*, once: bool = False) -> None:
    """Do jobs as they come, and every minute what is due by the clock, until SIGTERM or SIGINT.

    With ``once`` do the jobs that wait and return; the clock is then left to ``serai tick``.
    """
    words = ["--backend", BACKEND, "--queue-name", "*", "--no-startup-delay", *(["--batch"] if once else [])]
    ended = threading.Event()
    clock = threading.Thread(target=_tick_along, args=(ended,), name="clock", daemon=True)
    if not once:
        clock.start()
    try:
        with acting(actor="worker", means=JOB):
            call_command("db_worker", *words, verbosity=0)
    finally:
        ended.set()
        if not once:
            clock.join(timeout=30)


def tick(now: datetime | None = None, schedules: Iterable[Schedule] | None = None) -> list[str]:
    """Run what is due of ``schedules``, or of the whole house; sentences saying what was done.

    Two ticks at once do nothing twice: each schedule's row is locked while it runs. A schedule that
    fails is logged and due again at the next tick; the others run.
    """
    moment = now or timezone.now()
    done = []
    for schedule in declared() if schedules is None else schedules:
        try:
            with acting(actor="schedule", means=SCHEDULE):
                done.append(_run_if_due(schedule, moment))
        except Exception as error:  # one schedule must not keep the others from running
            logger.exception("schedule %s failed", schedule.name)
            _note_failure(schedule, moment, error)
            done.append(f"{schedule.name}: failed, see the log")
    return [line for line in done if line]


@transaction.atomic
def _run_if_due(schedule: Schedule, now: datetime) -> str:
    ScheduleRun.objects.get_or_create(name=schedule.name)
    row = ScheduleRun.objects.select_for_update(skip_locked=True).filter(name=schedule.name).first()
    if row is None or (row.ran_at and now - row.ran_at < schedule.every):
        return ""
    line = schedule.run(now)
    row.ran_at, row.said, row.failures, row.failed_at, row.error = now, line[:300], 0, None, ""
    row.save()
    return line


def _note_failure(schedule: Schedule, now: datetime, error: Exception) -> None:
    row, _made = ScheduleRun.objects.get_or_create(name=schedule.name)
    row.failures, row.failed_at, row.error = row.failures + 1, now, type(error).__name__
    row.save(update_fields=["failures", "failed_at", "error"])


def _tick_along(ended: threading.Event) -> None:
    """The clock of a worker: ticks until ``ended``. A tick that fails as a whole is logged, the next one comes."""
    try:
        while not ended.is_set():
            try:
                for line in tick():
                    logger.info("%s", line)
            except Exception:  # the database may be away for a while
                logger.exception("tick failed")
                connections.close_all()
            ended.wait(TICK_SECONDS)
    finally:
        connections.close_all()


def _own(reader: Reader, job_id: str | UUID) -> Job:
    """The job if it is the reader's, or the reader may see all."""
    job = Job.objects.filter(pk=job_id).first() if reader.account is not None else None
    if job is None or not (job.owner_id == reader.account or sees_all(reader)):
        raise UnknownJob(job_id)
    return job
