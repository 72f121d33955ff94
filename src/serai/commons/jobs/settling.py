"""What follows when an attempt at a job has ended."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from serai.commons import events
from serai.commons.jobs import rules
from serai.commons.jobs.errors import JobCancelled
from serai.commons.jobs.events import JobFailed
from serai.commons.jobs.models import Job


@transaction.atomic
def settle(job_id: str | UUID) -> None:
    """After an attempt ended: a failed job waits for its next attempt, or its failure is announced."""
    row = DBTaskResult.objects.select_for_update().filter(pk=job_id).first()
    job = Job.objects.filter(pk=job_id).first()
    if row is None or job is None or row.status != "FAILED":
        return
    error = row.exception_class_path.rpartition(".")[2]
    job.tried += 1
    if job.tried < job.attempts and error != JobCancelled.__name__:
        row.status, row.finished_at = "READY", None
        row.run_after = timezone.now() + rules.pause(job.tried)
        row.save(update_fields=["status", "finished_at", "run_after"])
    elif error != JobCancelled.__name__:
        events.announce(JobFailed(str(job.pk), job.owner_id, job.title, error))
    job.save(update_fields=["tried"])
