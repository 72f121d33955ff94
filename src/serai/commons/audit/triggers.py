"""What the database itself holds: histories that only grow, and a chain that every commit lengthens.

Installed after each migration, when the code asks for something else than stands there. The functions
run with the rights of the tables' owner: the web's role needs none on histories and on the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

    @property
    def tables(self) -> tuple[str, ...]:
        """The table, and the one that it follows."""
        return (self.table, self.noun) if self.noun else (self.table,)


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

    Tables that are not there yet (a migration that stopped on the way) come with the next migration.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if Link._meta.db_table not in present:
            return False
        known = [table for table in chained() if present.issuperset(table.tables)]
        wanted = _fingerprint(tuple(known))
        cursor.execute("SELECT obj_description(to_regprocedure('audit_append()'))")
        found = (cursor.fetchone() or [None])[0]
        if found == wanted and Shape.objects.using(using).exists():
            return False
    with _unaccompanied(connection), transaction.atomic(using=using), connection.cursor() as cursor:
        place = _Place.look(cursor)
        if found != wanted:
            for model, trigger in pgtrigger.registered():
                if model._meta.db_table in present:
                    trigger.install(model, database=using)
            pgtrigger.prune(database=using)  # of what is no longer tracked
            cursor.execute(_functions(cursor))
            _harden(cursor)
            # one journey for all tables: there are some hundred statements
            cursor.execute(
                ";\n".join([*(line for table in known for line in _bind(table, place)), *_own_guards()])
            )
            cursor.execute(
                sql.SQL("COMMENT ON FUNCTION audit_append() IS {}").format(sql.Literal(wanted)).as_string()
            )
        place.keep_shapes(known)
    return True


@contextmanager
def _unaccompanied(connection: Any) -> Iterator[None]:
    """Statements go to the database as they are.

    Where somebody acts, pghistory puts parameters before each statement, and a literal per cent sign
    in a function's body would be taken for one.
    """
    wrappers, connection.execute_wrappers = connection.execute_wrappers, []
    try:
        yield
    finally:
        connection.execute_wrappers = wrappers


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
def _fingerprint(tables: tuple[Chained, ...]) -> str:
    digest = hashlib.sha256(_source().encode())
    for model, trigger in pgtrigger.registered():
        digest.update(trigger.compile(model).hash.encode())
    for table in tables:
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


@dataclass(frozen=True)
class _Place:
    """What stands in the database: columns of tables, triggers as (table, name), tables that have a shape."""

    columns: dict[str, list[str]]
    triggers: frozenset[tuple[str, str]]
    shaped: frozenset[str]

    @classmethod
    def look(cls, cursor: Any) -> _Place:
        """One question for each."""
        cursor.execute(
            'SELECT c.relname, array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C")'
            " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
            " AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname"
        )
        columns = dict(cursor.fetchall())
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE 'audit\\_%'"
        )
        return cls(
            columns, frozenset(cursor.fetchall()), frozenset(Shape.objects.values_list("source", flat=True))
        )

    def shape(self, table: str) -> int:
        """The number of a table's columns as they are now."""
        words = "\n".join([table, *self.columns[table]]).encode()
        return int.from_bytes(hashlib.sha256(words).digest()[:8], signed=True)

    def keep_shapes(self, tables: Sequence[Chained]) -> None:
        """Write down the columns that rows are linked with from now on."""
        Shape.objects.bulk_create(
            [Shape(id=self.shape(c.table), source=c.table, columns=self.columns[c.table]) for c in tables],
            ignore_conflicts=True,
        )


def _bind(table: Chained, place: _Place) -> Iterator[str]:
    """Guards and the link at commit of one table; rows that had no link yet get one."""
    for name, on in (("audit_chain", table.table), ("audit_guard", table.table), ("audit_whole", table.noun)):
        if (on, name) in place.triggers:
            yield compose("DROP TRIGGER {} ON {}", name, on)
    shape = place.shape(table.table)
    if table.noun:
        yield from _begin(table, fresh=table.table not in place.shaped)
    if table.table not in place.shaped:
        yield from _link_old_rows(table, shape)
    yield (
        compose("CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON {}", table.table)
        + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        + f" EXECUTE FUNCTION audit_append('{shape}', '{table.key}')"
    )
    yield _guard(table.table, inserts=table.key == "pgh_id")
    if table.noun:
        yield (
            compose("CREATE TRIGGER audit_whole BEFORE TRUNCATE ON {}", table.noun)
            + " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )


def _own_guards() -> list[str]:
    return [_guard(own._meta.db_table, inserts=own is Link) for own in (Link, Shape, Seal)]


def _guard(table: str, *, inserts: bool) -> str:
    moments = "INSERT OR UPDATE OR DELETE OR TRUNCATE" if inserts else "UPDATE OR DELETE OR TRUNCATE"
    return (
        compose(f"CREATE OR REPLACE TRIGGER audit_guard BEFORE {moments} ON {{}}", table)
        + " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
    )


def _begin(table: Chained, *, fresh: bool) -> Iterator[str]:
    """An index by the noun's key; and a history that is new begins with what stands there already."""
    event = next(model for model in event_classes() if model._meta.db_table == table.table)
    pk = event.pgh_tracked_model._meta.pk.column
    index = f"audit_{hashlib.sha256(table.table.encode()).hexdigest()[:16]}"
    yield compose("CREATE INDEX IF NOT EXISTS {} ON {} ({})", index, table.table, pk)
    if fresh:
        own = {field.column for field in event.pgh_tracked_model._meta.local_concrete_fields}
        columns = [f.column for f in event._meta.local_concrete_fields if f.column in own]
        names = ", ".join(compose("{}", column) for column in columns)
        yield (
            compose("INSERT INTO {} (", table.table)  # noqa: S608  names are quoted
            + f"pgh_created_at, pgh_label, pgh_context, {names})"
            + f""" SELECT now(), 'insert', '{{"actor": "installation"}}', {names}"""
            + compose(
                " FROM {} n WHERE NOT EXISTS (SELECT FROM {} e WHERE e.{} = n.{})",
                table.noun,
                table.table,
                pk,
                pk,
            )
        )


def _link_old_rows(table: Chained, shape: int) -> Iterator[str]:
    """Rows written before there was a chain; a table whose rows were ever linked gets none this way."""
    yield compose("DROP TRIGGER IF EXISTS audit_guard ON {}", Link._meta.db_table)
    yield (
        "SELECT set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true),"
        " set_config('bytea_output', 'hex', true)"
    )
    yield (
        compose("SELECT count(audit_link_row({literal}, e.{key}, ", literal="\0", key=table.key)  # noqa: S608
        + f"{shape}, '', to_jsonb(e)))"
        + compose(
            " FROM (SELECT * FROM {table} ORDER BY {key}) e WHERE NOT EXISTS"
            " (SELECT FROM audit_link l WHERE l.source = {literal} AND l.event = e.{key})",
            table=table.table,
            key=table.key,
            literal="\0",
        )
    ).replace('"\0"', f"'{table.table}'")
