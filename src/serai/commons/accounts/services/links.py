"""Ways in through other organisations: one is removed, and stays removed until its person wants it back."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.events import NoticeWanted
from serai.commons.accounts.models import ClosedProvider, User
from serai.commons.accounts.rules import may_unlink
from serai.commons.accounts.services import sessions
from serai.commons.events import announce


def unlink(request: HttpRequest, *, actor: User, number: int) -> None:
    """``actor`` no longer signs in through one of the organisations; every other session of theirs ends.

    Raises: AccountRefused when there is no such link of ``actor``, or no other way in would be left.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # two removals at once leave one way in
        row = SocialAccount.objects.filter(user=actor, pk=number).first()
        if row is None:
            raise AccountRefused(_("You do not sign in this way"))
        open_ones = {entry["provider_id"] for entry in settings.OPENID}
        others = SocialAccount.objects.filter(user=actor, provider__in=open_ones).exclude(pk=number)
        if not may_unlink(
            password=actor.has_usable_password(),
            passkeys=Authenticator.objects.filter(user=actor, type=Authenticator.Type.WEBAUTHN).count(),
            others=others.count(),
        ):
            raise AccountRefused(
                _("This is your last way in"), advice=_("Set up a passkey or a password first.")
            )
        provider = row.provider
        row.delete()
        ClosedProvider.objects.get_or_create(user=actor, provider=provider)
        sessions.end_others(request, actor)
        tell(actor, provider)


def allow_again(*, actor: User, provider: str) -> None:
    """``actor`` may link this organisation once more, by signing in there. Nothing happens where it was open."""
    for row in ClosedProvider.objects.filter(user=actor, provider=provider):
        row.delete()


def tell(user: User, provider: str) -> None:
    """The person learns that a way into their account came or went: it may not have been their doing."""
    words = {"organisation": name_of(provider)}
    announce(NoticeWanted(to=(user.pk,), kind="way_in_changed", words=words, actor=user.pk))


def name_of(provider: str) -> str:
    """What an organisation is called in the settings; its code when it stands there no more."""
    return next((entry["name"] for entry in settings.OPENID if entry["provider_id"] == provider), provider)
