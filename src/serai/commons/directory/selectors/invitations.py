"""Invitations, and what waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.accounts.access import RESET_FACTORS
from serai.commons.accounts.models import FactorReset, User
from serai.commons.accounts.services.resets import OPEN_FOR
from serai.commons.directory.access import INVITE_ANYBODY
from serai.commons.directory.models import Invitation
from serai.commons.directory.records import Due, InvitationLine
from serai.commons.directory.selectors.people import focal_of

SOON = timedelta(days=3)


def invitations(*, reader: Reader) -> list[InvitationLine]:
    """The invitations that the reader made or may withdraw, the open ones first."""
    rows = seen_by(reader).select_related("organisation", "invited_by")[:200]
    lines = [
        InvitationLine(
            number=row.pk,
            name=row.name,
            address=row.address,
            organisation=row.organisation.name if row.organisation else "",
            roles=tuple(Role(role).label for role in row.roles),
            invited_by=str(row.invited_by or ""),
            made_at=row.made_at,
            expires_at=row.expires_at,
            state=state_of(row),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.state != "open")


def known_account(row: Invitation) -> User | None:
    """The account that the invited address has already; only whoever holds the link is told."""
    return User.objects.filter(email__iexact=row.address).first()


def role_words(row: Invitation) -> list[str]:
    """The roles that the invitation brings, in words."""
    return [str(Role(role).label) for role in row.roles]


def state_of(row: Invitation) -> str:
    """What became of an invitation, in one word."""
    if row.accepted_at:
        return "accepted"
    if row.withdrawn_at:
        return "withdrawn"
    return "open" if row.expires_at > timezone.now() else "expired"


def due(reader: Reader) -> list[Due]:
    """What waits for the reader: a second factor to set up or confirm, invitations that run out."""
    if reader.account is None:
        return []
    return [*_first_step(reader), *_resets(reader), *_running_out(reader)]


def _first_step(reader: Reader) -> list[Due]:
    user = User.objects.filter(pk=reader.account or 0).first()
    if user is None or not user.first_step:
        return []
    title = _("Set up a second factor: your role waits for it")
    if user.must_change_password:
        title = _("Change the password that was made for you")
    return [Due(f"first-step:{user.pk}", _("set up"), title, reverse(user.first_step))]


def _resets(reader: Reader) -> list[Due]:
    if not RESET_FACTORS.roles & reader.roles:
        return []
    rows = FactorReset.objects.filter(closed_at=None, asked_at__gte=timezone.now() - OPEN_FOR)
    rows = rows.exclude(asked_by=reader.account).exclude(user=reader.account).select_related("user")
    return [
        Due(
            f"factor-reset:{row.pk}",
            _("confirm"),
            _("%(name)s has lost the second factor") % {"name": row.user.name},
            reverse("factor_resets"),
            timezone.localdate(row.asked_at + OPEN_FOR),
        )
        for row in rows
    ]


def _running_out(reader: Reader) -> list[Due]:
    now = timezone.now()
    rows = Invitation.objects.filter(
        invited_by=reader.account, accepted_at=None, withdrawn_at=None, expires_at__range=(now, now + SOON)
    )
    return [
        Due(
            f"invitation:{row.pk}",
            _("look"),
            _("%(name)s has not answered the invitation") % {"name": row.name},
            reverse("invitations"),
            timezone.localdate(row.expires_at),
        )
        for row in rows
    ]


def seen_by(reader: Reader) -> QuerySet[Invitation]:
    """The invitations that the reader made or may withdraw."""
    if INVITE_ANYBODY.roles & reader.roles:
        return Invitation.objects.all()
    return Invitation.objects.filter(Q(invited_by=reader.account) | Q(organisation__in=focal_of(reader)))
