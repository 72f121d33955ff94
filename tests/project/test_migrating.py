"""A first start takes short cuts; the tables must be those of the long way."""

import os
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from serai.project import installation
from serai.testing.databases import drop, make

pytestmark = pytest.mark.full  # the long way alone takes minutes

SHAPE = (
    (
        "select table_schema, table_name, column_name, data_type, is_nullable, column_default,"
        " character_maximum_length from information_schema.columns"
        " where table_schema not in ('pg_catalog', 'information_schema')"
    ),
    (
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where connamespace::regnamespace::text not in ('pg_catalog', 'information_schema')"
    ),
    "select tablename, indexname, indexdef from pg_indexes where schemaname <> 'pg_catalog'",
    "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "select tablename, policyname, roles::text, qual, with_check from pg_policies",
    (
        "select proname, prosrc from pg_proc"
        " where pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')"
    ),
    "select app_label, model from django_content_type",
    (
        "select codename, app_label, model from auth_permission"
        " join django_content_type on django_content_type.id = content_type_id"
    ),
)


def the_long_way():
    """Every migration ever written, none of them replaced by a shorter one, as Django applies them."""
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    graph = executor.loader.graph
    short = {key: one.replaces for key, one in graph.nodes.items() if one.replaces}
    for key, replaced in short.items():
        # a library's short way whose long one is gone stays
        if all(one in graph.nodes for one in replaced):
            graph.remove_replacement_node(key, replaced)
    assert ("partnership", "0003_links_history") in graph.nodes
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")  # schemas of the vaults
    executor.migrate(graph.leaf_nodes())
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def shape(name):
    address = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(address._replace(path=f"/{name}"))) as connection:
        return {query: sorted(map(repr, connection.execute(query).fetchall())) for query in SHAPE}


def test_short_cuts_of_a_first_start_make_the_same_tables(django_db_setup, django_db_blocker):
    names = [f"{word}_{uuid.uuid4().hex[:12]}" for word in ("long", "short")]
    try:
        with django_db_blocker.unblock():
            make(names[0], "template1", the_long_way)
            make(names[1], "template1", installation.migrate)
        long, short = map(shape, names)
        for query in SHAPE:
            assert long[query] == short[query]
            assert long[query] or "pg_policies" in query
    finally:
        for name in names:
            drop(name)
