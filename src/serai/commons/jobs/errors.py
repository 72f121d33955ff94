"""What can go wrong with a job."""

from __future__ import annotations

from django.http import Http404

from serai.kernel.errors import SeraiError


class JobCancelled(SeraiError):
    """Somebody asked for the job to stop; raised inside the job when it tells its progress."""


class WorkerLost(RuntimeError):
    """The worker that did this job ended before the job did."""


class JobRuns(SeraiError):
    """Something must wait until a job has ended."""


class UnknownJob(SeraiError, Http404):
    """No such job for whoever asks; a page answers 404."""

    def __init__(self, job_id: object) -> None:
        super().__init__("There is no such job", where=str(job_id), advice="Choose one from the list.")
