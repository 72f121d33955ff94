"""Checks of large files as jobs. Killed, or asked for twice, one is done again and leaves the same behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.accounts.models import User
from serai.commons.audit.acting import acting
from serai.commons.jobs import services as jobs
from serai.components.statistics.models import Submission, SubmissionFile
from serai.components.statistics.submissions import folders, sending
from serai.components.statistics.submissions.facts import current_file
from serai.components.statistics.submissions.words import plain
from serai.components.statistics.tasks import DONE, progress_of
from serai.kernel.errors import SeraiError

TITLE = gettext_noop("Check a large file of figures")
UNREAD = gettext_noop("The file could not be read.")
PASSED = gettext_noop("A newer file came, so this one was not checked.")
ATTEMPTS = 3


class Overtaken(SeraiError):
    """A newer version came, or the submission moved on: nobody needs the check any more."""


def ask_for_check(file: SubmissionFile, actor: User) -> None:
    """Have a worker check a version that was sent."""
    language = translation.get_language() or "en"
    file.job = jobs.enqueue(check, file.pk, language, owner=actor.pk, title=TITLE, attempts=ATTEMPTS)
    file.save(update_fields=["job", "state"])


@task(takes_context=True)
def check(context: Any, key: int, language: str) -> dict[str, str]:
    """Check a version and say so in its row; what is wrong with it stands on its page. Tells its progress."""
    said = check_now(key, language, progress_of(context.task_result.id))
    row = SubmissionFile.objects.get(pk=key)
    return {"said": said, "url": reverse("statistics:submission", args=[row.submission_id])}


def check_now(
    key: int, language: str, told: Callable[[str, float], None] = lambda _step, _fraction: None
) -> str:
    """Check a version in this process; what became of it, as one sentence.

    What the check makes is put beside the file before its row says so, in one transaction: a kill between the two
    leaves a row that waits, and the next attempt makes the same again.
    """
    file = SubmissionFile.objects.select_related("submission__provision__organisation__state").get(pk=key)
    if file.state != SubmissionFile.State.WAITING:
        return DONE

    def going(step: str, fraction: float) -> None:
        told(step, fraction)
        _still_wanted(file.submission, key)

    with acting(actor=file.sent_by), translation.override(language), folders.workroom() as room:
        try:
            going("read", 0.0)
            checked = sending.judged(file.submission, folders.sent(file), language, room, going)
        except Overtaken:
            _close(key, SubmissionFile.State.PASSED)
            return PASSED
        except SeraiError as error:
            _close(key, SubmissionFile.State.UNREAD, plain(error))
            return UNREAD
        told("keep", 0.95)
        with transaction.atomic():
            row = Submission.objects.select_for_update(of=("self",)).get(pk=file.submission_id)
            file = SubmissionFile.objects.select_for_update().get(pk=key)
            if file.state != SubmissionFile.State.WAITING:
                return DONE
            try:
                _still_wanted(row, key)
            except Overtaken:
                _close(key, SubmissionFile.State.PASSED)
                return PASSED
            file.submission = row
            marked = (room / sending.MARKED).is_file()
            folders.add(room, file)
            sending.settle(file, checked, marked=marked)
    return DONE


def _still_wanted(row: Submission, key: int) -> None:
    state = Submission.objects.filter(pk=row.pk).values_list("state", flat=True).get()
    newest = current_file(row)
    if state != Submission.State.DRAFT or newest is None or newest.pk != key:
        raise Overtaken("A newer version came")


def _close(key: int, state: str, trouble: str = "") -> None:
    file = SubmissionFile.objects.get(pk=key)
    file.state, file.trouble = state, trouble
    file.save(update_fields=["state", "trouble"])
