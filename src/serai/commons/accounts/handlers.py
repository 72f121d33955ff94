"""What the house does when allauth tells that a second factor came or went."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
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


def keep_used_codes() -> None:
    """A code that was used stays used for as long as it would be let in.

    allauth forgets it after one period, but with a tolerance of one step a code is good for three.
    """
    from allauth.mfa import app_settings
    from allauth.mfa.totp.internal.auth import TOTP

    def mark(totp: Any, code: str) -> bool:
        good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        return bool(cache.add(totp._get_used_cache_key(code), "y", timeout=good_for))

    TOTP._mark_code_used = mark


def connect() -> None:
    """Listen to allauth."""
    keep_used_codes()
    from allauth.account.signals import password_changed as password
    from allauth.mfa.signals import authenticator_added, authenticator_removed

    authenticator_added.connect(factor_changed, dispatch_uid="serai factor added")
    authenticator_removed.connect(factor_changed, dispatch_uid="serai factor removed")
    password.connect(password_changed, dispatch_uid="serai password changed")
