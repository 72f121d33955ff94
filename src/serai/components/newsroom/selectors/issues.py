"""Issues of the newsletter: sent ones for everybody, the others for those who make and approve them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from serai.commons.access.readers import NOBODY
from serai.components.newsroom import rules
from serai.components.newsroom.access import APPROVE_ISSUES, MAKE_ISSUES
from serai.components.newsroom.models import Issue
from serai.components.newsroom.selectors.stories import Telling
from serai.components.newsroom.services.issues import approvals, issue_words
from serai.components.newsroom.services.mails import issue_text

__all__ = ["NOBODY", "IssueShown", "issue", "open_owners", "row", "sent", "telling", "unsent", "waiting_for"]


class IssueShown:
    """An issue with its words; ``deliveries`` counts how many mails are out, for those who make issues."""

    def __init__(self, row: Issue, works: bool) -> None:
        self.row = row
        self.words = issue_words(row)
        self.mail = self.words["opening"] + "\n\n" + issue_text(self.words)["stories"] if works else ""
        self.approvals = list(row.approvals.select_related("account")) if works else []
        self.works = works
        self.deliveries = row.deliveries.count() if works else 0
        self.sent = row.deliveries.filter(sent_at__isnull=False).count() if works else 0


def row(number: int) -> Issue | None:
    """An issue by its number, for a service."""
    return Issue.objects.filter(pk=number).first()


def issue(user: Any, number: int) -> IssueShown | None:
    """An issue that ``user`` may see."""
    works = MAKE_ISSUES.granted_to(user) or APPROVE_ISSUES.granted_to(user)
    found = row(number)
    if found is None or (found.status != Issue.Status.SENT and not works):
        return None
    return IssueShown(found, works)


def telling(shown: IssueShown) -> Telling:
    """The one language of an issue and its address there."""
    code = shown.row.language
    with override(code):
        url = reverse("newsroom:issue", args=[shown.row.pk])
    return Telling(code, dict(settings.LANGUAGES).get(code, code), url)


def sent(language: str) -> list[Issue]:
    """Issues that were sent: those in ``language`` first, then the others, newest first."""
    rows = list(Issue.objects.filter(status=Issue.Status.SENT).order_by("-sent_at"))
    return sorted(rows, key=lambda found: found.language != language)


def unsent() -> list[Issue]:
    """Issues on their way to being sent, for those who make them."""
    return list(Issue.objects.exclude(status=Issue.Status.SENT))


def open_owners(user: Any, shown: IssueShown) -> list[str]:
    """For which owners ``user`` may approve the issue now."""
    if not APPROVE_ISSUES.granted_to(user) or shown.row.status != Issue.Status.SUBMITTED:
        return []
    given = approvals(shown.row)
    return [owner for owner in rules.OWNERS if not rules.may_approve(owner, user.pk, user.roles, given)]


def waiting_for(account: int, roles: frozenset[str]) -> list[Issue]:
    """Issues that wait for this person's approval. Two queries."""
    rows = Issue.objects.filter(status=Issue.Status.SUBMITTED).prefetch_related("approvals")
    return [
        found
        for found in rows
        if any(not rules.may_approve(owner, account, roles, approvals(found)) for owner in rules.OWNERS)
    ]
