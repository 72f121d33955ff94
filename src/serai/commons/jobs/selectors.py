"""How jobs and schedules stand, for whoever may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from serai.commons.access.readers import Reader
from serai.commons.jobs import rules
from serai.commons.jobs.access import sees_all
from serai.commons.jobs.errors import UnknownJob
from serai.commons.jobs.models import Job, ScheduleRun
from serai.commons.jobs.schedules import declared

LONGEST_LIST = 100


@dataclass(frozen=True)
class JobStatus:
    """``state`` is one of ``rules.state``; ``error`` names the kind of failure, no data.

    ``title`` and ``words`` are texts of the catalogue; ``total`` is None while it is not known.
    """

    job_id: str
    state: str
    enqueued_at: datetime | None
    finished_at: datetime | None
    error: str
    result: Any
    title: str = ""
    words: str = ""
    done: int = 0
    total: int | None = None
    tried: int = 0
    attempts: int = 1
    owner: int | None = None
    owner_name: str = ""

    @property
    def alive(self) -> bool:
        """Whether something may still happen."""
        return self.state in ("ready", "again", "running", "stopping")

    @property
    def may_stop(self) -> bool:
        """Whether asking it to stop makes sense."""
        return self.state in ("ready", "again", "running")


@dataclass(frozen=True)
class ScheduleStatus:
    """When a schedule ran, is due again, and how often it failed since it last ran to its end."""

    name: str
    title: Any
    every_minutes: int
    ran_at: datetime | None
    next_at: datetime | None
    said: str
    failures: int
    failed_at: datetime | None
    error: str


def status(job_id: str | UUID) -> JobStatus | None:
    """How ``job_id`` stands, or None when there is no such job (any more); for programmes, not for pages."""
    row = DBTaskResult.objects.filter(pk=job_id).first()
    if row is None:
        return None
    return _status(row, Job.objects.filter(pk=job_id).select_related("owner").first())


def job(reader: Reader, job_id: str | UUID) -> JobStatus:
    """One job for somebody who may watch it. Raises UnknownJob for everybody else."""
    found = status(job_id) if reader.account is not None else None
    if found is None or not (found.owner == reader.account or sees_all(reader)):
        raise UnknownJob(job_id)
    return found


def jobs(reader: Reader, *, everybody: bool = False) -> list[JobStatus]:
    """Jobs of ``reader``, or with ``everybody`` of all if they may see them; the newest first. Two queries."""
    if reader.account is None:
        return []
    rows = Job.objects.select_related("owner")
    if not (everybody and sees_all(reader)):
        rows = rows.filter(owner=reader.account)
    return _joined(rows[:LONGEST_LIST])


def failed(reader: Reader) -> list[JobStatus]:
    """Jobs of ``reader`` that failed and that they have not put aside. Two queries."""
    if reader.account is None:
        return []
    mine = _joined(Job.objects.filter(owner=reader.account, dismissed_at__isnull=True)[:LONGEST_LIST])
    return [one for one in mine if one.state == "failed"]


def schedules() -> list[ScheduleStatus]:
    """Every schedule of the house, in the order of their names. One query."""
    ran = {row.name: row for row in ScheduleRun.objects.all()}
    found = []
    for one in sorted(declared(), key=lambda schedule: schedule.name):
        row = ran.get(one.name) or ScheduleRun(name=one.name)
        due = row.ran_at + one.every if row.ran_at else timezone.now()
        found.append(
            ScheduleStatus(
                name=one.name,
                # rooms below this one declare schedules of their own make
                title=getattr(one, "title", "") or one.name,
                every_minutes=int(one.every.total_seconds() // 60),
                ran_at=row.ran_at,
                next_at=due,
                said=row.said,
                failures=row.failures,
                failed_at=row.failed_at,
                error=row.error,
            )
        )
    return found


def _joined(rows: Iterable[Job]) -> list[JobStatus]:
    known = list(rows)
    queue = DBTaskResult.objects.in_bulk([row.pk for row in known])
    return [_status(queue[row.pk], row) for row in known if row.pk in queue]


def _status(row: DBTaskResult[Any, Any], known: Job | None) -> JobStatus:
    told = known or Job(pk=row.id)
    error = row.exception_class_path.rpartition(".")[2]
    return JobStatus(
        job_id=str(row.id),
        state=rules.state(
            str(row.status), error=error, tried=told.tried, cancel_asked=told.cancel_asked_at is not None
        ),
        enqueued_at=row.enqueued_at,
        finished_at=row.finished_at,
        error=error,
        result=row.return_value,
        title=told.title,
        words=told.words,
        done=told.done,
        total=told.total,
        tried=told.tried,
        attempts=told.attempts,
        owner=told.owner_id,
        owner_name=str(told.owner) if told.owner else "",
    )
