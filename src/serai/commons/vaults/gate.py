"""The gate in the database: schemas, roles, row policies, the check of tokens, history and log.

Installed by the owner after every migration. The web's role may take a vault's role inside a transaction,
and the vault's role sees only rows for which ``vault_gate.reach`` finds a true token of that transaction.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from serai.commons.vaults import crypto
from serai.commons.vaults.declarations import Vault, declared
from serai.commons.vaults.keys import KeyFolder

FUNCTIONS = """
create schema if not exists vault_gate;
create table if not exists vault_gate.keys (
    vault text primary key, inner_pad bytea not null, outer_pad bytea not null);
create table if not exists vault_gate.opened (
    transaction xid8 primary key, vault text not null, at timestamptz not null default clock_timestamp());

-- the token of this transaction, if it is true; the signature is checked before anything is read in it
create or replace function vault_gate.checked(wanted text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    given text := coalesce(current_setting('serai.token', true), '');
    body text := split_part(given, '.', 1);
    pad record;
    token jsonb;
begin
    select * into pad from vault_gate.keys k where k.vault = wanted;
    if not found or given = '' or encode(
        sha256(pad.outer_pad || sha256(pad.inner_pad || convert_to(body, 'utf8'))), 'hex')
        is distinct from split_part(given, '.', 2)
    then
        raise insufficient_privilege using message = 'this vault opens with a signed token only';
    end if;
    token := convert_from(decode(body, 'hex'), 'utf8')::jsonb;
    if token->>'vault' is distinct from wanted
        or token->>'transaction' is distinct from pg_current_xact_id_if_assigned()::text
        or (token->>'expires')::numeric < extract(epoch from clock_timestamp())
    then
        raise insufficient_privilege using message = 'this token is for another vault, transaction or time';
    end if;
    return token;
end $$;

-- opens a vault for this transaction: one vault only, and the vault's log tells of it
create or replace function vault_gate.open(wanted text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    token jsonb := vault_gate.checked(wanted);
    held text;
begin
    insert into vault_gate.opened (transaction, vault) values (pg_current_xact_id(), wanted)
        on conflict (transaction) do nothing;
    select o.vault into held from vault_gate.opened o where o.transaction = pg_current_xact_id();
    if held <> wanted then
        raise insufficient_privilege using message = 'another vault was opened in this transaction';
    end if;
    execute format('insert into %I.log (actor, purpose, rights, organisations, subjects, nonce)'
        ' values ($1, $2, $3, $4, $5, $6)', 'vault_' || wanted)
    using (token->>'actor')::bigint, token->>'purpose', token->>'rights', token->'organisations',
        token->'subjects', token->>'nonce';
    -- a line of the server's log stays even when the transaction is rolled back
    raise log 'vault % opened by % (%)', wanted, coalesce(token->>'actor', 'the house'), token->>'nonce';
end $$;

-- the organisations and the persons whose rows this transaction may reach with ``right``
create or replace function vault_gate.reach(wanted text, needed text) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    token jsonb := vault_gate.checked(wanted);
begin
    if not exists (select from vault_gate.opened o
        where o.transaction = pg_current_xact_id_if_assigned() and o.vault = wanted)
    then
        raise insufficient_privilege using message = 'this vault was not opened in this transaction';
    end if;
    if position(needed in token->>'rights') = 0 then return '{}'; end if;
    return array(select jsonb_array_elements_text(token->'organisations'));
end $$;
create or replace function vault_gate.persons(wanted text) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    token jsonb := vault_gate.checked(wanted);
begin
    if jsonb_typeof(token->'subjects') = 'null' then return null; end if;
    return array(select jsonb_array_elements_text(token->'subjects'))::uuid[];
end $$;

-- every change of a row, whoever makes it, with the actor that the token names; blind columns stay out
create or replace function vault_gate.remember() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    token jsonb := vault_gate.checked(substr(tg_table_schema, 7));
    kept jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end) - coalesce(tg_argv, '{}');
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    made record;
begin
    execute format('insert into %I.history (verb, tabled, row_id, subject, organisation, actor, purpose,'
        ' content, salt, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)'
        ' returning id, digest', tg_table_schema) into made
    using lower(tg_op), tg_table_name::text, (kept->>'id')::uuid, (kept->>'subject')::uuid,
        kept->>'organisation', (token->>'actor')::bigint, token->>'purpose', kept, salt,
        sha256(salt || convert_to(tg_op || tg_table_name || kept::text, 'utf8'));
    insert into public.vaults_change (vault, line, digest)
        values (substr(tg_table_schema, 7), made.id, made.digest);
    return null;
end $$;

-- numbers for the protection officers' page, no content
create or replace function vault_gate.summary(wanted text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    found jsonb;
begin
    execute format('select jsonb_build_object(''openings'', count(*), ''people'', count(distinct actor),'
        ' ''last'', max(at)) from %I.log where at > now() - interval ''30 days''', 'vault_' || wanted) into found;
    return found;
end $$;
create or replace function vault_gate.due(wanted text, tabled text, today date) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    found bigint;
begin
    execute format('select count(*) from %I.%I where keep_until < $1', 'vault_' || wanted, tabled)
        into found using today;
    return found;
end $$;
revoke all on all functions in schema vault_gate from public;
"""

TABLES = """
create table if not exists {schema}.log (
    id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(),
    actor bigint, purpose text not null, rights text not null, organisations jsonb not null, subjects jsonb,
    nonce text not null unique);
create table if not exists {schema}.history (
    id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(),
    verb text not null, tabled text not null, row_id uuid not null, subject uuid not null,
    organisation text not null, actor bigint, purpose text not null, content jsonb, salt bytea,
    digest bytea not null);
create index if not exists history_subject on {schema}.history (subject);
grant usage on schema {schema} to {role};
grant usage on schema vault_gate to {role};
grant execute on function vault_gate.open(text), vault_gate.reach(text, text), vault_gate.persons(text)
    to {role};
grant select, update (content, salt) on {schema}.history to {role};
"""

POLICIES = """
alter table {table} enable row level security;
alter table {table} force row level security;
drop policy if exists reads on {table};
create policy reads on {table} for select to {role} using ({read});
drop policy if exists adds on {table};
drop policy if exists changes on {table};
create policy changes on {table} for update to {role} using ({change}) with check ({change});
drop policy if exists removes on {table};
drop policy if exists dumps on {table};
-- the owner copies ciphertext into backups, and may change nothing
create policy dumps on {table} for select to {owner} using (true);
"""

ROWS = """
create policy adds on {table} for insert to {role} with check ({write});
create policy removes on {table} for delete to {role} using ({erase});
grant select, insert, update, delete on {table} to {role};
create or replace trigger remember after insert or update or delete on {table}
    for each row execute function vault_gate.remember({blind});
"""


# pages add alarms, holds and tombstones, and say that one was looked at, ended or lifted; they take none away
KEPT = """
revoke insert, update, delete on vaults_change from {role};
revoke update, delete on vaults_tombstone, vaults_hold, vaults_brokenglass from {role};
grant update (lifted_at) on vaults_hold to {role};
grant update (seen_by_id, seen_at, ended_by_id, ended_at) on vaults_brokenglass to {role};
"""


def make_schemas(**_signal: Any) -> None:
    """Before migrations: each declared vault has its schema, for its tables to be made in."""
    with transaction.atomic(), connection.cursor() as cursor:
        for vault in declared():
            _do(cursor, "create schema if not exists {schema}", schema=sql.Identifier(vault.schema))


def install(**_signal: Any) -> None:
    """After migrations and after a restore: roles, grants, policies, triggers and token keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(727003)")
        cursor.execute("select current_user")
        owner = cursor.fetchone()[0]
        cursor.cursor.execute(FUNCTIONS)
        for vault in declared():
            _make_role(cursor, vault.role(owner), owner)
            _install(cursor, vault, owner)
    put_token_keys()


def put_token_keys() -> None:
    """The database checks with the keys that the folder holds; a lost folder means new ones."""
    keys = KeyFolder(settings.KEYS)
    with connection.cursor() as cursor:
        for vault in declared():
            cursor.execute(
                "insert into vault_gate.keys values (%s, %s, %s) on conflict (vault) do update"
                " set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad"
                " where keys.inner_pad <> excluded.inner_pad",
                [vault.name, *crypto.pads(keys.token(vault.name))],
            )


def let_in(role: str) -> None:
    """``role`` (the web's) may take each vault's role inside a transaction, and holds none of its rights."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        owner = cursor.fetchone()[0]
        _do(
            cursor,
            "grant usage on schema vault_gate to {role};"
            "grant execute on function vault_gate.summary(text), vault_gate.due(text, text, date) to {role}",
            role=sql.Identifier(role),
        )
        cursor.execute("select to_regclass('vaults_change') is not null")
        if cursor.fetchone()[0]:
            _do(cursor, KEPT, role=sql.Identifier(role))
        for vault in declared():
            _lend(cursor, vault.role(owner), role)


def _do(cursor: Any, statement: str, **names: sql.Composable) -> None:
    # past Django's wrappers: what adds the actor to each statement reads composed ones and % its own way
    cursor.cursor.execute(sql.SQL(statement).format(**names))


def _make_role(cursor: Any, role: str, owner: str) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [role])
    if cursor.fetchone() is None:
        _do(
            cursor,
            "do $$ begin create role {role} nologin; exception when duplicate_object then null; end $$",
            role=sql.Identifier(role),
        )
    _lend(cursor, role, owner)


def _lend(cursor: Any, role: str, to: str) -> None:
    """``to`` may take ``role`` and inherits nothing of it. Asked first: two processes may not both grant."""
    cursor.execute(
        "select 1 from pg_auth_members m where m.roleid = %s::regrole and m.member = %s::regrole"
        " and m.set_option and not m.inherit_option",
        [f'"{role}"', f'"{to}"'],
    )
    if cursor.fetchone() is None:
        _do(
            cursor,
            "grant {role} to {to} with inherit false, set true",
            role=sql.Identifier(role),
            to=sql.Identifier(to),
        )


def _install(cursor: Any, vault: Vault, owner: str) -> None:
    names = {
        "schema": sql.Identifier(vault.schema),
        "role": sql.Identifier(vault.role(owner)),
        "owner": sql.Identifier(owner),
    }
    _do(cursor, TABLES, **names)
    for name in (*vault.tables, "history"):
        table = sql.Identifier(vault.schema, name)
        cursor.execute("select to_regclass(%s) is null", [f'"{vault.schema}"."{name}"'])
        if cursor.fetchone()[0]:
            continue  # a migration that makes it is still to come
        rows = name != "history"
        named = names | {
            "table": table,
            "read": _reach(vault, "r"),
            "write": _reach(vault, "w"),
            "erase": _reach(vault, "e"),
            "change": _reach(vault, "w" if rows else "e"),
        }
        _do(cursor, POLICIES, **named)
        if rows:
            blind = sql.SQL(", ").join(map(sql.Literal, _blind_columns(vault.table(name))))
            _do(cursor, ROWS, **named, blind=blind)
        else:
            _do(cursor, "create policy adds on {table} for insert to {owner} with check (true)", **named)


def _reach(vault: Vault, right: str) -> sql.Composed:
    """Row by row: the organisation is within reach and so is the person. Asked once for each statement."""
    return sql.SQL(
        "(array['*', organisation::text] && (select vault_gate.reach({vault}, {right})))"
        " and coalesce(subject = any ((select vault_gate.persons({vault}))::uuid[]),"
        " (select vault_gate.persons({vault})) is null)"
    ).format(vault=sql.Literal(vault.name), right=sql.Literal(right))


def _blind_columns(table: str) -> list[str]:
    from django.apps import apps

    from serai.commons.vaults.fields import Blind

    return [
        str(field.column)
        for model in apps.get_models()
        if model._meta.db_table == table
        for field in model._meta.local_fields
        if isinstance(field, Blind)
    ]
