"""No write escapes: every table of ours has a history, or stands here with the reason why it has none."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from pghistory.core import event_models

from serai.commons.audit import triggers
from serai.commons.audit.escapes import wanted_triggers
from serai.commons.audit.triggers import chained
from serai.commons.vaults.declarations import declared
from serai.commons.vaults.models import VaultRow

# our tables without a history, and why
WITHOUT = {
    "accounts.cacheentry": "a cache",
    "accounts.opensession": "sessions",
    "api.apitoken": "tokens",
    "audit.blanked": "a link of the chain itself",
    "audit.check": "what a verification found; it can be made again",
    "audit.erasure": "a link of the chain itself",
    "audit.link": "the chain itself",
    "audit.read": "a log, and a link of the chain itself",
    "audit.seal": "signed with a key that lies elsewhere",
    "audit.shape": "follows from the columns of the tables",
    "desk.calendaraddress": "tokens",
    "desk.usedlink": "tokens that were used",
    "directory.contactupload": "bytes that wait a day for their confirmation; what they change is tracked",
    "files.content": "bytes by their own digest: they are there or not; the file that has them is tracked",
    "jobs.job": "jobs",
    "jobs.schedulerun": "jobs",
    "newsroom.delivery": "written by the job that sends an issue, edited by nobody; goes with the subscriber",
    "newsroom.languageroot": "frame of the site, made after a migration and edited by nobody",
    "newsroom.newsindex": "frame of the site, made after a migration and edited by nobody",
    "newsroom.picturerendition": "a picture in another size; it can be made again",
    "notices.mail": "a log of what was sent, written by the machine; its words go when they are sent",
    "notices.notice": "a log of what was told, written by the machine; only its reader marks it as read",
    "partnership.upload": "bytes that wait a day for their confirmation; what they change is tracked",
    "project.installation": "one row, written once",
    "search.entry": "an index that is made again from what the rooms say, every five minutes",
    "search.entry_audience_organisations": "the same",
    "translators.delivery": "bytes that wait a day for their confirmation, and then the record of what they changed",
}
SECRET = ("password", "last_login", "secret", "token", "session_key", "private_key")


def ours():
    """Every concrete table of ours, with those that Django makes for many-to-many fields."""
    tracks = set(event_models())
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, VaultRow):
            continue  # its history lies in the vault; see the test of their triggers
        own = apps.get_app_config(model._meta.app_label).name.startswith("serai.")
        if own and model._meta.managed and not model._meta.proxy and model not in tracks:
            yield model


def test_every_table_of_ours_has_a_history_or_a_reason():
    tracked = {model.pgh_tracked_model for model in event_models()}
    missing = sorted(
        model._meta.label_lower
        for model in ours()
        if model not in tracked and model._meta.label_lower not in WITHOUT
    )
    assert missing == []


def test_no_reason_outlives_its_table():
    labels = {model._meta.label_lower for model in ours()}
    assert set(WITHOUT) - labels == set()


def test_no_history_has_a_column_for_a_secret():
    found = [
        f"{model._meta.label}.{field.column}"
        for model in event_models()
        for field in model._meta.local_concrete_fields
        if any(word in field.column for word in SECRET) and field.column != "must_change_password"
    ]
    assert found == []


@pytest.mark.django_db
def test_no_history_in_the_database_has_a_column_for_a_secret():
    """The tables themselves, whatever the models say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_name = ANY(%s) AND column_name ~ %s AND column_name <> 'must_change_password'",
            [[table.table for table in chained()], "|".join(SECRET)],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_every_trigger_is_there_and_switched_on():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
        )
        assert wanted_triggers() - set(cursor.fetchall()) == set()


@pytest.mark.django_db
def test_every_table_of_a_vault_writes_the_history_that_lies_in_the_vault():
    """Its digest becomes a row of vaults_change, which the chain covers: what it says stays in the vault."""
    wanted = {vault.table(table).replace('"', "") for vault in declared() for table in vault.tables}
    rows = [model for model in apps.get_models() if issubclass(model, VaultRow)]
    assert {model._meta.db_table.replace('"', "") for model in rows} == wanted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'remember' AND tgenabled = 'O'"
        )
        assert {table for (table,) in cursor.fetchall()} == wanted
    assert "vaults.change" in {model.pgh_tracked_model._meta.label_lower for model in event_models()}


@pytest.mark.django_db
def test_triggers_write_with_the_rights_of_the_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE prosecdef AND proconfig::text LIKE '%%search_path%%')"
            " FROM pg_proc WHERE proname LIKE 'pgtrigger\\_%%' AND prorettype = 'trigger'::regtype"
        )
        every, safe = cursor.fetchone()
    assert every > 0
    assert safe == every


@pytest.mark.django_db
def test_the_web_role_may_add_to_no_history():
    role = "audit_test_role"
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("the owner of this database may make no role")
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        triggers.restrict(role)
        cursor.execute(
            "SELECT has_table_privilege(%s, 'partnership_activityevent', 'INSERT'),"
            " has_table_privilege(%s, 'audit_link', 'INSERT'), has_table_privilege(%s, 'audit_read', 'INSERT'),"
            " has_table_privilege(%s, 'audit_read', 'UPDATE')",
            [role] * 4,
        )
        assert cursor.fetchone() == (False, False, True, False)
