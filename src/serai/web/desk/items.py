"""What commons put on the desk: the ground floor cannot know the desk, so its news is gathered here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.directory import selectors as directory
from serai.commons.files import selectors as files
from serai.commons.files import services as file_services
from serai.commons.jobs import selectors as jobs
from serai.commons.jobs import services as job_services
from serai.commons.partnership import selectors as partnership
from serai.web.manifest import DeskAction, DeskItem
from serai.web.translators import selectors as translators


def commons(reader: Reader) -> Iterator[DeskItem]:
    """What is due from ``reader`` on the ground floor; the number of queries does not grow with the items."""
    for source in _SOURCES:
        yield from source(reader)


def _people(reader: Reader) -> Iterable[DeskItem]:
    """What the directory says is due: resets of second factors, posts that end, invitations."""
    for one in directory.due(reader):
        yield DeskItem(one.key, one.verb, one.title, one.url, one.due, _("People"))


def _files(reader: Reader) -> Iterable[DeskItem]:
    """Files that are removed within a month unless somebody prolongs them."""
    for file in files.expiring(reader):
        yield DeskItem(
            key=f"file:{file.key}",
            verb=_("confirm"),
            title=_("Keep the file “%(name)s” for another year, or let it go") % {"name": file.name},
            url=reverse("file", args=[file.key]),
            due=file.keep_until,
            room=_("Files"),
            action=PROLONG.code,
            about=_("Keep a file for another year, or let it go"),
        )


def _jobs(reader: Reader) -> Iterable[DeskItem]:
    """Work of the reader that failed."""
    for job in jobs.failed(reader):
        yield DeskItem(
            key=f"job:{job.job_id}",
            verb=_("look"),
            title=_("This work failed: %(title)s")
            % {"title": gettext(job.title) if job.title else gettext("Work of the house")},
            url=reverse("job", args=[job.job_id]),
            due=_day(job.finished_at),
            room=_("Work in progress"),
            action=DISMISS.code,
        )


def _uploads(reader: Reader) -> Iterable[DeskItem]:
    """Files of the partnership that wait for the reader's confirmation; they are dropped after a day."""
    for upload in partnership.waiting_uploads(reader):
        title = _("Load the partnership’s files that you sent, or give them up")
        yield DeskItem(
            key=f"upload:{upload.key}",
            verb=_("confirm"),
            title=title,
            about=title,
            url=reverse("load_preview", args=[upload.key]),
            due=_day(upload.drops_at),
            room=_("Partnership"),
        )


def _translations(reader: Reader) -> Iterable[DeskItem]:
    """Files of translations that wait for the reader's confirmation; they are dropped after a day."""
    for file in translators.waiting(reader):
        title = _("Take in the translations that you sent, or give them up")
        yield DeskItem(
            key=f"translation:{file.key}",
            verb=_("confirm"),
            title=title,
            about=title,
            url=reverse("translations_delivery", args=[file.language, file.key]),
            due=_day(file.drops_at),
            room=_("Translations"),
        )


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None


def _prolong(reader: Reader, key: str) -> None:
    file_services.prolong(reader=reader, key=key.removeprefix("file:"))


def _dismiss(reader: Reader, key: str) -> None:
    job_services.dismiss(reader=reader, job_id=key.removeprefix("job:"))


PROLONG = DeskAction(
    code="files.prolong",
    title=_("Keep it for another year"),
    low_risk=True,
    perform=_prolong,
    asks=_("Shall this file be kept for another year?"),
)
DISMISS = DeskAction(
    code="jobs.dismiss",
    title=_("I have seen it"),
    low_risk=True,
    perform=_dismiss,
    asks=_("Have you seen that this work failed? It then leaves your desk."),
)
ACTIONS = (PROLONG, DISMISS)
_SOURCES: tuple[Callable[[Reader], Iterable[DeskItem]], ...] = (
    _people,
    _uploads,
    _translations,
    _files,
    _jobs,
)
