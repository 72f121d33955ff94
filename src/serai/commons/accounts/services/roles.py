"""Roles are given and end here; with them ends whatever lets their holder in."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.roles import Role
from serai.commons.accounts.access import MANAGE_ACCOUNTS, may_give
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.events import AccessEnded
from serai.commons.accounts.models import HeldRole, User
from serai.commons.accounts.rules import last_day
from serai.commons.accounts.services import sessions
from serai.commons.accounts.services.people import Actor
from serai.commons.events import announce


def check_may_give(actor: Actor, roles: list[str]) -> None:
    """Refuse roles that ``actor`` may not give. Raises: PermissionDenied, AccountRefused."""
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise AccountRefused(_("This role does not exist"), where=", ".join(unknown))
    if not isinstance(actor, str) and not set(roles) <= may_give(actor.roles):
        raise PermissionDenied(_("You may not give this role."))


def give_role(
    *,
    actor: Actor,
    user: User,
    role: str,
    since: date | None = None,
    until: date | None = None,
    organisation: str = "",
) -> HeldRole:
    """``user`` holds ``role`` from ``since`` (today) to ``until`` (further notice).

    Raises: PermissionDenied when ``actor`` may not give it; AccountRefused when the dates are exchanged or
    the role is held at that time already.
    """
    check_may_give(actor, [role])
    first = since or timezone.localdate()
    if until and until < first:
        raise AccountRefused(_("The role ends before it begins"), advice=_("Exchange the two days."))
    held = HeldRole.objects.filter(user=user, role=role).filter(Q(until__isnull=True) | Q(until__gte=first))
    if held.filter(since__lte=until).exists() if until else held.exists():
        raise AccountRefused(_("This role is held at that time already"), where=str(user))
    giver = None if isinstance(actor, str) else actor
    return HeldRole.objects.create(
        user=user, role=role, since=first, until=until, organisation=organisation, given_by=giver
    )


def end_role(*, actor: Actor, user: User, held: int) -> None:
    """One role of ``user`` ends now; every session of theirs ends with it.

    Raises: PermissionDenied, AccountRefused (the last administrator stays).
    """
    row = HeldRole.objects.filter(pk=held, user=user).first()
    if row is None:
        raise AccountRefused(_("This role is not held"), where=str(user))
    check_may_give(actor, [row.role])
    _keep_an_administrator([row])
    with transaction.atomic():
        _end([row])
        _shut_out(user, closed=False)


def end_access(*, actor: Actor, user: User, organisation: str = "", close: bool = True) -> list[str]:
    """The roles held for ``organisation`` (all, when it is "") end, with sessions and tokens; their codes.

    With ``close`` nobody can sign in to the account any more. Raises: PermissionDenied when one of the
    roles is not ``actor``'s to take; AccountRefused when no administrator would be left.
    """
    rows = list(_current(user).filter(**({"organisation": organisation} if organisation else {})))
    check_may_give(actor, [row.role for row in rows])
    _keep_an_administrator(rows)
    with transaction.atomic():
        _end(rows)
        if close:
            user.is_active = False
            user.save(update_fields=["is_active"])
        _shut_out(user, closed=close)
    return sorted({row.role for row in rows})


def reopen(*, actor: Actor, user: User) -> None:
    """A closed account can be signed in to again; its roles have to be given anew."""
    if not isinstance(actor, str) and not MANAGE_ACCOUNTS.granted_to(actor):
        raise PermissionDenied(str(MANAGE_ACCOUNTS.title))
    user.is_active = True
    user.save(update_fields=["is_active"])


def _current(user: User) -> QuerySet[HeldRole]:
    today = timezone.localdate()
    return HeldRole.objects.filter(user=user).filter(Q(until__isnull=True) | Q(until__gte=today))


def _end(rows: list[HeldRole]) -> None:
    today = timezone.localdate()
    for row in rows:
        row.until = last_day(row.since, today)
        if row.until is None:
            row.delete()  # given today or later: it held on no day that is over; history keeps it
        else:
            row.save(update_fields=["until"])


def _shut_out(user: User, *, closed: bool) -> None:
    """Sessions end at the next click; rooms that keep tokens are asked to end them, in the same transaction."""
    sessions.end_all(user)
    for config in apps.get_app_configs():
        end = getattr(config, "end_access", None)
        if end is not None:
            end(user.pk)
    announce(AccessEnded(account=user.pk, closed=closed))


def _keep_an_administrator(rows: list[HeldRole]) -> None:
    if not any(row.role == Role.ADMINISTRATOR for row in rows):
        return
    today = timezone.localdate()
    others = HeldRole.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True, since__lte=today)
    others = others.filter(Q(until__isnull=True) | Q(until__gte=today)).exclude(
        pk__in=[row.pk for row in rows]
    )
    if not others.exists():
        raise AccountRefused(
            _("This is the last administrator"), advice=_("Give somebody else the role first.")
        )
