"""Accounts are made and access is given back here; nobody makes their own."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.roles import NEED_SECOND_FACTOR, Role
from serai.commons.accounts.access import MANAGE_ACCOUNTS
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.models import DEMO_DOMAIN, HeldRole, User
from serai.commons.accounts.services import sessions

Actor = (
    User | str
)  # a word such as "command line" is a programme of the house, run by whoever owns the machine


@dataclass(frozen=True)
class Handover:
    """What is told to a person once: a password to be changed at the first sign-in, and the app's secret.

    ``totp_secret`` is "" when the person enrols an authenticator app by themselves.
    """

    email: str
    password: str
    totp_secret: str


def create_account(
    *,
    actor: Actor,
    email: str,
    name: str,
    roles: Iterable[str],
    password: str | None = None,
    organisation: str = "",
    given_by: User | None = None,
) -> User:
    """Make an account that holds ``roles`` from today on, for the sake of ``organisation`` (its key).

    Without ``password`` nobody can sign in to it until ``give_access`` has been called.
    Raises: PermissionDenied when ``actor`` may not; AccountRefused, naming what is wrong, otherwise.
    """
    _check_actor(actor)
    is_demo = email.lower().endswith(DEMO_DOMAIN)
    if is_demo and not User.objects.filter(is_demo=True).exists():
        raise AccountRefused(
            "This address is kept for invented people", where=email, advice="Give a real address."
        )
    user = make(email=email, name=name, roles=roles, password=password, is_demo=is_demo)
    if organisation or given_by:
        user.held_roles.update(organisation=organisation, given_by=given_by)
    return user


def give_access(*, actor: Actor, user: User, forget_second_factor: bool = False) -> Handover:
    """Give ``user`` a new one-time password; every session of theirs ends.

    With ``forget_second_factor`` the lost authenticator app and its recovery codes are forgotten too,
    and the person enrols a new one after signing in; only the machine's owner may do that alone.
    """
    _check_actor(actor)
    if forget_second_factor and not isinstance(actor, str):
        raise PermissionDenied(_("A lost second factor is forgotten by two officers."))
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        if forget_second_factor:
            Authenticator.objects.filter(user=user).delete()
        sessions.end_all(user)
    return Handover(user.email, password, "")


def account_of(email: str) -> User:
    """The account with that address, whatever its case. Raises AccountRefused when there is none."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise AccountRefused("No account has this address", where=email, advice="Make it: serai account add.")
    return user


def first_administrator(*, email: str, name: str) -> Handover:
    """The first administrator of a real installation, with a one-time password and the app's secret.

    Raises: AccountRefused when an administrator exists: accounts are then made by that person.
    """
    with transaction.atomic():
        if HeldRole.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise AccountRefused(
                "This installation has an administrator", advice="Ask that person for an account."
            )
        user = create_account(actor="command line", email=email, name=name, roles=[Role.ADMINISTRATOR])
        secret = new_totp_secret()
        enrol_totp(user, secret)
        password = give_access(actor="command line", user=user).password
    return Handover(user.email, password, secret)


def new_totp_secret() -> str:
    """A secret for an authenticator app: 160 random bits in base 32 (RFC 4226 section 4, R6)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def enrol_totp(user: User, secret: str) -> None:
    """Make ``secret`` the second factor of ``user``; replaces an earlier one."""
    Authenticator.objects.update_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": get_adapter().encrypt(secret)}}
    )


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether one of ``roles`` sleeps without a second factor."""
    return bool(NEED_SECOND_FACTOR & set(roles))


def _check_actor(actor: Actor) -> None:
    if not isinstance(actor, str) and not MANAGE_ACCOUNTS.granted_to(actor):
        raise PermissionDenied(str(MANAGE_ACCOUNTS.title))


def make(*, email: str, name: str, roles: Iterable[str], password: str | None, is_demo: bool) -> User:
    """Write the account after the rules of ``create_account``, whoever asks; for this package only."""
    held = sorted(set(roles))
    user = User(email=email.strip(), name=name.strip(), is_demo=is_demo)
    unknown = [role for role in held if role not in Role.values]
    if unknown or not held:
        advice = f"Roles are: {', '.join(Role.values)}."
        raise AccountRefused("An account needs roles that exist", where=", ".join(unknown), advice=advice)
    if not user.name:
        raise AccountRefused("An account needs a name", where=user.email)
    try:
        validate_email(user.email)
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), where=user.email) from error
    if User.objects.filter(email__iexact=user.email).exists():
        raise AccountRefused("An account with this address exists", where=user.email)
    user.set_password(password)
    today = timezone.localdate()
    with transaction.atomic():
        user.save()
        HeldRole.objects.bulk_create(HeldRole(user=user, role=role, since=today) for role in held)
    return user
