"""What happened to jobs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class JobFailed:
    """A job ended in failure and is not tried again. ``title`` is a text of the catalogue."""

    job_id: str
    owner: int | None
    title: str
    error: str
