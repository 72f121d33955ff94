"""Verbs: make a token, use it up for the day, revoke it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from serai.web.api.access import SCOPES
from serai.web.api.errors import TokenRefused, UnknownToken
from serai.web.api.models import ApiToken

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

LONGEST = timedelta(days=365)
MOST = 20  # tokens in force for each person
PREFIX = "serai_"


def make_token(*, actor: User, name: str, scopes: Iterable[str], expires: date) -> tuple[ApiToken, str]:
    """A new token of ``actor`` and its words, which nobody can ever read again.

    Raises:  TokenRefused for an unknown scope, no scope, a day that is over or more than a year away, or
             too many tokens.
    """
    wanted, today = sorted(set(scopes)), timezone.localdate()
    known = {scope.code for scope in SCOPES}
    if not wanted or not known.issuperset(wanted):
        raise TokenRefused(_("A token needs at least one of the scopes"), advice=", ".join(sorted(known)))
    if not today <= expires <= today + LONGEST:
        raise TokenRefused(_("A token ends on a day between today and a year from now"))
    in_force = ApiToken.objects.filter(account=actor, revoked_at__isnull=True, expires__gte=today)
    if in_force.count() >= MOST:
        raise TokenRefused(_("You have too many tokens in force"), advice=_("Revoke one that is not needed."))
    words = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        account=actor, name=name, digest=digest(words), scopes=wanted, expires=expires
    )
    return made, words


def revoke_token(*, actor: User, key: int) -> None:
    """End a token of ``actor`` now; a second time changes nothing. Raises UnknownToken."""
    found = ApiToken.objects.filter(account=actor, pk=key)
    if not found.exists():
        raise UnknownToken(_("You have no such token"))
    found.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def end_tokens(account: int) -> None:
    """Every token of ``account`` is worthless from now on; the access of its person has ended."""
    ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=timezone.now())


def mark_used(token: ApiToken) -> None:
    """Remember the day on which the token was last used; written once a day."""
    today = timezone.localdate()
    if token.last_used != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used=today)


def digest(words: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(words.encode()).hexdigest()
