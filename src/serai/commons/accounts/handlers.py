"""What the house does when allauth tells that a second factor came or went."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from serai.commons.accounts.events import NoticeWanted
from serai.commons.accounts.models import User
from serai.commons.accounts.services import sessions
from serai.commons.events import announce


def factor_changed(request: HttpRequest, user: User, **_details: Any) -> None:
    """Every other session ends, and the person is told: it may not have been their doing."""
    sessions.end_others(request, User.objects.get(pk=user.pk))
    announce(NoticeWanted(to=(user.pk,), kind="factor_changed", actor=user.pk))


def password_changed(request: HttpRequest, user: User, **_details: Any) -> None:
    """The person is told; Django itself ends the other sessions, which knew the old password."""
    announce(NoticeWanted(to=(user.pk,), kind="password_changed", actor=user.pk))


def connect() -> None:
    """Listen to allauth."""
    from allauth.account.signals import password_changed as password
    from allauth.mfa.signals import authenticator_added, authenticator_removed

    authenticator_added.connect(factor_changed, dispatch_uid="serai factor added")
    authenticator_removed.connect(factor_changed, dispatch_uid="serai factor removed")
    password.connect(password_changed, dispatch_uid="serai password changed")
