"""Bringing a database to the house's shape, and knowing whose database it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from serai.project import addresses, environment, postgres
from serai.project.errors import NotOurs

if TYPE_CHECKING:
    from serai.engine.store import Store

MIGRATION_LOCK = 727001  # advisory lock: two processes never migrate at once


@contextmanager
def house() -> Iterator[Path]:
    """Database up, Django loaded; yields the data folder. Everything is given back at the end."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serai.project.settings")
    home = environment.home()
    environment.read()
    with postgres.running(home):
        django.setup()
        from serai.commons.audit.acting import COMMAND, acting

        try:
            with acting(actor="command line", means=COMMAND):
                yield home
        finally:
            from django.db import connections

            connections.close_all()


def as_web(home: Path) -> None:
    """From here on this process and its children reach the database by the web's role only.

    Commands that serve pages or do jobs call it when their own preparations, made as the owner, are
    done. Without a web's role of its own (see SERAI_WEB_DATABASE_URL) nothing changes.
    """
    from django.db import connections
    from environ import Env

    from serai.commons.vaults import gate

    if not (addresses.separate() and addresses.address(home) == addresses.web_address(home)):
        gate.put_token_keys()  # the folder of keys may have been brought back since
        open_store(home).close()  # makes the catalogue where there is none: the web's role could not
    connections.close_all()
    addresses.use_web_role()
    reached = Env.db_url_config(addresses.address(home).django)
    connections.settings["default"].update(reached)


def tables() -> set[str]:
    """Names of the tables that the database holds."""
    from django.db import connection

    return set(connection.introspection.table_names())


def pending() -> list[str]:
    """Migrations that the code has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [
        f"{m.app_label}.{m.name}"
        for m, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]


def migrate(*, settle: bool = False) -> int:
    """Apply what is pending, one process at a time; returns how many were applied.

    With ``settle`` what follows migrations (names of models, permissions, triggers) is done even when
    nothing is pending: a kill may have come between the two.
    """
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            waiting = pending()
            if waiting or settle:
                with drawing_only_what_is_new():
                    migrate_libraries()
                    call_command("migrate", verbosity=0, interactive=False)
            return len(waiting)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def settle() -> None:
    """Roles, rights and policies as this version wants them; as the owner, after a restore."""
    from serai.commons.vaults import gate
    from serai.project import roles

    gate.install()
    roles.grant()


@contextmanager
def drawing_only_what_is_new() -> Iterator[None]:
    """While a new table is made, draw its model alone and leave the models it points to as they are.

    Django draws anew every model that can be reached from the new one, which is nearly all of them: the
    cost of a first start would grow with the square of the rooms. A new model only adds to those it
    points to. The tables are the same either way; a long test compares them.
    """
    from django.db.migrations.state import ModelState, ProjectState

    whole = ProjectState.add_model

    def add_model(state: ProjectState, added: ModelState) -> None:
        drawn = state.__dict__.pop("apps", None)  # kept out of sight, so that nothing is drawn yet
        whole(state, added)
        if drawn is not None:
            state.apps = drawn
            drawn.render_multiple([added])

    ProjectState.add_model = add_model  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        ProjectState.add_model = whole  # type: ignore[method-assign]


def migrate_libraries() -> None:
    """Apply the migrations of the libraries before our own.

    Django draws every model anew for each step, so a hundred steps of a library cost a third of the time
    while our own models are not there yet.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    own = {config.label for config in apps.get_app_configs() if config.name.startswith("serai.")}
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] not in own])


def kind() -> str:
    """ "demo", "real", "empty" (no table yet) or "foreign" (tables that no Serai made, or made halfway)."""
    from serai.project.models import Installation

    present = tables()
    if Installation._meta.db_table in present:
        row = Installation.objects.first()
        return row.kind if row else "unfinished"
    return "empty" if not present else "foreign"


def claim(wanted: str) -> None:
    """Make the database ours as ``wanted`` ("demo" or "real"). Raises NotOurs when it is anything else."""
    from serai.project.models import Installation

    found = kind()
    if found == "unfinished" and _nobody_home():
        found = "empty"  # a first start that was killed between the tables and the mark
    if found == "foreign" and _only_ours():
        found = "empty"
    if found not in ("empty", wanted):
        words = {
            "real": "this database belongs to a real installation",
            "demo": "this database belongs to the demonstration",
            "foreign": "this database holds tables that Serai did not make",
            "unfinished": "this database has accounts but no mark of what it is",
        }[found]
        raise NotOurs(
            words,
            where="DATABASE_URL" if os.environ.get("DATABASE_URL") else str(environment.home()),
            advice="Point DATABASE_URL or SERAI_HOME at an empty place; nothing was changed.",
        )
    migrate(settle=found == "empty")
    Installation.objects.get_or_create(only=True, defaults={"kind": wanted})


def _nobody_home() -> bool:
    """No account yet: nothing of anybody's can be lost."""
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


def _only_ours() -> bool:
    """Every table is one that our migrations make: a first start killed before its mark."""
    from django.apps import apps

    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {
        "django_migrations"
    }
    return tables() <= ours and "django_migrations" in tables()


def require_own(*, migrated: bool = False, real: bool = False) -> None:
    """Refuse what is no installation, one of another version (``migrated``), a demonstration (``real``)."""
    found = kind()
    if real and found == "demo":
        raise NotOurs(
            "this is the demonstration, whose accounts are invented",
            where=str(environment.home()),
            advice="Run 'serai setup' in a place of its own.",
        )
    if found not in ("demo", "real"):
        raise NotOurs(
            "there is no installation here yet",
            where=str(environment.home()),
            advice="Run 'serai setup' for a real one, 'serai demo' for a demonstration.",
        )
    if migrated and pending():
        raise NotOurs(
            "the database is of an older version",
            where=str(environment.home()),
            advice="Run 'serai upgrade'.",
        )


def recover(home: Path, say: Callable[[str], None]) -> None:
    """Finish or roll back what a kill interrupted, and show what the store holds on the pages."""
    from serai.components.statistics import api as statistics

    store = open_store(home)
    for line in store.recover():
        say(line)
    statistics.register(store)


def open_store(home: Path) -> Store:
    """The statistics store of this installation."""
    from serai.engine.store import Store

    return Store.open(home, postgres.address(home).url)
