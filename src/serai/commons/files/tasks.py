"""Long work on files: every stored content is read again and compared with its name."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from serai.commons.files import storage
from serai.commons.files.models import Content
from serai.commons.jobs import services as jobs

TITLE = gettext_noop("Check all stored files")
READING = gettext_noop("reading and comparing checksums")
WHOLE = gettext_noop("All contents are as they were stored. Checked:")
DAMAGED = gettext_noop("Contents are damaged or missing; restore them from a backup. Damaged:")
_PIECE = 1 << 20


@task(takes_context=True)
def check_all(context: Any) -> dict[str, Any]:
    """Read every content; mark those whose bytes are missing or no longer fit. Tells its progress."""
    job = context.task_result.id
    names = list(Content.objects.order_by("pk").values_list("pk", flat=True))
    damaged = 0
    for done, sha256 in enumerate(names):
        jobs.progress(job, done, len(names), READING)
        intact = _fits(sha256)
        damaged += not intact
        Content.objects.filter(pk=sha256).update(checked_at=timezone.now(), intact=intact)
    jobs.progress(job, len(names), len(names))
    return {"said": DAMAGED if damaged else WHOLE, "number": damaged or len(names)}


def ask_for_check(*, actor: int) -> str:
    """Have a worker check all contents; the number of the job."""
    return jobs.enqueue(check_all, owner=actor, title=TITLE, attempts=3)


def _fits(sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        with storage.opened(sha256) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256
