"""Questions about accounts: who there is, what they hold, where they are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from serai.commons.access.roles import Role
from serai.commons.accounts.access import MANAGE_ACCOUNTS, RESET_FACTORS
from serai.commons.accounts.models import FACTORS, ClosedProvider, FactorReset, OpenSession, User
from serai.commons.accounts.services.links import name_of
from serai.commons.accounts.services.resets import OPEN_FOR
from serai.commons.audit.services import record_read

PAGE = 50


@dataclass(frozen=True)
class RoleLine:
    """A role as its holder has it: from when to when; ``state`` is now, later or over."""

    number: int
    role: str
    word: Any
    since: date
    until: date | None
    organisation: str
    given_by: str
    state: str


@dataclass(frozen=True)
class AccountLine:
    """One account in the list; ``factor`` says whether a second factor is set up."""

    number: int
    name: str
    email: str
    is_active: bool
    factor: bool
    roles: tuple[Any, ...]
    last_login: datetime | None


@dataclass(frozen=True)
class AccountPage:
    """One account as an administrator sees it."""

    line: AccountLine
    roles: tuple[RoleLine, ...]
    factors: tuple[str, ...]
    sessions: int
    must_change_password: bool
    reset_asked: bool


@dataclass(frozen=True)
class SessionLine:
    """A browser in which somebody is signed in; ``own`` is the one that asks."""

    number: int
    device: str
    opened_at: datetime
    seen_at: datetime
    own: bool


@dataclass(frozen=True)
class ResetLine:
    """A request to forget a lost factor; ``may_confirm`` when the asker of this list may."""

    number: int
    name: str
    asked_by: str
    asked_at: datetime
    reason: str
    state: str
    closed_by: str
    closed_at: datetime | None
    may_confirm: bool


def accounts(*, actor: User, words: str = "", role: str = "", page: int = 1) -> tuple[list[AccountLine], int]:
    """A page of accounts by name, and how many pages there are; the read is written down."""
    _check(actor, MANAGE_ACCOUNTS)
    rows = User.objects.order_by("name", "pk").prefetch_related("held_roles", "authenticator_set")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role:
        today = timezone.localdate()
        current = Q(held_roles__until__isnull=True) | Q(held_roles__until__gte=today)
        rows = rows.filter(current, held_roles__role=role, held_roles__since__lte=today).distinct()
    pages = max(1, -(-rows.count() // PAGE))
    lines = [_line(user) for user in rows[(page - 1) * PAGE : page * PAGE]]
    record_read(actor=actor.pk, noun="accounts.user", keys=[str(line.number) for line in lines])
    return lines, pages


def account(*, actor: User, number: int) -> AccountPage:
    """One account with its roles; the read is written down. Raises: Http404, PermissionDenied."""
    _check(actor, MANAGE_ACCOUNTS)
    user = user_numbered(number)
    record_read(actor=actor.pk, noun="accounts.user", keys=[str(number)])
    return AccountPage(
        line=_line(user),
        roles=tuple(role_lines(user)),
        factors=tuple(sorted({str(row.get_type_display()) for row in _factors(user)})),
        sessions=len(open_sessions(user)),
        must_change_password=user.must_change_password,
        reset_asked=user.factor_resets.filter(closed_at=None).exists(),
    )


def user_numbered(number: int) -> User:
    """The account with that number, for services. Raises Http404."""
    user = User.objects.filter(pk=number).first()
    if user is None:
        raise Http404
    return user


def role_lines(user: User) -> list[RoleLine]:
    """The roles of ``user``, those that hold now first."""
    today = timezone.localdate()
    lines = [
        RoleLine(
            number=row.pk,
            role=row.role,
            word=row.get_role_display(),
            since=row.since,
            until=row.until,
            organisation=row.organisation,
            given_by=row.given_by.name if row.given_by else "",
            state="over" if row.until and row.until < today else "later" if row.since > today else "now",
        )
        for row in user.held_roles.select_related("given_by").order_by("-since", "role")
    ]
    return sorted(lines, key=lambda line: ("now", "later", "over").index(line.state))


def open_sessions(user: User, own: str | None = None) -> list[SessionLine]:
    """The browsers in which ``user`` is signed in, the one used last first."""
    rows = OpenSession.objects.filter(user=user, round=user.session_round)
    return [
        SessionLine(row.pk, row.device, row.opened_at, row.seen_at, row.session_key == own) for row in rows
    ]


def resets(*, actor: User) -> list[ResetLine]:
    """Requests to forget a lost factor, open ones first."""
    _check(actor, RESET_FACTORS)
    rows = FactorReset.objects.select_related("user", "asked_by", "closed_by")[:100]
    lines = [
        ResetLine(
            number=row.pk,
            name=row.user.name,
            asked_by=row.asked_by.name,
            asked_at=row.asked_at,
            reason=row.reason,
            state=_state(row),
            closed_by=row.closed_by.name if row.closed_by else "",
            closed_at=row.closed_at,
            may_confirm=_state(row) == "open" and actor.pk not in (row.user_id, row.asked_by_id),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.state != "open")


def _state(row: FactorReset) -> str:
    if row.closed_at:
        return "confirmed" if row.confirmed else "refused"
    return "open" if row.asked_at >= timezone.now() - OPEN_FOR else "expired"


def _factors(user: Any) -> list[Authenticator]:
    return list(user.authenticator_set.all())  # prefetched for lists


def _line(user: User) -> AccountLine:
    today = timezone.localdate()
    held = [r for r in user.held_roles.all() if r.since <= today and (r.until is None or r.until >= today)]
    return AccountLine(
        number=user.pk,
        name=user.name,
        email=user.email,
        is_active=user.is_active,
        factor=any(row.type in FACTORS for row in _factors(user)),
        roles=tuple(Role(row.role).label for row in held),
        last_login=user.last_login,
    )


def _check(actor: User, needed: Any) -> None:
    if not needed.granted_to(actor):
        raise PermissionDenied(str(needed.title))


@dataclass(frozen=True)
class WayIn:
    """An organisation that signs somebody in, or (``number`` 0) one that no longer does."""

    number: int
    provider: str
    name: str
    since: datetime
    last_used: datetime | None = None


def ways_in(user: User) -> dict[str, Any]:
    """The organisations through which ``user`` signs in, those that were removed, and whether any is offered."""
    linked = SocialAccount.objects.filter(user=user).order_by("pk")
    closed = ClosedProvider.objects.filter(user=user)
    return {
        "links": tuple(
            WayIn(row.pk, row.provider, name_of(row.provider), row.date_joined, row.last_login)
            for row in linked
        ),
        "closed": tuple(WayIn(0, row.provider, name_of(row.provider), row.closed_at) for row in closed),
        "offered": bool(settings.OPENID),
    }
