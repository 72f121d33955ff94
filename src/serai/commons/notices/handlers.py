"""Rooms below announce what they want said; here it is said."""

from __future__ import annotations

from django.urls import reverse

from serai.commons import events
from serai.commons.accounts.events import MailWanted, NoticeWanted
from serai.commons.accounts.models import User
from serai.commons.jobs.events import JobFailed
from serai.commons.notices import services


def mail_wanted(event: MailWanted) -> None:
    """A mail to somebody who may have no account."""
    services.send_mail(
        address=event.address, language=event.language, kind=event.kind, words=dict(event.words)
    )


def notice_wanted(event: NoticeWanted) -> None:
    """News for people with accounts."""
    people = User.objects.filter(pk__in=event.to)
    services.notify(to=people, kind=event.kind, words=dict(event.words), url=event.url, actor=event.actor)


def job_failed(event: JobFailed) -> None:
    """The owner of a job that failed learns of it."""
    if event.owner is not None:
        services.notify(
            to=User.objects.filter(pk=event.owner),
            kind="job_failed",
            words={"title": event.title, "error": event.error},
            url=reverse("job", args=[event.job_id]),
        )


def connect() -> None:
    """Listen."""
    events.listen(MailWanted, mail_wanted)
    events.listen(NoticeWanted, notice_wanted)
    events.listen(JobFailed, job_failed)
