"""What the database itself holds: histories that only grow, and a chain that every commit lengthens.

Installed after each migration, when the code asks for something else than stands there. The functions
run with the rights of the tables' owner: the web's role needs none on histories and on the chain.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pgtrigger
from django.db import connections, transaction
from psycopg import sql

from serai.commons.audit.models import Blanked, Check, Erasure, Link, Read, Seal, Shape
from serai.commons.audit.tracking import event_classes

LOGS = (Read, Erasure, Blanked)  # tables of this room that are links of the chain too


@dataclass(frozen=True)
class Chained:
    """A table whose rows are linked: ``key`` is its primary key's column, ``noun`` the table it follows."""

    table: str
    key: str
    noun: str = ""


@cache
def chained() -> tuple[Chained, ...]:
    """Every history, and the logs of this room."""
    events = [
        Chained(model._meta.db_table, "pgh_id", model.pgh_tracked_model._meta.db_table)
        for model in event_classes()
    ]
    return (*events, *(Chained(model._meta.db_table, "id") for model in LOGS))


def install(using: str = "default") -> bool:
    """Bring the database's triggers to what the code asks for; whether anything was to do.

    Tables that are not there yet (a migration that stopped on the way) are left out, and come with the
    next migration. Raises nothing that PostgreSQL does not.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if Link._meta.db_table not in present or not all(c.noun in present for c in chained() if c.noun):
            return False
        wanted = _fingerprint()
        cursor.execute("SELECT obj_description(to_regprocedure('audit_append()'))")
        found = (cursor.fetchone() or [None])[0]
        if found == wanted and Shape.objects.using(using).exists():
            return False
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if found == wanted:  # only the shapes are gone: a test emptied every table
            for table in chained():
                _shape(cursor, table.table)
            return True
        pgtrigger.install(database=using)
        # past the wrapper that adds the actor to each statement: it would read the % in these its own way
        cursor.cursor.execute(_functions(cursor))
        _harden(cursor)
        for table in chained():
            _bind(cursor, table)
        for own in (Link, Shape, Seal):
            _guard(cursor, own._meta.db_table, inserts=own is Link)
        cursor.execute(
            sql.SQL("COMMENT ON FUNCTION audit_append() IS {}").format(sql.Literal(wanted)).as_string()
        )
    return True


def restrict(role: str, using: str = "default") -> None:
    """Take from ``role`` every right to write histories and the chain; reading them stays.

    Call it after a grant on all tables. The triggers write with their owner's rights; what the role
    itself does is to add to the log of reads.
    """
    closed = [c.table for c in chained() if c.key == "pgh_id"]
    closed += [model._meta.db_table for model in (Link, Shape, Erasure, Blanked)]
    added_to = [model._meta.db_table for model in (Read, Seal, Check)]
    with connections[using].cursor() as cursor:
        here = set(connections[using].introspection.table_names(cursor))
        for name in here.intersection(closed):
            cursor.execute(compose("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {}", name, role))
        for name in here.intersection(added_to):
            cursor.execute(compose("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}", name, role))


def compose(words: str, *names: str, **named: str) -> str:
    """``words`` with the names of tables and columns put into its braces, quoted."""
    given = {key: sql.Identifier(name) for key, name in named.items()}
    return sql.SQL(words).format(*map(sql.Identifier, names), **given).as_string()


def _functions(cursor: Any) -> str:
    cursor.execute("SELECT quote_ident(current_schema())")
    return _source().format(schema=cursor.fetchone()[0])


@cache
def _source() -> str:
    return files("serai.commons.audit").joinpath("functions.sql").read_text()


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256(_source().encode())
    for model, trigger in pgtrigger.registered():
        digest.update(trigger.compile(model).hash.encode())
    for table in chained():
        digest.update(repr(table).encode())
    for model in event_classes():
        digest.update(repr([field.column for field in model._meta.local_concrete_fields]).encode())
    return digest.hexdigest()


def _harden(cursor: Any) -> None:
    """The triggers that write histories do it with their owner's rights, whoever writes the noun."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.proname LIKE 'pgtrigger\\_%'"
        " AND p.prorettype = 'trigger'::regtype AND p.pronamespace = current_schema()::regnamespace"
    )
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT quote_ident(current_schema())")
    schema = cursor.fetchone()[0]
    for name in names:
        cursor.execute(f"ALTER FUNCTION {name} SECURITY DEFINER SET search_path = {schema}, pg_temp")


def _bind(cursor: Any, table: Chained) -> None:
    """Shape, guards and the link at commit of one table; rows that had no link yet get one."""
    shape, fresh = _shape(cursor, table.table)
    if table.noun:
        _begin(cursor, table, fresh)
    if fresh:
        _link_old_rows(cursor, table, shape)
    _drop(cursor, table.table, "audit_chain")
    cursor.execute(
        compose("CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON {}", table.table)
        + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        + f" EXECUTE FUNCTION audit_append('{shape}', '{table.key}')"
    )
    _guard(cursor, table.table, inserts=table.key == "pgh_id")
    if table.noun:
        _drop(cursor, table.noun, "audit_whole")
        cursor.execute(
            compose("CREATE TRIGGER audit_whole BEFORE TRUNCATE ON {}", table.noun)
            + " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )


def _begin(cursor: Any, table: Chained, fresh: bool) -> None:
    """An index by the noun's key; and a history that is new begins with what stands there already."""
    event = next(model for model in event_classes() if model._meta.db_table == table.table)
    pk = event.pgh_tracked_model._meta.pk.column
    index = f"audit_{hashlib.sha256(table.table.encode()).hexdigest()[:16]}"
    cursor.execute(compose("CREATE INDEX IF NOT EXISTS {} ON {} ({})", index, table.table, pk))
    if fresh:
        own = {field.column for field in event.pgh_tracked_model._meta.local_concrete_fields}
        columns = [f.column for f in event._meta.local_concrete_fields if f.column in own]
        names = ", ".join(compose("{}", column) for column in columns)
        _drop(cursor, table.table, "audit_guard")
        cursor.execute(  # names are quoted by compose
            compose("INSERT INTO {} (", table.table)  # noqa: S608
            + f"pgh_created_at, pgh_label, pgh_context, {names}) SELECT now(), 'insert', %s, {names}"
            + compose(
                " FROM {} n WHERE NOT EXISTS (SELECT FROM {} e WHERE e.{} = n.{})",
                table.noun,
                table.table,
                pk,
                pk,
            ),
            ['{"actor": "installation"}'],
        )


def _drop(cursor: Any, table: str, trigger: str) -> None:
    cursor.execute(
        "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(quote_ident(%s)) AND tgname = %s",
        [table, trigger],
    )
    if cursor.fetchone():
        cursor.execute(compose("DROP TRIGGER {} ON {}", trigger, table))


def _guard(cursor: Any, table: str, *, inserts: bool) -> None:
    _drop(cursor, table, "audit_guard")
    moments = "INSERT OR UPDATE OR DELETE OR TRUNCATE" if inserts else "UPDATE OR DELETE OR TRUNCATE"
    cursor.execute(
        compose(f"CREATE TRIGGER audit_guard BEFORE {moments} ON {{}}", table)
        + " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
    )


def _shape(cursor: Any, table: str) -> tuple[int, bool]:
    """The number of a table's columns as they are now, and whether the table had no shape before."""
    cursor.execute(
        'SELECT array_agg(attname::text ORDER BY attname::text COLLATE "C") FROM pg_attribute'
        " WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    columns = cursor.fetchone()[0]
    words = "\n".join([table, *columns]).encode()
    number = int.from_bytes(hashlib.sha256(words).digest()[:8], signed=True)
    fresh = not Shape.objects.filter(source=table).exists()
    Shape.objects.get_or_create(id=number, defaults={"source": table, "columns": columns})
    return number, fresh


def _link_old_rows(cursor: Any, table: Chained, shape: int) -> None:
    """Rows written before there was a chain; a table whose rows were ever linked gets none this way."""
    _drop(cursor, Link._meta.db_table, "audit_guard")
    cursor.execute(
        "SELECT set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true),"
        " set_config('bytea_output', 'hex', true)"
    )
    cursor.execute(
        compose(
            "SELECT count(audit_link_row(%s, e.{}, %s, '', to_jsonb(e)))"
            " FROM (SELECT * FROM {} ORDER BY {}) e WHERE NOT EXISTS"
            " (SELECT FROM audit_link l WHERE l.source = %s AND l.event = e.{})",
            table.key,
            table.table,
            table.key,
            table.key,
        ),
        [table.table, shape, table.table],
    )
