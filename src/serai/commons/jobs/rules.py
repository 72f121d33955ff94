"""Decisions about jobs, without clock and database."""

from __future__ import annotations

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


def pause(tried: int, first: timedelta = FIRST_PAUSE) -> timedelta:
    """How long to wait after the attempt number ``tried`` failed: four times longer each time, to a limit."""
    return min(first * int(4 ** min(max(tried - 1, 0), 12)), LONGEST_PAUSE)


def state(queue: str, *, error: str, tried: int, cancel_asked: bool) -> str:
    """One word for how a job stands, from the word of the queue (READY, RUNNING, SUCCESSFUL, FAILED).

    "again" waits for another attempt after a failure, "stopping" has been asked to stop, "cancelled" did.
    """
    if queue == "READY":
        return "again" if tried else "ready"
    if queue == "RUNNING":
        return "stopping" if cancel_asked else "running"
    if queue == "FAILED":
        return "cancelled" if error == "JobCancelled" else "failed"
    return "successful"
