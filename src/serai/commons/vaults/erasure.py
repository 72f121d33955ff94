"""Erasing a person: who they are, and what vaults do about it. ``serai erase`` asks every room in turn."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from serai.commons.vaults.declarations import Vault, declared
from serai.commons.vaults.exporting import folders_of
from serai.commons.vaults.fields import Blind
from serai.commons.vaults.keys import KeyFolder
from serai.commons.vaults.mentions import Mentions
from serai.commons.vaults.models import Hold, Tombstone
from serai.commons.vaults.nouns import models_of
from serai.commons.vaults.sessions import Session, opened_by_house


@dataclass(frozen=True)
class Subject:
    """The person to be erased, by whatever is known: any part may be empty.

    ``account`` is an account's number and ``person`` the key of a person of the directory. ``records``
    names records of vaults ("clients:<pseudonym>"), for people who are in nothing else. ``actor`` is the
    account that orders it, None for the command line. With ``keep_mentions`` what others wrote of the
    person (kept files, pages) is left as it is.
    """

    account: int | None = None
    person: int | None = None
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    actor: int | None = None
    keep_mentions: bool = False

    @property
    def mentions(self) -> Mentions:
        """What names this person and nobody else in a text."""
        return Mentions.of(self.names, self.emails)


def erase_in_vaults(subject: Subject) -> list[str]:
    """Erase a person's rows in every vault where a mail address or a pseudonym leads to them.

    Names are not unique, so equal names are counted and told, not erased. Each vault is opened in a
    transaction of its own; the person's key goes first, so that rows, history and backups are noise at
    once whatever happens next.
    """
    done: list[str] = []
    for vault in declared():
        pseudonyms, namesakes = find(vault, subject)
        for pseudonym in pseudonyms:
            done.append(forget(vault, pseudonym, why="erased on request", actor=subject.actor))
        if left := namesakes - pseudonyms:
            done.append(
                f"vault {vault.name}: {len(left)} persons of the same name were left; name them by record"
            )
    return done


def find(vault: Vault, subject: Subject) -> tuple[set[UUID], set[UUID]]:
    """The pseudonyms of a person in ``vault``: surely theirs, and those that only share a name.

    A vault without tables has nothing to search: its people are named by their records alone.
    """
    sure = {
        UUID(record.partition(":")[2]) for record in subject.records if record.startswith(f"{vault.name}:")
    }
    alike: set[UUID] = set()
    if not vault.tables:
        return sure, alike
    with opened_by_house(vault, purpose="erasure: who is it", rights="r", actor=subject.actor) as session:
        sure |= _matching(session, "email", subject.emails)
        alike |= _matching(session, "name", subject.names)
    return sure, alike


def _matching(session: Session, kind: str, texts: tuple[str, ...]) -> set[UUID]:
    return {
        pseudonym
        for model in models_of(session.vault).values()
        for column in model._meta.local_fields
        if isinstance(column, Blind) and column.kind == kind
        for text in texts
        for pseudonym in session.pseudonyms(model, column, text)
    }


def forget(vault: Vault, *pseudonyms: UUID, why: str, actor: int | None) -> str:
    """Erase one person of one vault, under every pseudonym given: keys, rows, and what their history said.

    In encrypted folders pseudonyms stand with hyphens or, where the statistics engine made them, without.
    """
    for pseudonym in pseudonyms:
        if Hold.objects.filter(vault=vault.name, subject=pseudonym, lifted_at=None).exists():
            return f"vault {vault.name}: a legal hold keeps {pseudonym}; lift it first"
    keys = KeyFolder(settings.KEYS)
    for pseudonym in pseudonyms:
        keys.forget(vault.name, pseudonym)
    written = [word for pseudonym in pseudonyms for word in (str(pseudonym), pseudonym.hex)]
    rows = sum(folder.erase(written) for folder in folders_of(vault.name))
    with transaction.atomic():
        counts = {"folders": rows}
        with opened_by_house(vault, purpose="erasure", rights="re", actor=actor) as session:
            for name, model in models_of(vault).items():
                counts[name] = model._default_manager.filter(subject__in=pseudonyms).delete()[0]
            blanked = sum(session.blank_history(pseudonym) for pseudonym in pseudonyms)
        Tombstone.objects.bulk_create(
            Tombstone(vault=vault.name, table=name, rows=count, why=why, actor=actor)
            for name, count in counts.items()
            if count
        )
    return f"vault {vault.name}: {sum(counts.values())} records erased, {blanked} lines of history blanked"
