"""Questions to histories and to the log of reads, answered for whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.audit.access import sees_what_is_gone
from serai.commons.audit.declaring import Noun, belonging_to, nouns, places
from serai.commons.audit.models import Check, Link, Read, Seal
from serai.commons.audit.records import Belonging, Deed, HistoryPage, Overview, ReadLine, Value
from serai.commons.audit.services import record_read
from serai.commons.audit.telling import Event, account_names, tell, with_things
from serai.commons.audit.triggers import compose
from serai.commons.audit.wording import who

PAGE = 50
MOST_OTHERS = 200


def history(reader: Reader, label: str, key: str, page: int = 1) -> HistoryPage:
    """The history of one thing with all its parts, newest first.

    Raises Http404 when there is no such noun or thing, or the reader may not see it. The number of
    queries does not grow with the history.
    """
    noun = nouns().get(label)
    if noun is None:
        raise Http404
    seen = _seen(noun, reader, key)
    if not seen and not sees_what_is_gone(reader):
        raise Http404
    deeds, number = _deeds(noun, reader, key, page)
    if not seen and (not number or _exists(noun, key)):
        raise Http404
    if noun.personal:
        record_read(actor=reader.account, noun=label, keys=[key], purpose="history")
    names = noun.names([key]) if seen else {}
    return HistoryPage(
        noun=label,
        title=noun.title,
        key=key,
        name=names.get(key, key),
        url=noun.pages([key]).get(key, "") if seen else "",
        gone=not seen,
        deeds=tuple(deeds),
        others=tuple(_others(noun, reader, key)) if seen else (),
        page=page,
        pages=max(1, -(-number // PAGE)),
    )


def _deeds(noun: Noun, reader: Reader, key: str, page: int) -> tuple[list[Deed], int]:
    if noun.log is not None:
        return noun.log(reader, key, (max(page, 1) - 1) * PAGE, PAGE)
    events, number = _events(noun, key, page)
    return tell(events, reader), number


def _others(noun: Noun, reader: Reader, key: str) -> Iterator[Belonging]:
    """Histories of what stands on the page of the thing. At most three queries for each kind of it."""
    for other in belonging_to(noun):
        rows = other.model._default_manager.filter(**{other.of: key}).values_list("pk", flat=True)
        keys = [str(pk) for pk in rows[:MOST_OTHERS]]
        seen = other.seen_by(reader, keys) if keys else set()
        names = other.names(seen) if seen else {}
        for one in keys:
            if one in seen:
                yield Belonging(other.label, other.title, one, names.get(one, one))


def _seen(noun: Noun, reader: Reader, key: str) -> bool:
    try:
        return bool(noun.seen_by(reader, [key]))
    except (ValueError, ValidationError):  # a word where the key is a number
        raise Http404 from None


def _exists(noun: Noun, key: str) -> bool:
    return noun.model._default_manager.filter(pk=key).exists()


def _tables(noun: Noun) -> list[tuple[str, str, str]]:
    """(history's table, primary key's column, column that points to the noun or "") of all that belongs to it."""
    found = []
    for table, choices in places().items():
        for owner, part in choices:
            if owner is noun:
                model: Any = part.model if part else noun.model
                points = model._meta.get_field(part.to_noun).column if part else ""
                found.append((table, model._meta.pk.column, points))
    return found


def _events(noun: Noun, key: str, page: int) -> tuple[list[Event], int]:
    """One page of rows of all tables of the noun, and how many rows there are: one query."""
    branches, values = [], []
    for table, pk, points in _tables(noun):
        branch = compose(
            "SELECT {name}::text AS source, e.pgh_id, e.pgh_label, e.pgh_created_at, e.pgh_context,"
            " coalesce(e.pgh_context_id::text, '') AS deed, to_jsonb(e) AS content,"
            " lag(to_jsonb(e)) OVER (PARTITION BY e.{pk} ORDER BY e.pgh_id) AS before FROM {table} e WHERE ",
            pk=pk,
            table=table,
            name="\0",
        ).replace('"\0"', "%s")
        values.append(table)
        if points:
            branch += compose("e.{} IN (SELECT p.{} FROM {} p WHERE p.{}::text = %s)", pk, pk, table, points)
        else:
            branch += compose("e.{}::text = %s", pk)
        branches.append(branch)
        values.append(key)
    query = (
        "SELECT source, pgh_label, pgh_created_at, pgh_context::text, deed, content::text, before::text,"  # noqa: S608
        f" count(*) OVER () FROM ({' UNION ALL '.join(branches)}) every"
        " ORDER BY pgh_created_at DESC, pgh_id DESC LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, PAGE, (max(page, 1) - 1) * PAGE])
        rows = cursor.fetchall()
    return [_event(row[:7]) for row in rows], rows[0][7] if rows else 0


def _event(row: tuple[Any, ...]) -> Event:
    source, label, at, context, deed, content, before = row
    return Event(source, label, at, _read(context), deed, json.loads(content), _read(before))


def _read(words: str | None) -> Any:
    return json.loads(words) if words else None


def overview(
    reader: Reader, *, actor: str = "", noun: str = "", day: date | None = None, before: int | None = None
) -> Overview:
    """The latest changes across the house of things that the reader may see, and the state of the chain.

    ``actor`` is an account's number or the name of a programme; ``before`` is where a page starts.
    """
    tables = {
        table
        for table, choices in places().items()
        if not noun or any(owner.label == noun for owner, _part in choices)
    }
    links = Link.objects.filter(source__in=tables).order_by("-seq")
    if actor:
        links = links.filter(actor=actor)
    if before:
        links = links.filter(seq__lt=before)
    if day:
        start = timezone.make_aware(datetime.combine(day, time.min))
        links = links.filter(at__gte=start, at__lt=start + timedelta(days=1))
    found = list(links.values_list("seq", "source", "event")[:PAGE])
    told = [deed for deed in tell(_of_links(found), reader) if noun in ("", deed.noun)]
    deeds = with_things(told, reader)
    seal, check = Seal.objects.first(), Check.objects.first()
    return Overview(
        deeds=tuple(deeds),
        older=found[-1][0] if len(found) == PAGE else None,
        links=Link.objects.order_by("-seq").values_list("seq", flat=True).first() or 0,
        sealed_at=seal.at if seal else None,
        sealed_seq=seal.seq if seal else None,
        checked_at=check.at if check else None,
        checked_seq=check.seq if check else None,
        faults=len(check.faults) if check else 0,
    )


def _of_links(found: list[tuple[int, str, int]]) -> list[Event]:
    """The rows that some links speak of, in the links' order: one query."""
    if not found:
        return []
    branches: list[str] = []
    values: list[Any] = []
    for source in sorted({source for _seq, source, _event in found}):
        noun, part = places()[source][0]
        model: Any = part.model if part else noun.model
        pk = model._meta.pk.column
        branches.append(
            compose(
                "SELECT {name}::text AS source, e.pgh_id, e.pgh_label, e.pgh_created_at, e.pgh_context::text,"
                " coalesce(e.pgh_context_id::text, ''), to_jsonb(e)::text, (SELECT to_jsonb(o)::text FROM {table} o"
                " WHERE o.{pk} = e.{pk} AND o.pgh_id < e.pgh_id ORDER BY o.pgh_id DESC LIMIT 1)"
                " FROM {table} e WHERE e.pgh_id = ANY(%s)",
                table=source,
                pk=pk,
                name="\0",
            ).replace('"\0"', "%s")
        )
        values += [source, [event for _seq, name, event in found if name == source]]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), values)
        rows = {(row[0], row[1]): _event((row[0], *row[2:])) for row in cursor.fetchall()}
    return [rows[source, event] for _seq, source, event in found if (source, event) in rows]


def reads(
    *, noun: str = "", key: str = "", account: int | None = None, before: int | None = None
) -> tuple[tuple[ReadLine, ...], int | None]:
    """Who was shown personal data, newest first, and where the next page starts."""
    rows = Read.objects.order_by("-id")
    if noun:
        rows = rows.filter(noun=noun)
    if key:
        rows = rows.filter(key=key)
    if account is not None:
        rows = rows.filter(account=account)
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows[:PAGE])
    names = account_names(row.account for row in found if row.account is not None)
    things = _things(found)
    lines = tuple(
        ReadLine(
            at=row.at,
            who=who({"user": row.account, "means": row.means}, names),
            account=row.account,
            noun=row.noun,
            key=row.key,
            thing=things.get((row.noun, row.key), Value("row", row.key or "–")),
            purpose=row.purpose,
        )
        for row in found
    )
    return lines, found[-1].pk if len(found) == PAGE else None


def _things(found: list[Read]) -> Mapping[tuple[str, str], Value]:
    """What was read is called by its title and number: a log of reads is no way around who may see names."""
    known = nouns()
    keys: dict[str, set[str]] = {}
    for row in found:
        if row.noun in known and row.key:
            keys.setdefault(row.noun, set()).add(row.key)
    pages = {label: known[label].pages(some) for label, some in keys.items()}
    return {
        (label, key): Value("row", f"{known[label].title} {key}", pages[label].get(key, ""))
        for label, some in keys.items()
        for key in some
    }


def actors() -> list[tuple[str, Any]]:
    """Everybody who ever changed anything, for a choice: (actor as links keep it, words), by name.

    One step of the index for each of them, however long the chain is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE one AS ((SELECT actor FROM audit_link ORDER BY actor LIMIT 1) UNION ALL"
            " SELECT (SELECT l.actor FROM audit_link l WHERE l.actor > one.actor ORDER BY l.actor LIMIT 1)"
            " FROM one WHERE one.actor IS NOT NULL) SELECT actor FROM one WHERE actor > ''"
        )
        found = [actor for (actor,) in cursor.fetchall()]
    names = account_names(int(actor) for actor in found if actor.isdigit())
    said = [
        (actor, who({"user": int(actor)} if actor.isdigit() else {"actor": actor}, names)) for actor in found
    ]
    return sorted(said, key=lambda pair: str(pair[1]))
