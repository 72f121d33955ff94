"""What the newsroom decides without a database: consent, approvals, forms that no person fills."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

OWNERS = ("secretariat", "project_manager")
"""The two whose approval an issue of the newsletter needs; each is one person, and they are two."""

NOTICE_BEFORE_END = timedelta(days=30)
"""So long before a picture's consent ends its editor is told."""


@dataclass(frozen=True)
class Approval:
    """``owner`` is one of OWNERS, ``account`` is the person who approved for it."""

    owner: str
    account: int


def picture_problem(consent: str, alt: str, ends: date | None, today: date) -> str:
    """Why a picture may not be kept: "consent", "alt", "end", "past", or "" when it may.

    Where people agreed to be shown, the agreement has an end; nobody agrees for ever.
    """
    if not consent:
        return "consent"
    if not alt.strip():
        return "alt"
    if consent == "agreed" and ends is None:
        return "end"
    if ends is not None and ends < today:
        return "past"
    return ""


def may_approve(owner: str, account: int, roles: Collection[str], approvals: Collection[Approval]) -> str:
    """Why ``account`` may not approve an issue for ``owner``: a word, or "" when they may.

    Each owner approves once, by two different people, neither for a role they do not hold.
    """
    if owner not in OWNERS or owner not in roles:
        return "role"
    if any(approval.owner == owner for approval in approvals):
        return "again"
    if any(approval.account == account for approval in approvals):
        return "same_person"
    return ""


def is_approved(approvals: Collection[Approval]) -> bool:
    """Whether both owners approved, by two different people."""
    people = {approval.account for approval in approvals}
    return {approval.owner for approval in approvals} == set(OWNERS) and len(people) == len(OWNERS)


def best_language(available: Collection[str], wanted: str, first: str) -> str:
    """Which of ``available`` languages a reader of ``wanted`` gets.

    The wanted one; else the language it is a variety of (Persian for Dari); else ``first``, else the one
    that comes first by its code.
    """
    for language in (wanted, wanted.partition("-")[0], first):
        if language in available:
            return language
    return min(available)
