"""Publishing: a job with progress, asked for by a person or by the clock when an embargo ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.accounts.models import User
from serai.commons.audit.acting import acting
from serai.commons.jobs import services as jobs
from serai.commons.jobs.schedules import Schedule
from serai.components.statistics import services as room
from serai.components.statistics.models import Submission
from serai.components.statistics.submissions import flows, folders
from serai.components.statistics.submissions.facts import current_file, published_before, reasons_of
from serai.components.statistics.submissions.guarding import guard_due
from serai.components.statistics.submissions.services import locked
from serai.components.statistics.submissions.telling import tell
from serai.components.statistics.submissions.words import refusal
from serai.components.statistics.tasks import DONE, open_store, progress_of
from serai.engine import api
from serai.engine.model.dataset import ReleaseInfo
from serai.kernel.errors import SeraiError

TITLE = gettext_noop("Publish figures that were sent")
DUE_STATES = ("approved", "embargoed")
PAUSE = timedelta(hours=1)
ATTEMPTS = 3


@transaction.atomic
def ask_for_publishing(*, actor: User, submission: int) -> str:
    """Have a worker publish an approved submission; the number of the job.

    Raises: SubmissionRefused, also before the end of an embargo; UnknownSubmission.
    """
    return _enqueue(locked(actor, submission, "publish"), actor)


@transaction.atomic
def publish_due(now: datetime) -> str:
    """Ask for the publication of what is under an embargo that has ended; a sentence saying so."""
    rows = Submission.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state="embargoed", embargo_until__lte=now
    )
    due = [row for row in rows.select_related("approved_by") if not _tried(row, now)]
    for row in due:
        _enqueue(row, row.approved_by)
    return f"{len(due)} submissions are published: their embargo has ended" if due else ""


def _tried(row: Submission, now: datetime) -> bool:
    """A job is at it, or failed a short while ago: what is broken is not tried again every minute."""
    job = jobs.status(row.job) if row.job else None
    return job is not None and (job.alive or (job.finished_at or now) > now - PAUSE)


def _enqueue(row: Submission, actor: User | None) -> str:
    owner = actor.pk if actor else None
    row.job = jobs.enqueue(publish, row.pk, owner, owner=owner, title=TITLE, attempts=ATTEMPTS)
    row.save(update_fields=["job"])
    return str(row.job)


@task(takes_context=True)
def publish(context: Any, submission: int, owner: int | None) -> dict[str, str]:
    """Publish the figures of a submission and say so in its row. Tells its progress.

    Publishing the same figures again gives the release that exists, so a second attempt harms nothing.
    """
    actor = User.objects.filter(pk=owner).first() if owner else None
    release = publish_now(submission, actor, progress_of(context.task_result.id))
    return {"said": DONE, "url": reverse("statistics:revision", args=[release.dataflow, release.revision])}


def publish_now(
    submission: int, actor: User | None, told: Callable[[str, float], None] = lambda _step, _fraction: None
) -> ReleaseInfo:
    """Publish an approved submission in this process. Raises: SubmissionRefused, and what the engine raises."""
    with acting(actor=actor):
        row = Submission.objects.select_related("provision__organisation").get(pk=submission)
        _check_due(row)
        told("read", 0.1)
        file = current_file(row)
        if file is None:
            raise refusal("no_file")
        with open_store() as store:
            release = api.publish_submitted(
                store,
                flows.dataflow(row.provision.dataflow),
                folders.observations(file),
                provider=row.provision.organisation_id,
                reason=row.reason,
                explained=reasons_of(row),
                synthetic=row.provision.synthetic,
            )
            told("register", 0.8)
            room.register(store)
        _published(row.pk, release.key, actor)
    return release


def _check_due(row: Submission) -> None:
    """What was returned, withdrawn, put under a later embargo or published otherwise meanwhile is not published."""
    if row.state not in DUE_STATES:
        raise refusal("state")
    if row.embargo_until and row.embargo_until > timezone.now():
        raise refusal("embargo")
    # two submissions of one period may both have been approved: the second would replace the first unexplained
    if published_before(row):
        raise refusal("published_before")


@transaction.atomic
def _published(submission: int, key: str, actor: User | None) -> None:
    row = Submission.objects.select_for_update(of=("self",)).get(pk=submission)
    if row.state not in DUE_STATES:
        raise SeraiError("The submission was taken back while it was published", where=str(submission))
    row.state, row.release_key = Submission.State.PUBLISHED, key
    row.published_by, row.published_at = actor, timezone.now()
    row.save()
    tell(row, "submission_published", actor=None)


SCHEDULES = (
    Schedule("embargoes", timedelta(minutes=1), publish_due, _("Figures whose embargo has ended")),
    Schedule("early_figures", timedelta(minutes=1), guard_due, _("What is withheld before publication")),
)
