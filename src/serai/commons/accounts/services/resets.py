"""A lost second factor is forgotten by two officers: one asks, another one confirms."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.accounts.access import RESET_FACTORS
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.events import NoticeWanted
from serai.commons.accounts.models import FactorReset, User
from serai.commons.accounts.services import sessions
from serai.commons.events import announce

OPEN_FOR = timedelta(days=3)


def ask(*, actor: User, user: User, reason: str) -> FactorReset:
    """``actor`` asks that the lost second factor of ``user`` be forgotten; another officer has to confirm.

    Raises: PermissionDenied when ``actor`` is no officer, or asks for themselves; AccountRefused when a
    request is open, or there is nothing to forget.
    """
    _check(actor)
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody asks for their own second factor to be forgotten."))
    if not reason.strip():
        raise AccountRefused(_("Say how you know that the person has lost it"))
    if not Authenticator.objects.filter(user=user).exists():
        raise AccountRefused(_("This person has no second factor"), where=str(user))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if FactorReset.objects.filter(user=user, closed_at=None).exists():
            raise AccountRefused(_("Somebody has asked already; it waits for another officer"))
        row = FactorReset.objects.create(user=user, asked_by=actor, reason=reason.strip())
        _tell(row, "factor_reset_asked", actor)
    return row


def confirm(*, actor: User, number: int) -> FactorReset:
    """Another officer confirms: the factors and recovery codes go, and every session ends.

    Raises: PermissionDenied when ``actor`` asked, or is the person; AccountRefused when it is closed or old.
    """
    _check(actor)
    with transaction.atomic():
        row = _open(number)
        if actor.pk in (row.asked_by_id, row.user_id):
            raise PermissionDenied(_("Another officer has to confirm."))
        if row.asked_at < timezone.now() - OPEN_FOR:
            raise AccountRefused(_("The request is too old"), advice=_("Ask again."))
        Authenticator.objects.filter(user=row.user).delete()
        sessions.end_all(row.user)
        _close(row, actor, confirmed=True)
        _tell(row, "factor_reset_done", actor)
    return row


def refuse(*, actor: User, number: int) -> FactorReset:
    """The request is refused, or taken back by whoever asked; the person themselves may stop it too."""
    with transaction.atomic():
        row = _open(number)
        if actor.pk != row.user_id:
            _check(actor)
        _close(row, actor, confirmed=False)
        _tell(row, "factor_reset_refused", actor)
    return row


def _check(actor: User) -> None:
    if not RESET_FACTORS.granted_to(actor):
        raise PermissionDenied(str(RESET_FACTORS.title))


def _open(number: int) -> FactorReset:
    row = FactorReset.objects.select_for_update().filter(pk=number, closed_at=None).first()
    if row is None:
        raise AccountRefused(_("This request is closed"))
    return row


def _close(row: FactorReset, actor: User, *, confirmed: bool) -> None:
    row.closed_by, row.closed_at, row.confirmed = actor, timezone.now(), confirmed
    row.save(update_fields=["closed_by", "closed_at", "confirmed"])


def _tell(row: FactorReset, kind: str, actor: User) -> None:
    """The person and both officers learn of it: a reset that nobody wanted must not go unseen."""
    to = {row.user_id, row.asked_by_id, actor.pk}
    words = {
        "name": row.user.name,
        "asked_by": row.asked_by.name,
        "officer": actor.name,
        "reason": row.reason,
    }
    announce(NoticeWanted(to=tuple(sorted(to)), kind=kind, words=words, actor=actor.pk))
