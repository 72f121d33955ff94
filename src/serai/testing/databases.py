"""Databases of tests: migrated once into a template, then copied for each process that runs tests."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg import sql

PACKAGE = Path(__file__).resolve().parents[1]


def _shape(pattern: str) -> str:
    """A word that changes with any migration of ours that fits ``pattern`` or any installed version."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob(pattern)):
        digest.update(path.as_posix().encode() + path.read_bytes())
    digest.update((PACKAGE.parents[1] / "requirements.lock").read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: pytest.DjangoDbBlocker) -> None:  # type: ignore[name-defined]
    """Tests of this process run in a copy of the template, under a name of their own."""
    from django.core.management import call_command
    from django.db import connection

    from serai.project.installation import drawing_only_what_is_new, migrate_libraries

    # the libraries' migrations depend on our accounts and on nothing else of ours
    libraries = f"libraries_{_shape('accounts/migrations/0001*.py')}"
    template = f"template_{_shape('migrations/*.py')}"
    with django_db_blocker.unblock(), drawing_only_what_is_new():
        make(libraries, "template1", migrate_libraries)
        make(template, libraries, lambda: call_command("migrate", verbosity=0, interactive=False))
    # between two tests histories are emptied, which nothing else ever does
    connection.settings_dict.setdefault("OPTIONS", {})["options"] = "-c audit.may_empty=yes"
    connection.settings_dict["TEST"] |= {"TEMPLATE": template, "NAME": f"test_{uuid.uuid4().hex[:12]}"}


def drop(name: str) -> None:
    """Drop a database with whatever is connected to it; none, no error."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for attempt in range(30):
            try:
                server.execute(
                    sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
                )
                return
            except psycopg.errors.InsufficientPrivilege:  # the server's own vacuum is in it for a moment
                if attempt == 29:
                    raise
                time.sleep(1)


def make(name: str, origin: str, migrate: Callable[[], object]) -> None:
    """Make the database ``name`` from ``origin`` unless it stands; one process makes it, others wait.

    It gets its name when it is complete.
    """
    import psycopg
    from django.db import connection

    lock = Path(tempfile.gettempdir()) / f"serai-{os.geteuid()}-{name}.lock"
    with lock.open("w") as held, psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        fcntl.flock(held, fcntl.LOCK_EX)
        if server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return
        part = f"part_{uuid.uuid4().hex[:12]}"
        server.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(part), sql.Identifier(origin))
        )
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = part
        try:
            migrate()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
        server.execute(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(part), sql.Identifier(name))
        )
