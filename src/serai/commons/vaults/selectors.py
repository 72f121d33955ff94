"""How the vaults stand, for protection officers: numbers, dates and reasons, no content.

And for whoever broke the glass: what they did, and the one person that it opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.accounts.models import HeldRole, User
from serai.commons.vaults.access import BREAK_GLASS, WATCH_VAULTS
from serai.commons.vaults.declarations import Vault, declared, named
from serai.commons.vaults.keys import KeyFolder, KeyState
from serai.commons.vaults.models import BrokenGlass, Hold, Tombstone, VaultRow
from serai.commons.vaults.nouns import models_of
from serai.commons.vaults.sessions import Record, opened


@dataclass(frozen=True)
class VaultState:
    """One vault: how often it was opened in thirty days, by how many, and how many records are due."""

    name: str
    title: Any
    openings: int
    people: int
    due: int
    keys: tuple[KeyState, ...]


@dataclass(frozen=True)
class Alarm:
    """Somebody read a person outside their reach, or looked for one (``found`` says whether in vain).

    ``seconds`` is how long it is still open, 0 when it has ended; ``told`` are the names of who was told.
    """

    id: UUID
    vault: str
    reason: str
    actor: str
    own: bool
    found: bool
    broken_at: datetime
    until: datetime
    seconds: int
    ended_by: str
    seen_by: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One value of a record; ``day`` is set for dates, ``text`` for everything else."""

    title: Any
    text: str
    day: date | None = None


@dataclass(frozen=True)
class Table:
    """The records of one person in one table of a vault."""

    title: Any
    records: tuple[tuple[Told, ...], ...]


@dataclass(frozen=True)
class HoldLine:
    """A legal hold that is in force."""

    id: int
    vault: str
    subject: UUID
    reason: str
    placed_by: str
    placed_at: datetime


def states(reader: Reader) -> tuple[VaultState, ...]:
    """Every vault with its keys; nothing for whoever may not watch. A few queries for each vault."""
    if not WATCH_VAULTS.held_by(reader):
        return ()
    keys = KeyFolder(settings.KEYS).states()
    return tuple(_state(vault, keys) for vault in declared())


def alarms(reader: Reader) -> tuple[Alarm, ...]:
    """The last hundred openings outside somebody's reach, those nobody looked at first. Two queries."""
    if not WATCH_VAULTS.held_by(reader):
        return ()
    rows = BrokenGlass.objects.order_by(F("seen_at").asc(nulls_first=True), "-broken_at")
    return _alarms(rows[:100], reader)


def own_alarms(reader: Reader) -> tuple[Alarm, ...]:
    """What the reader opened outside their reach, the last hundred. Two queries."""
    if not BREAK_GLASS.held_by(reader):
        return ()
    return _alarms(BrokenGlass.objects.filter(actor_id=reader.account).order_by("-broken_at")[:100], reader)


def own_alarm(reader: Reader, key: UUID) -> Alarm | None:
    """One of these, or None when there is none of the reader's."""
    return next(iter(_alarms(BrokenGlass.objects.filter(pk=key, actor_id=reader.account), reader)), None)


def behind_glass(reader: Reader, key: UUID) -> tuple[Table, ...]:
    """What an opening lets its owner read: every record of that one person, in the vault's order.

    Nothing when it is another's, has ended, or nothing is there. The read is written down. Raises VaultLocked, KeyGone.
    """
    glass = BrokenGlass.objects.filter(pk=key, actor_id=reader.account).first()
    if glass is None or glass.subject is None or not glass.is_open(timezone.now()):
        return ()
    vault = named(glass.vault)
    with opened(vault, reader=reader, purpose=glass.reason, glass=glass) as session:
        found = {model: session.about(model, glass.subject) for model in models_of(vault).values()}
    return tuple(
        Table(model._meta.verbose_name, tuple(_told(model, record) for record in records))
        for model, records in found.items()
        if records
    )


def officers(reader: Reader) -> dict[int, str]:
    """Who hears an alarm of ``reader``: every other protection officer, by account, with their names."""
    today = timezone.localdate()
    held = HeldRole.objects.filter(role=Role.PROTECTION_OFFICER, since__lte=today, user__is_active=True)
    rows = held.exclude(until__lt=today).exclude(user=reader.account).select_related("user")
    return {row.user_id: str(row.user) for row in rows.order_by("user__name")}


def holds(reader: Reader) -> tuple[HoldLine, ...]:
    """Every hold in force."""
    if not WATCH_VAULTS.held_by(reader):
        return ()
    rows = Hold.objects.filter(lifted_at=None).select_related("placed_by").order_by("placed_at")
    return tuple(
        HoldLine(row.pk, row.vault, row.subject, row.reason, str(row.placed_by), row.placed_at)
        for row in rows
    )


def tombstones(reader: Reader) -> tuple[Tombstone, ...]:
    """The last hundred erasures: when, why and how many records."""
    return tuple(Tombstone.objects.order_by("-at")[:100]) if WATCH_VAULTS.held_by(reader) else ()


def _alarms(rows: QuerySet[BrokenGlass], reader: Reader) -> tuple[Alarm, ...]:
    found, now = list(rows.select_related("actor", "seen_by", "ended_by")), timezone.now()
    users = User.objects.in_bulk({account for row in found for account in row.alerted})
    titles = {vault.name: str(vault.title) for vault in declared()}
    return tuple(
        Alarm(
            id=row.pk,
            vault=titles.get(row.vault, row.vault),
            reason=row.reason,
            actor=str(row.actor),
            own=row.actor_id == reader.account,
            found=row.subject is not None,
            broken_at=row.broken_at,
            until=row.ended_at or row.until,
            seconds=ceil((row.until - now).total_seconds()) if row.is_open(now) else 0,
            ended_by=str(row.ended_by or ""),
            seen_by=str(row.seen_by or ""),
            told=tuple(str(users[account]) for account in row.alerted if account in users),
        )
        for row in found
    )


def _told(model: type[VaultRow], record: Record) -> tuple[Told, ...]:
    """The columns of a record by their titles; what is empty is left out."""
    titles = {field.name: field.verbose_name for field in model._meta.local_fields}
    return tuple(
        Told(titles[name], *(("", value) if isinstance(value, date) else (str(value),)))
        for name, value in record.values.items()
        if value not in (None, "")
    )


def _state(vault: Vault, keys: list[KeyState]) -> VaultState:
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(
            "select vault_gate.summary(%s)->>'openings', vault_gate.summary(%s)->>'people'", [vault.name] * 2
        )
        openings, people = cursor.fetchone()
        due = 0
        for table in vault.tables:
            cursor.execute("select vault_gate.due(%s, %s, %s)", [vault.name, table, today])
            due += cursor.fetchone()[0]
    own = tuple(key for key in keys if key.vault == vault.name)
    return VaultState(vault.name, vault.title, int(openings), int(people), due, own)
