"""What histories could have missed: rows that are not what their history says, and triggers that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.db import connection

from serai.commons.audit.models import Link, Seal, Shape
from serai.commons.audit.tracking import event_classes
from serai.commons.audit.triggers import Chained, chained, compose

_OWN = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "pgh_context_id")


def wanted_triggers() -> set[tuple[str, str]]:
    """(table, trigger) of everything that must be there and switched on."""
    found = {(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()}
    for table in chained():
        found |= {(table.table, "audit_chain"), (table.table, "audit_guard")}
        if table.noun:
            found.add((table.noun, "audit_whole"))
    return found | {(model._meta.db_table, "audit_guard") for model in (Link, Shape, Seal)}


def _event_of(table: Chained) -> Any:
    return next(model for model in event_classes() if model._meta.db_table == table.table)


def differences(table: Chained) -> Iterator[tuple[str, str, str]]:
    """(kind, key, words) for each row of a noun that is not what its last event says.

    Fields that an erasure blanked are left out of the comparison: the history no longer knows them.
    """
    event = _event_of(table)
    noun = event.pgh_tracked_model
    kept = {one.column for one in event._meta.local_concrete_fields}
    pk = noun._meta.pk.column
    extra = [one.column for one in noun._meta.local_concrete_fields if one.column not in kept]
    query = compose(
        "WITH last AS (SELECT DISTINCT ON ({pk}) * FROM {event} ORDER BY {pk}, pgh_id DESC),"
        " erased AS (SELECT event, array_agg(name) AS names FROM audit_blanked, unnest(fields) AS name"
        " WHERE source = %s GROUP BY event)"
        " SELECT coalesce(n.{pk}, l.{pk})::text, n.{pk} IS NULL, l.{pk} IS NULL OR l.pgh_label = 'delete'"
        " FROM {noun} n FULL JOIN last l ON l.{pk} = n.{pk} LEFT JOIN erased x ON x.event = l.pgh_id"
        " WHERE CASE WHEN n.{pk} IS NULL THEN l.pgh_label <> 'delete'"
        " WHEN l.{pk} IS NULL OR l.pgh_label = 'delete' THEN true"
        " ELSE (to_jsonb(n) - %s::text[] - coalesce(x.names, '{{}}'))"
        " <> (to_jsonb(l) - %s::text[] - coalesce(x.names, '{{}}')) END",
        pk=pk,
        event=table.table,
        noun=table.noun,
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [table.table, extra, list(_OWN)])
        while rows := cursor.fetchmany(1000):
            for key, gone, unknown in rows:
                if gone:
                    yield "missing", key, "A row is gone, and its history does not say so"
                elif unknown:
                    yield "added", key, "A row is there, and its history does not know it"
                else:
                    yield "changed", key, "A row is not what its history says"
