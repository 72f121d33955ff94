"""Issues of the newsletter: put together, approved by two, sent to each address once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from serai.commons.access.readers import NOBODY
from serai.components.newsroom import rules
from serai.components.newsroom.access import APPROVE_ISSUES, MAKE_ISSUES
from serai.components.newsroom.errors import IssueRefused
from serai.components.newsroom.models import Delivery, Issue, IssueApproval, IssueItem, NewsPage, Subscriber
from serai.components.newsroom.services import mails
from serai.components.newsroom.services.newsletter import leave_word

BATCH = 50
REASONS = {
    "role": "Only the secretariat and the project's manager approve an issue",
    "again": "This owner has approved it already",
    "same_person": "One person cannot approve for both owners",
}


def make_issue(*, actor: Any, language: str, title: str, opening: str, stories: Sequence[int]) -> Issue:
    """Put an issue together from published public news in ``language``; it waits for its two approvals.

    Raises:  IssueRefused when nothing was chosen, or something that everybody may not read.
    """
    _allowed(MAKE_ISSUES, actor)
    found = NewsPage.objects.visible_to(NOBODY).filter(pk__in=stories)
    if not stories or found.count() != len(set(stories)):
        raise IssueRefused(_("An issue holds published news that everybody may read, at least one"))
    with transaction.atomic():
        issue = Issue.objects.create(
            language=language, title=title, opening=opening, made_by=actor, status=Issue.Status.SUBMITTED
        )
        IssueItem.objects.bulk_create(
            IssueItem(issue=issue, page_id=pk, place=place) for place, pk in enumerate(stories, 1)
        )
    return issue


@transaction.atomic
def approve_issue(*, actor: Any, issue: Issue, owner: str) -> Issue:
    """Approve for ``owner``. With the second approval the issue is on its way.

    Raises:  IssueRefused when ``actor`` does not hold the owner's role, or approved for the other one.
    """
    _allowed(APPROVE_ISSUES, actor)
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    if issue.status != Issue.Status.SUBMITTED:
        raise IssueRefused(_("This issue does not wait for approval"))
    given = approvals(issue)
    if problem := rules.may_approve(owner, actor.pk, actor.roles, given):
        raise IssueRefused(_(REASONS[problem]))
    IssueApproval.objects.create(issue=issue, owner=owner, account=actor)
    if rules.is_approved([*given, rules.Approval(owner, actor.pk)]):
        _start(issue)
    return issue


def approvals(issue: Issue) -> list[rules.Approval]:
    """Who approved an issue so far."""
    return [rules.Approval(row.owner, row.account_id) for row in issue.approvals.all()]


def _allowed(permission: Any, actor: Any) -> None:
    if not permission.granted_to(actor):
        raise IssueRefused(str(permission.title))


def _start(issue: Issue) -> None:
    """Write down to whom the issue goes, before the first mail leaves: a killed job goes on there."""
    from serai.commons.jobs import services as jobs

    readers = Subscriber.objects.filter(language=issue.language, confirmed_at__isnull=False)
    Delivery.objects.bulk_create(
        (Delivery(issue=issue, subscriber=row) for row in readers.iterator()), ignore_conflicts=True
    )
    issue.status = Issue.Status.SENDING
    issue.job = jobs.enqueue(send_issue, issue.pk)
    issue.save(update_fields=["status", "job"])


@task()
def send_issue(issue: int) -> int:
    """Send what has not been sent; how many went. Started again, it goes on where it stopped."""
    sent = 0
    while batch := _send_batch(issue):
        sent += batch
    Issue.objects.filter(pk=issue, status=Issue.Status.SENDING).update(
        status=Issue.Status.SENT, sent_at=timezone.now()
    )
    return sent


def _send_batch(issue: int) -> int:
    """One batch; each row is marked in the transaction that hands its mail over, so that none goes twice."""
    row = Issue.objects.get(pk=issue)
    words = issue_words(row)
    done = 0
    for pk in Delivery.objects.filter(issue=issue, sent_at__isnull=True).values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                pk=pk, sent_at__isnull=True
            )
            delivery = waiting.select_related("subscriber").first()
            if delivery is None:
                continue
            delivery.sent_at = timezone.now()
            delivery.save(update_fields=["sent_at"])
            mails.send_issue_mail(row, words, delivery.subscriber, leave_word(delivery.subscriber))
            done += 1
    return done


def issue_words(issue: Issue) -> dict[str, Any]:
    """What a mail of the issue says: title, opening, and each story that everybody may read today."""
    visible = NewsPage.objects.visible_to(NOBODY).filter(in_issues__issue=issue)
    with override(issue.language):
        return {
            "title": issue.title,
            "opening": issue.opening,
            "url": mails.absolute(reverse("newsroom:issue", args=[issue.pk])),
            "stories": [
                {
                    "title": page.title,
                    "lead": page.lead,
                    "path": _address(page),
                    "url": mails.absolute(_address(page)),
                }
                for page in visible.select_related("locale").order_by("in_issues__place").distinct()
            ],
        }


def _address(page: NewsPage) -> str:
    from serai.components.newsroom.selectors.stories import address

    return address(page)


def resume(now: datetime) -> str:
    """An issue whose job was lost is sent on."""
    from serai.commons.jobs import services as jobs

    said = []
    for issue in Issue.objects.filter(status=Issue.Status.SENDING):
        status = jobs.status(issue.job) if issue.job else None
        if status is None or status.state in ("failed", "successful"):
            Issue.objects.filter(pk=issue.pk).update(job=jobs.enqueue(send_issue, issue.pk))
            said.append(str(issue.pk))
    return f"issues of the newsletter sent on: {', '.join(said)}" if said else ""
