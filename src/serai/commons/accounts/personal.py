"""What this room holds on a person, and how it forgets them."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.accounts.held import Held, reads_of
from serai.commons.accounts.models import ClosedProvider, FactorReset, HeldRole, OpenSession, User
from serai.commons.accounts.services import sessions


def held_on(account: int) -> list[Held]:
    """The account itself, its roles, its factors (not their secrets), its sessions."""
    user = User.objects.get(pk=account)
    return [
        Held("accounts.user", gettext_lazy("Account"), (_account(user),)),
        Held("accounts.heldrole", gettext_lazy("Roles"), tuple(_role(row) for row in user.held_roles.all())),
        Held(
            "accounts.factor",
            gettext_lazy("Second factors"),
            tuple(
                {_("kind"): str(row.get_type_display()), _("since"): f"{row.created_at:%Y-%m-%d}"}
                for row in Authenticator.objects.filter(user=user)
            ),
        ),
        Held(
            "accounts.opensession",
            gettext_lazy("Open sessions"),
            tuple(
                {_("device"): row.device, _("last seen"): f"{row.seen_at:%Y-%m-%d %H:%M} UTC"}
                for row in OpenSession.objects.filter(user=user)
            ),
        ),
        Held(
            "accounts.read",
            gettext_lazy("Who read your account"),
            reads_of("accounts.user", str(user.pk), user.pk),
        ),
        Held(
            "accounts.signin",
            gettext_lazy("Sign-in through another organisation"),
            tuple({_("provider"): row.provider, _("number there"): row.uid} for row in _social(user)),
        ),
    ]


def erase(subject: Any) -> list[str]:
    """Blank the account of ``subject``: nobody can sign in, and no name, address or secret is left."""
    user = User.objects.filter(pk=subject.account).first() if subject.account else None
    if user is None:
        return []
    with transaction.atomic():
        sessions.end_all(user)
        roles, _by = HeldRole.objects.filter(user=user).delete()
        for model in (Authenticator, EmailAddress, SocialAccount, ClosedProvider, OpenSession):
            model.objects.filter(user=user).delete()
        FactorReset.objects.filter(user=user).update(reason="")
        user.name, user.is_active, user.password = "erased", False, make_password(None)
        # an address belongs to nobody below .invalid (RFC 2606); an invented one must stay recognisable
        domain = "demo.invalid" if user.is_demo else "erased.invalid"
        user.email = f"erased-{user.pk}@{domain}"
        user.save()
    return [f"account {user.pk}: name, address, password and factors removed, {roles} roles ended"]


def _social(user: User) -> Any:
    return SocialAccount.objects.filter(user=user)


def _account(user: User) -> dict[str, str]:
    return {
        _("name"): user.name,
        _("mail address"): user.email,
        _("joined"): f"{user.joined_at:%Y-%m-%d}",
        _("last sign-in"): f"{user.last_login:%Y-%m-%d %H:%M} UTC" if user.last_login else "",
    }


def _role(row: HeldRole) -> dict[str, str]:
    return {
        _("role"): str(row.get_role_display()),
        _("from"): f"{row.since}",
        _("until"): f"{row.until or ''}",
        _("given by"): row.given_by.name if row.given_by else "",
    }
