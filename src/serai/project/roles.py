"""What the web's role may do in the database. Granted anew after each migration and each restore.

It reads and writes ordinary tables, and adds to histories without changing them. It owns nothing, so it
can make no table, function or role, and it has no temporary tables: nothing can carry a row out of a
vault into another question. Vaults are opened for it by ``serai.commons.vaults``.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, transaction

from serai.commons.audit import triggers
from serai.project import addresses

SCHEMAS = ("public", "iceberg")
READ_ONLY = ("django_migrations", "project_installation")  # what was migrated, and what this place is


def grant(**_signal: Any) -> bool:
    """Give the web's role its rights in the open database; false when there is no such role.

    Called after every migration (Django's ``post_migrate``), because new tables come with it.
    """
    role = addresses.web_role()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select (select rolname from pg_roles where rolname = %s), current_user, current_database()",
            [role],
        )
        found, owner, database = cursor.fetchone()
        if found is None or found == owner:
            return False
        quote = connection.ops.quote_name
        web = quote(role)
        cursor.execute("select to_regnamespace('iceberg') is null")
        if cursor.fetchone()[0]:
            cursor.execute("create schema iceberg")
        _close_temporary(cursor, quote(database), quote(owner))
        for schema in SCHEMAS:
            everything = f"all tables in schema {schema}"
            within = f"alter default privileges in schema {schema}"
            cursor.execute(
                f"grant usage on schema {schema} to {web};"
                f"grant select, insert, update, delete on {everything} to {web};"
                f"grant usage, select on all sequences in schema {schema} to {web};"
                f"{within} grant select, insert, update, delete on tables to {web};"
                f"{within} grant usage, select on sequences to {web};"
            )
        triggers.restrict(role)
        for table in READ_ONLY:
            cursor.execute("select to_regclass(%s) is not null", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"revoke insert, update, delete on {quote(table)} from {web}")
        for config in apps.get_app_configs():
            getattr(config, "let_in", _nothing)(role)
    return True


def _nothing(_role: str) -> None:
    """What a room does that has no doors of its own in the database."""


def _close_temporary(cursor: Any, database: str, owner: str) -> None:
    """Temporary tables are open to everybody by default; only the owner keeps them."""
    cursor.execute(
        "select exists (select from pg_database d,"
        " aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
        " where d.datname = current_database() and a.grantee = 0 and a.privilege_type = 'TEMPORARY')"
    )
    if cursor.fetchone()[0]:
        cursor.execute(f"revoke temporary on database {database} from public")
        cursor.execute(f"grant temporary on database {database} to {owner}")
