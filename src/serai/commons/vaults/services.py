"""What people do about vaults: break the glass, look at an alarm, place and lift a hold."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.accounts.events import NoticeWanted
from serai.commons.accounts.models import HeldRole
from serai.commons.events import announce
from serai.commons.vaults.declarations import Vault
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.models import BrokenGlass, Hold

MINUTES = 15
SHORTEST_REASON = 15  # characters: a word is no reason


def break_glass(*, reader: Reader, vault: Vault, subject: UUID, reason: str) -> BrokenGlass:
    """Let ``reader`` read one person outside their reach for a quarter of an hour, and raise the alarm.

    What comes back is given to ``sessions.opened``. Every protection officer is told, and the row stays.
    Commit it before reading: the alarm must stand even if the reading fails. Raises VaultRefused.
    """
    if reader.account is None or not vault.breakers & reader.roles:
        raise VaultRefused("your roles do not open this vault outside your reach", where=vault.name)
    if len(reason.strip()) < SHORTEST_REASON:
        raise VaultRefused("say why, in a sentence: others will read it")
    with transaction.atomic():
        glass = BrokenGlass.objects.create(
            vault=vault.name,
            subject=subject,
            reason=reason.strip(),
            actor_id=reader.account,
            until=timezone.now() + timedelta(minutes=MINUTES),
        )
        words = {"vault": str(vault.title), "reason": glass.reason}
        announce(NoticeWanted(_officers(), "glass_broken", words, reverse("vaults"), reader.account))
    return glass


def look_at(*, actor: int, glass: UUID) -> None:
    """Say that an alarm was looked at, by somebody other than who raised it. Raises VaultRefused."""
    found = BrokenGlass.objects.filter(pk=glass, seen_at=None).exclude(actor_id=actor)
    if not found.update(seen_by=actor, seen_at=timezone.now()):
        raise VaultRefused("this alarm is your own, or was looked at already")


def hold(*, actor: int, vault: Vault, subject: UUID, reason: str) -> Hold:
    """Nothing of this person is erased by the clock until the hold is lifted. Raises VaultRefused."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise VaultRefused("a hold needs a reason, in a sentence")
    try:
        with transaction.atomic():
            return Hold.objects.create(
                vault=vault.name, subject=subject, reason=reason.strip(), placed_by_id=actor
            )
    except IntegrityError as error:
        raise VaultRefused("this person is held already", where=vault.name) from error


def lift(*, actor: int, hold: int) -> None:
    """End a hold; the clock goes on at its next turn. Raises VaultRefused."""
    if not Hold.objects.filter(pk=hold, lifted_at=None).update(lifted_at=timezone.now()):
        raise VaultRefused("there is no such hold", where=str(actor))


def _officers() -> tuple[int, ...]:
    today = timezone.localdate()
    held = HeldRole.objects.filter(role=Role.PROTECTION_OFFICER, since__lte=today, user__is_active=True)
    return tuple(held.exclude(until__lt=today).values_list("user_id", flat=True).distinct())
