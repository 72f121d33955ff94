"""What of a submission is withheld from whoever sees it before its publication without working on it.

They see what would be published: the same cells withheld, the small ones and those that guard them. It is worked out
by a job, beside what counts already, and again after every other publication of the table; until then they see nothing.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.jobs import services as jobs
from serai.components.statistics.models import Submission, SubmissionFile
from serai.components.statistics.submissions import flows, folders
from serai.components.statistics.submissions.facts import current_file
from serai.components.statistics.tasks import DONE, open_store, progress_of
from serai.engine.api.early import withheld_if_published

TITLE = gettext_noop("Work out what is withheld before publication")
EARLY = ("approved", "embargoed")
PAUSE = timedelta(hours=1)
ATTEMPTS = 3


def withheld(row: Submission, file: SubmissionFile) -> frozenset[str] | None:
    """The keys of the cells that are withheld; None while it is not known."""
    if not flows.dataflow(row.provision.dataflow).protection.threshold:
        return frozenset()
    try:
        kept = json.loads(folders.guarded(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return frozenset(kept["keys"]) if kept["beside"] == _beside(row) else None


def guard_due(now: datetime) -> str:
    """Ask for what is not known yet of approved figures; a sentence saying so."""
    rows = Submission.objects.filter(state__in=EARLY).select_related("provision")
    due = [row for row in rows if _wanted(row) and not _tried(row, now)]
    for row in due:
        row.guard_job = jobs.enqueue(guard, row.pk, title=TITLE, attempts=ATTEMPTS)
        row.save(update_fields=["guard_job"])
    return f"what is withheld of {len(due)} submissions is worked out" if due else ""


@task(takes_context=True)
def guard(context: Any, submission: int) -> dict[str, str]:
    """Work out what is withheld of a submission. Tells its progress."""
    progress_of(context.task_result.id)("protect", 0.1)
    guard_now(submission)
    return {"said": DONE}


def guard_now(submission: int) -> None:
    """Work it out in this process. Raises: what the engine raises for figures that cannot be published."""
    row = Submission.objects.select_related("provision").get(pk=submission)
    file = current_file(row)
    if row.state not in EARLY or file is None:
        return
    beside = _beside(row)
    with open_store() as store:
        keys = withheld_if_published(
            store,
            flows.dataflow(row.provision.dataflow),
            folders.observations(file),
            provider=row.provision.organisation_id,
        )
    keep(file, beside, keys)


def keep(file: SubmissionFile, beside: str, keys: frozenset[str]) -> None:
    """Write down which cells of a version are withheld, beside which release."""
    place = folders.guarded(file)
    part = place.with_suffix(".part")
    part.write_text(json.dumps({"beside": beside, "keys": sorted(keys)}), encoding="utf-8")
    part.chmod(0o600)
    part.replace(place)


def _beside(row: Submission) -> str:
    """The release that stands now: another one may change what has to be withheld."""
    stands = flows.published(row.provision.dataflow)
    return stands.key if stands else ""


def _wanted(row: Submission) -> bool:
    file = current_file(row)
    return file is not None and folders.observations(file).is_file() and withheld(row, file) is None


def _tried(row: Submission, now: datetime) -> bool:
    job = jobs.status(row.guard_job) if row.guard_job else None
    return job is not None and (
        job.alive or (job.state != "successful" and (job.finished_at or timezone.now()) > now - PAUSE)
    )
