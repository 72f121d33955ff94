"""Verbs of the index: it is made out of what the rooms say, and made again whenever they say otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from serai.commons.search.models import Entry
from serai.commons.search.words import vector, words
from serai.kernel.findable import Findable

_LOCK = 0x5E7A1007  # advisory lock of this verb: two rebuilds wait for each other
_FIELDS = (
    "title", "text", "address", "day", "vector", "digest", "owner_id", "audience", "audience_body_id",
)  # fmt: skip


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did."""

    entries: int
    written: int
    removed: int


def declared() -> list[Any]:
    """The applications that give entries."""
    return [config for config in apps.get_app_configs() if hasattr(config, "search_entries")]


def rebuild(labels: Iterable[str] = ()) -> Rebuilt:
    """Bring the index in line with what the rooms say; with ``labels`` only those applications' nouns.

    Rows that did not change are left alone, so a rebuild of an index that is right writes nothing.
    """
    chosen = set(labels)
    configs = [config for config in declared() if not chosen or config.label in chosen]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        found = [one for config in configs for one in config.search_entries()]
        # a noun's first part is the label of its room
        old = Entry.objects.values_list("noun", "key", "language", "digest", "pk")
        standing = {
            (noun, key, language): (digest, pk)
            for noun, key, language, digest, pk in old
            if not chosen or noun.partition(".")[0] in chosen
        }
        return _settle(found, standing)


def _settle(found: list[Findable], standing: dict[tuple[str, str, str], tuple[str, int]]) -> Rebuilt:
    rows = {(one.noun, one.key, one.language): one for one in found}
    fresh = [
        _entry(one, digest)
        for name, one in rows.items()
        if standing.get(name, ("",))[0] != (digest := _digest(one))
    ]
    gone = [pk for name, (_digest_, pk) in standing.items() if name not in rows]
    Entry.objects.filter(pk__in=gone).delete()
    Entry.objects.bulk_create(
        fresh,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["noun", "key", "language"],
        update_fields=[field.removesuffix("_id") for field in _FIELDS],
    )
    _name_organisations(fresh, rows)
    return Rebuilt(len(rows), len(fresh), len(gone))


def _name_organisations(fresh: list[Entry], rows: dict[tuple[str, str, str], Findable]) -> None:
    through: Any = Entry.audience_organisations.through
    keys = [(entry.noun, entry.key, entry.language) for entry in fresh]
    numbers = {
        (noun, key, language): pk
        for noun, key, language, pk in Entry.objects.values_list("noun", "key", "language", "pk")
    }
    through.objects.filter(entry_id__in=[numbers[key] for key in keys]).delete()
    through.objects.bulk_create(
        through(entry_id=numbers[key], organisation_id=organisation)
        for key in keys
        for organisation in rows[key].organisations
    )


def _entry(one: Findable, digest: str) -> Entry:
    return Entry(
        noun=one.noun,
        key=one.key,
        language=one.language,
        title=one.title[:400],
        text=one.text,
        address=list(one.address),
        day=one.day,
        vector=vector(one.title, one.text, one.other),
        digest=digest,
        owner_id=one.owner,
        audience=one.audience,
        audience_body_id=one.body,
    )


def _digest(one: Findable) -> str:
    return hashlib.sha256(repr(one).encode()).hexdigest()


def rebuild_by_the_clock(now: datetime) -> str:
    """The index catches up with whatever was written by a way that told nobody."""
    done = rebuild()
    if not (done.written or done.removed):
        return ""
    return f"search: {done.written} entries written, {done.removed} removed"


def forget(subject: Any) -> list[str]:
    """Remove every entry that names a person; what the rooms still say of them comes back, and no more.

    A name counts when all its words stand in the entry, however they are spelt there. All entries are
    compared with the rooms again, because a name may have stood in words that are searched and not kept.
    """
    names = [words(name) for name in (*subject.names, *subject.emails)]
    gone = [
        entry.pk
        for entry in Entry.objects.only("title", "text").iterator()
        if _names_any(entry, [name for name in names if name])
    ]
    Entry.objects.filter(pk__in=gone).delete()
    rebuild()
    if not gone:
        return []
    return [f"search: {len(gone)} entries that held the name were removed and made again without it"]


def _names_any(entry: Entry, names: list[list[str]]) -> bool:
    if not names:
        return False
    held = set(words(f"{entry.title} {entry.text}"))
    return any(held.issuperset(name) for name in names)
