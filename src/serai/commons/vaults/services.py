"""What people do about vaults: break the glass and end it, look at an alarm, place and lift a hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.events import NoticeWanted
from serai.commons.events import announce
from serai.commons.vaults import selectors
from serai.commons.vaults.access import WATCH_VAULTS
from serai.commons.vaults.declarations import Vault
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.models import BrokenGlass, Hold
from serai.commons.vaults.sessions import opened_by_house

MINUTES = 15
MOST = 5  # persons whom one document or address may mean; more is a shared address, not a person
SHORTEST_REASON = 15  # characters: a word is no reason


def break_glass(*, reader: Reader, vault: Vault, subject: UUID, reason: str) -> BrokenGlass:
    """Let ``reader`` read one person outside their reach for a quarter of an hour, and raise the alarm.

    What comes back is given to ``sessions.opened``. Every protection officer is told, and the row stays.
    Commit it before reading: the alarm must stand even if the reading fails. Raises VaultRefused, also
    when there is nobody to hear the alarm.
    """
    actor, alerted = _check_breaker(reader, vault, reason)
    return _broken(vault, [subject], reason, actor, alerted)[0]


def break_glass_for(*, reader: Reader, vault: Vault, known: str, reason: str) -> list[BrokenGlass]:
    """The same for whoever carries exactly the text ``known`` (a document, an address; names are no proof).

    The alarm is raised whether somebody is found or not, or this would tell for free who is in a vault.
    Nobody, or more than ``MOST``, gives one row without a person. ``known`` is kept nowhere.
    """
    actor, alerted = _check_breaker(reader, vault, reason)
    with transaction.atomic():
        with opened_by_house(
            vault, purpose="breaking the glass: who is it", rights="r", actor=actor
        ) as session:
            found = session.carrying(known)
        subjects: list[UUID | None] = [*sorted(found)] if 0 < len(found) <= MOST else [None]
        return _broken(vault, subjects, reason, actor, alerted)


def end_glass(*, reader: Reader, glass: UUID) -> None:
    """Nobody reads by this opening from now on. Raises VaultRefused unless it is one's own or one watches."""
    rows = BrokenGlass.objects.filter(pk=glass, ended_at=None, until__gt=timezone.now())
    if not WATCH_VAULTS.held_by(reader):
        rows = rows.filter(actor_id=reader.account)
    if reader.account is None or not rows.update(ended_by=reader.account, ended_at=timezone.now()):
        raise VaultRefused(_("This opening has ended already."))


def _check_breaker(reader: Reader, vault: Vault, reason: str) -> tuple[int, list[int]]:
    """Whether roles and reason are enough; who breaks it, and who will hear the alarm. Raises VaultRefused."""
    if reader.account is None or not vault.breakers & reader.roles:
        raise VaultRefused(_("Your roles do not open this vault outside your reach."), where=vault.name)
    if len(reason.strip()) < SHORTEST_REASON:
        raise VaultRefused(_("Please say why, in a sentence: others will read it."))
    alerted = sorted(selectors.officers(reader))
    if not alerted:
        raise VaultRefused(
            _("No data protection officer would hear the alarm; one must be named first."), where=vault.name
        )
    return reader.account, alerted


def _broken(
    vault: Vault, subjects: Sequence[UUID | None], reason: str, actor: int, alerted: list[int]
) -> list[BrokenGlass]:
    now = timezone.now()
    with transaction.atomic():
        rows = [
            BrokenGlass.objects.create(
                vault=vault.name,
                subject=subject,
                reason=reason.strip(),
                actor_id=actor,
                until=now + timedelta(minutes=MINUTES) if subject else now,
                alerted=alerted,
            )
            for subject in subjects
        ]
        words = {"vault": str(vault.title), "reason": reason.strip()}
        announce(NoticeWanted(tuple(alerted), "glass_broken", words, reverse("vaults"), actor))
    return rows


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
