"""The clock: what has been kept long enough is erased, unless a legal hold says to wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from serai.commons.vaults.declarations import Vault, declared
from serai.commons.vaults.keys import KeyFolder
from serai.commons.vaults.models import Hold, Tombstone
from serai.commons.vaults.nouns import models_of
from serai.commons.vaults.sessions import opened_by_house

BATCH = 500


@dataclass(frozen=True)
class Clocked:
    """Work that is due by the clock, as the room of the jobs reads it: a neighbour, who is not imported."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]
    title: Any = ""


def erase_due(vault: Vault, now: datetime) -> str:
    """Erase every row of a vault whose time is over, batch by batch; a sentence saying how many."""
    gone = 0
    while found := _erase_batch(vault, now):
        gone += found
    return f"{gone} records erased, their time was over" if gone else ""


def _erase_batch(vault: Vault, now: datetime) -> int:
    """Erase up to BATCH rows of each table. Keys of persons of whom nothing is left go after the commit."""
    held = set(Hold.objects.filter(vault=vault.name, lifted_at=None).values_list("subject", flat=True))
    counts: dict[str, int] = {}
    subjects: set[UUID] = set()
    with transaction.atomic():
        with opened_by_house(vault, purpose="retention", rights="re") as session:
            for name, model in models_of(vault).items():
                due = model._default_manager.filter(keep_until__lt=now.date()).exclude(subject__in=held)
                keys: dict[UUID, list[UUID]] = defaultdict(list)
                for key, subject in islice(due.values_list("pk", "subject").iterator(), BATCH):
                    keys[subject].append(key)
                counts[name] = session.remove(model, [key for found in keys.values() for key in found])
                subjects |= set(keys)
            alone = [s for s in subjects if not _anything_left(vault, s)]
        Tombstone.objects.bulk_create(
            Tombstone(vault=vault.name, table=name, rows=count, why=vault.keep[name].why)
            for name, count in counts.items()
            if count
        )
    folder = KeyFolder(settings.KEYS)
    for subject in alone:
        folder.forget(vault.name, subject)
    return sum(counts.values())


def _anything_left(vault: Vault, subject: UUID) -> bool:
    return any(model._default_manager.filter(subject=subject).exists() for model in models_of(vault).values())


def schedules() -> tuple[Clocked, ...]:
    """A schedule for each vault with tables.

    Each runs in a transaction of its own, because a transaction opens one vault alone; and one that fails
    leaves the others to run. What lies in encrypted folders has the clock of its room.
    """
    return tuple(
        Clocked(
            f"vault {vault.name}",
            timedelta(hours=6),
            partial(erase_due, vault),
            format_lazy("{what}: {vault}", what=_("Personal data whose time is over"), vault=vault.title),
        )
        for vault in declared()
        if vault.tables
    )
