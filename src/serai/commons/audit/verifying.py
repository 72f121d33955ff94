"""Go over the whole chain: every link, every row it speaks of, every seal, every erasure.

Reads only. Nothing is believed of the database's own functions: links are hashed here, and rows are
asked for with PostgreSQL's built-in words alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from serai.commons.audit import escapes, keys
from serai.commons.audit.erasures import Left, left_by_erasures
from serai.commons.audit.models import Link, Shape
from serai.commons.audit.rules import START, link_hash, row_digest
from serai.commons.audit.sealing import Head, find_seals, restores
from serai.commons.audit.triggers import Chained, chained, compose

Say = Callable[[str, float], None]
CHUNK = 5000
TOLD = 200  # faults told one by one
_RESTORED = (
    "If an older backup was restored here by other means than 'serai restore', its history ends before what was"
    " sealed here: run 'serai audit after-restore', which sets those seals aside and keeps them. If nothing was"
    " restored, somebody cut the history: change nothing, and look at a backup and at a head kept elsewhere."
)
# what a fault may mean beside an attack, and the way out
ADVICE = {
    "cut": _RESTORED,
    "rewritten": _RESTORED,
    "forged": (
        "If this house was moved or restored, its own key is missing: bring SERAI_HOME/secrets/audit back from"
        " your copy of the secrets, and verify again. Nothing else can check what was signed before."
    ),
}


@dataclass(frozen=True)
class Fault:
    """One break: ``kind`` is changed, missing, added, link, gap, cut, rewritten, forged, columns or unguarded.

    ``table`` and ``row`` say where (the table of a history and its row's number, or a noun's table and
    key), ``seq`` and ``at`` which link speaks of it, as far as known; ``words`` say it to people.
    """

    kind: str
    words: str
    table: str = ""
    row: str = ""
    seq: int | None = None
    at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "at": self.at.isoformat() if self.at else None}

    def __str__(self) -> str:
        where = ", ".join(word for word in (self.table, f"row {self.row}" if self.row else "") if word)
        link = f"link {self.seq}" if self.seq else ""
        when = f"{self.at:%Y-%m-%d %H:%M:%S} UTC" if self.at else ""
        place = "; ".join(word for word in (where, link, when) if word)
        return f"{self.words} ({place})" if place else self.words


@dataclass
class Verification:
    """What was gone over and what was found. ``faults`` holds the first ones, ``found`` counts all.

    ``restores`` tell of histories that a restored backup replaced: no faults, and nothing to pass over.
    """

    links: int = 0
    rows: int = 0
    seals: int = 0
    erased: int = 0
    seconds: float = 0.0
    head: str = ""
    found: int = 0
    faults: list[Fault] = field(default_factory=list)
    restores: list[str] = field(default_factory=list)

    def add(self, faults: Iterable[Fault]) -> None:
        """Take faults in."""
        for fault in faults:
            self.found += 1
            if len(self.faults) < TOLD:
                self.faults.append(fault)

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.found

    @property
    def advice(self) -> list[str]:
        """What the faults may mean, and what to do; each once."""
        return list(dict.fromkeys(ADVICE[fault.kind] for fault in self.faults if fault.kind in ADVICE))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "ok": self.ok,
            "links": self.links,
            "rows": self.rows,
            "seals": self.seals,
            "erased": self.erased,
            "seconds": round(self.seconds, 3),
            "head": self.head,
            "found": self.found,
            "faults": [fault.as_dict() for fault in self.faults],
            "advice": self.advice,
            "restores": self.restores,
        }


def verify(*, head: Head | None = None, say: Say | None = None) -> Verification:
    """Recompute everything; the faults, in words. ``head`` is one that was kept elsewhere."""
    told = say or (lambda _words, _share: None)
    started = time.monotonic()
    report = Verification(restores=restores())
    total = max(Link.objects.count(), 1)
    report.add(_unguarded())
    report.add(_links(report, head, told, total))
    erased = left_by_erasures()
    report.add(Fault("forged", words, "audit_erasure", str(row)) for row, words in erased.forged)
    columns, shapes = _columns(), list(Shape.objects.order_by("id"))
    for table in chained():
        told(table.table, 0.5 + 0.5 * report.rows / total)
        own = [shape for shape in shapes if shape.source == table.table]
        report.add(
            _rows(report, table, erased.rows.get(table.table, {}), own, columns.get(table.table, set()))
        )
        if table.noun:
            report.add(Fault(kind, words, table.noun, key) for kind, key, words in escapes.differences(table))
    report.seconds = time.monotonic() - started
    told("done", 1.0)
    return report


def _stream(words: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(words, values)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _links(report: Verification, head: Head | None, say: Say, total: int) -> Iterator[Fault]:
    """The chain itself, and what was signed of it."""
    seals = find_seals(head)
    yield from (Fault("forged", words, "audit_seal") for words in seals.forged)
    report.seals = len(seals.heads)
    wanted = dict(seals.heads)
    previous, last = START, 0
    query = "SELECT seq, at, source, event, shape, actor, digest, hash FROM audit_link ORDER BY seq"
    for seq, at, source, event, shape, actor, digest, stored in _stream(query, []):
        if seq != last + 1:
            yield Fault("gap", f"Links {last + 1} to {seq - 1} are gone", "audit_link", seq=last + 1)
        elif bytes(stored) != link_hash(
            previous,
            seq=seq,
            at=at,
            source=source,
            event=event,
            shape=shape,
            actor=actor,
            digest=bytes(digest),
        ):
            yield Fault("link", "A link was changed", source, str(event), seq, at)
        for where, signed in wanted.pop(seq, ()):
            if signed != bytes(stored):
                yield Fault(
                    "rewritten",
                    f"The chain is not the one that was sealed ({where})",
                    source,
                    str(event),
                    seq,
                    at,
                )
        previous, last = bytes(stored), seq
        report.links += 1
        if seq % CHUNK == 0:
            say(f"link {seq:,}", 0.5 * report.links / total)
    for seq, kept in sorted(wanted.items()):
        yield Fault("cut", f"The chain ends at {last}, and {seq} was sealed ({kept[0][0]})", seq=seq)
    report.head = previous.hex()


def _rows(
    report: Verification, table: Chained, erased: dict[int, Left], shapes: list[Shape], now: set[str]
) -> Iterator[Fault]:
    """Every row of one table against its link."""
    for shape in shapes:
        lost = set(shape.columns) - now
        extra = sorted(now - set(shape.columns))
        query = compose(
            "SELECT l.seq, l.at, l.event, l.digest, l.salt, e.{} IS NOT NULL, (to_jsonb(e) - %s::text[])::text"
            " FROM audit_link l LEFT JOIN {} e ON e.{} = l.event WHERE l.source = %s AND l.shape = %s",
            table.key,
            table.table,
            table.key,
        )
        for seq, at, event, digest, salt, there, words in _stream(query, [extra, table.table, shape.pk]):
            report.rows += 1
            place = (table.table, str(event), seq, at)
            if not there:
                yield Fault("missing", "A row of the history is gone", *place)
            elif salt is None:
                report.erased += 1
                left = erased.get(event)
                if left is None or not left.fits(words):
                    yield Fault("changed", "A row was blanked or changed, and no erasure says so", *place)
            elif lost:
                yield Fault("columns", f"The history lost columns: {', '.join(sorted(lost))}", *place)
                break
            elif row_digest(salt, words) != bytes(digest):
                yield Fault("changed", "A row of the history was changed", *place)
    query = compose(
        "SELECT e.{} FROM {} e WHERE NOT EXISTS"
        " (SELECT FROM audit_link l WHERE l.source = %s AND l.event = e.{})",
        table.key,
        table.table,
        table.key,
    )
    for (event,) in _stream(query, [table.table]):
        yield Fault("added", "A row was added that no link knows", table.table, str(event))


def _columns() -> dict[str, set[str]]:
    """The columns of every table, as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
            " GROUP BY c.relname"
        )
        return {table: set(names) for table, names in cursor.fetchall()}


def _unguarded() -> Iterator[Fault]:
    """Triggers that are missing or switched off: what happens now would leave no trace."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled IN ('O', 'A') FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        found = {(table, name): enabled for table, name, enabled in cursor.fetchall()}
    for table, name in sorted(escapes.wanted_triggers() - {place for place, on in found.items() if on}):
        how = "switched off" if (table, name) in found else "missing"
        yield Fault("unguarded", f"The trigger {name} is {how}", table)


def key_words() -> str:
    """The public half of the key in use, in hexadecimal."""
    return keys.public_key().hex()
