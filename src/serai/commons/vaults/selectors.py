"""How the vaults stand, for protection officers: numbers, dates and reasons, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.vaults.access import WATCH_VAULTS
from serai.commons.vaults.declarations import Vault, declared
from serai.commons.vaults.keys import KeyFolder, KeyState
from serai.commons.vaults.models import BrokenGlass, Hold, Tombstone


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
    """Somebody read a person outside their reach."""

    id: UUID
    vault: str
    reason: str
    actor: str
    own: bool
    broken_at: datetime
    until: datetime
    seen_by: str


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
    if not _watches(reader):
        return ()
    keys = KeyFolder(settings.KEYS).states()
    return tuple(_state(vault, keys) for vault in declared())


def alarms(reader: Reader) -> tuple[Alarm, ...]:
    """The last hundred openings outside somebody's reach, those nobody looked at first."""
    if not _watches(reader):
        return ()
    rows = BrokenGlass.objects.select_related("actor", "seen_by").order_by(
        F("seen_at").asc(nulls_first=True), "-broken_at"
    )
    return tuple(
        Alarm(
            id=row.pk,
            vault=row.vault,
            reason=row.reason,
            actor=str(row.actor),
            own=row.actor_id == reader.account,
            broken_at=row.broken_at,
            until=row.until,
            seen_by=str(row.seen_by or ""),
        )
        for row in rows[:100]
    )


def holds(reader: Reader) -> tuple[HoldLine, ...]:
    """Every hold in force."""
    if not _watches(reader):
        return ()
    rows = Hold.objects.filter(lifted_at=None).select_related("placed_by").order_by("placed_at")
    return tuple(
        HoldLine(row.pk, row.vault, row.subject, row.reason, str(row.placed_by), row.placed_at)
        for row in rows
    )


def tombstones(reader: Reader) -> tuple[Tombstone, ...]:
    """The last hundred erasures: when, why and how many records."""
    return tuple(Tombstone.objects.order_by("-at")[:100]) if _watches(reader) else ()


def _watches(reader: Reader) -> bool:
    return bool(WATCH_VAULTS.roles & reader.roles)


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
