"""Databases of tests: migrated once into a template, then copied for each process that runs tests."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import uuid
from pathlib import Path

import pytest
from psycopg import sql

PACKAGE = Path(__file__).resolve().parents[1]


def _shape() -> str:
    """A word that changes with any migration of ours or any installed version."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("migrations/*.py")):
        digest.update(path.as_posix().encode() + path.read_bytes())
    digest.update((PACKAGE.parents[1] / "requirements.lock").read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: pytest.DjangoDbBlocker) -> None:  # type: ignore[name-defined]
    """Tests of this process run in a copy of the template, under a name of their own."""
    from django.db import connection

    template = f"template_{_shape()}"
    lock = Path(tempfile.gettempdir()) / f"serai-{os.geteuid()}-{template}.lock"
    with django_db_blocker.unblock(), lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        _make(template)
    connection.settings_dict["TEST"] |= {"TEMPLATE": template, "NAME": f"test_{uuid.uuid4().hex[:12]}"}


def _make(template: str) -> None:
    """Make and migrate the template unless it stands. It gets its name only when it is complete."""
    import psycopg
    from django.core.management import call_command
    from django.db import connection

    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as server:
        if server.execute("select 1 from pg_database where datname = %s", [template]).fetchone():
            return
        part = f"part_{uuid.uuid4().hex[:12]}"
        server.execute(sql.SQL("create database {}").format(sql.Identifier(part)))
        name = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = part
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
        server.execute(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(part), sql.Identifier(template))
        )
