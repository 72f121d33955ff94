"""Blanking what histories say of a person, so that the chain stays whole and says that it was done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from serai.commons.audit import keys
from serai.commons.audit.models import Blanked, Erasure, Link, Read
from serai.commons.audit.rules import erasure_root, erasure_words
from serai.commons.audit.tracking import event_classes
from serai.commons.audit.triggers import compose

EMPTY: tuple[Any, ...] = (None, "", 0, False, [], {}, "0001-01-01", "0001-01-01T00:00:00+00:00")
_NO_UUID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Left:
    """What an erasure says is left of a row: the digest without ``fields``, which are empty."""

    digest: bytes
    fields: frozenset[str]

    def fits(self, words: str) -> bool:
        """Whether the row (as jsonb in PostgreSQL's own words) is what the erasure left of it."""
        said = json.loads(words)
        empty = all(said.get(name) in EMPTY or said.get(name) == _NO_UUID for name in self.fields)
        return empty and _digest(words, self.fields) == self.digest


@dataclass
class ByErasures:
    """``rows`` by table and number; ``forged`` are erasures that nobody with the key made."""

    rows: dict[str, dict[int, Left]] = field(default_factory=dict)
    forged: list[tuple[int, str]] = field(default_factory=list)


def left_by_erasures() -> ByErasures:
    """What true erasures left, the latest one of each row."""
    found = ByErasures()
    blanked: dict[int, list[Blanked]] = {}
    for row in Blanked.objects.order_by("id").iterator():
        blanked.setdefault(row.erasure_id, []).append(row)
    for erasure in Erasure.objects.order_by("id"):
        rows = blanked.pop(erasure.pk, [])
        if not _is_true(erasure, rows):
            found.forged.append((erasure.pk, "An erasure is not signed with the key of this installation"))
            continue
        for row in rows:
            left = Left(bytes(row.digest), frozenset(row.fields))
            found.rows.setdefault(row.source, {})[row.event] = left
    return found


def _is_true(erasure: Erasure, rows: Sequence[Blanked]) -> bool:
    root = erasure_root(
        (row.source, row.event, bytes(row.digest) + ",".join(row.fields).encode()) for row in rows
    )
    return root == bytes(erasure.root) and keys.signed(
        _words(erasure), bytes(erasure.signature), keys.public_key()
    )


def _words(erasure: Erasure) -> bytes:
    return erasure_words(
        at=erasure.at,
        account=erasure.account,
        actor=erasure.actor,
        noun=erasure.noun,
        fields=erasure.fields,
        reason=erasure.reason,
        root=bytes(erasure.root),
    )


def _digest(words: str, without: Iterable[str]) -> bytes:
    """Over the row without ``without``, in an order of our own: what is left has no salt."""
    said = {name: value for name, value in json.loads(words).items() if name not in set(without)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest()


def blank(
    *,
    actor: Any,
    noun: str,
    keys_: Iterable[str],
    fields: Sequence[str] | None,
    by: str = "",
    reason: str = "",
) -> int:
    """See ``services.redact``."""
    wanted = [str(key) for key in keys_]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS audit_chain IMMEDIATE")  # what is not linked yet has no salt yet
            cursor.execute("SET CONSTRAINTS audit_chain DEFERRED")
            cursor.execute("SELECT set_config('audit.blanking', 'yes', true)")
            rows: list[Blanked] = []
            for event in event_classes():
                if event.pgh_tracked_model._meta.label_lower == noun:
                    rows += _blank_rows(cursor, event, by or _pk(event), wanted, _columns(event, fields))
            if not by:
                rows += _blank_rows(cursor, Read, "key", wanted, {"key": "''", "purpose": "''"}, noun=noun)
            cursor.execute("SELECT set_config('audit.blanking', '', true)")
        if rows:
            _write_down(actor, noun, sorted({name for row in rows for name in row.fields}), reason, rows)
    return len(rows)


def _pk(event: Any) -> str:
    return str(event.pgh_tracked_model._meta.pk.column)


def _columns(event: Any, fields: Sequence[str] | None) -> dict[str, str]:
    """Column -> the SQL of its empty value, for the fields named, or for all that can say something."""
    found = {}
    pk = event.pgh_tracked_model._meta.pk.name
    for one in event._meta.local_concrete_fields:
        if one.name.startswith("pgh_") or one.name == pk or (fields is None and one.is_relation):
            continue
        if fields is None or one.name in fields:
            found[one.column] = "NULL" if one.null else _empty(one)
    return found


def _empty(one: models.Field[Any, Any]) -> str:
    kind = (one.db_type(connection) or "").split("(")[0]
    if kind.endswith("[]"):
        return "'{}'"
    if kind in ("varchar", "text", "bytea", "inet", "citext"):
        return "''"
    if kind == "boolean":
        return "false"
    if kind in ("date", "timestamp with time zone"):
        return "'0001-01-01T00:00:00Z'"
    if kind == "jsonb":
        return "'{}'"
    return f"'{_NO_UUID}'" if kind == "uuid" else "0"


def _blank_rows(
    cursor: Any, model: Any, by: str, wanted: list[str], columns: dict[str, str], noun: str = ""
) -> list[Blanked]:
    """Blank the rows of one table, forget their salts; what is left of each."""
    if not columns:
        return []
    table, key = model._meta.db_table, model._meta.pk.column
    where = compose("{}::text = ANY(%s)", by)
    values: list[Any] = [wanted]
    if noun:
        where, values = where + " AND noun = %s", [wanted, noun]
    settings = ", ".join(f"{connection.ops.quote_name(name)} = {empty}" for name, empty in columns.items())
    cursor.execute(
        compose("UPDATE {} SET ", table)  # noqa: S608  names are quoted, empty values are our own
        + settings
        + f" WHERE {where}"
        + compose(" RETURNING {}, to_jsonb({})::text", key, table),
        values,
    )
    found = dict(cursor.fetchall())
    Link.objects.filter(source=table, event__in=list(found)).update(salt=None)
    before: dict[int, set[str]] = {}
    for row in Blanked.objects.filter(source=table, event__in=list(found)):
        before.setdefault(row.event, set()).update(row.fields)
    rows = []
    for event, words in found.items():
        empty = sorted(set(columns) | before.get(event, set()))
        rows.append(Blanked(source=table, event=event, fields=empty, digest=_digest(words, empty)))
    return rows


def _write_down(actor: Any, noun: str, fields: list[str], reason: str, rows: list[Blanked]) -> None:
    account = actor if isinstance(actor, int) else getattr(actor, "pk", None)
    erasure = Erasure(
        at=timezone.now(),
        account=account,
        actor=actor[:60] if isinstance(actor, str) else "",
        noun=noun,
        fields=fields,
        rows=len(rows),
        reason=reason[:200],
        root=erasure_root((r.source, r.event, bytes(r.digest) + ",".join(r.fields).encode()) for r in rows),
        key_id=keys.key_id(keys.public_key()),
    )
    erasure.signature = keys.sign(_words(erasure))
    Erasure.objects.bulk_create([erasure])
    for row in rows:
        row.erasure = erasure
    Blanked.objects.bulk_create(rows, batch_size=1000)
