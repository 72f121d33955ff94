"""What somebody can do who has the web's own credentials: SQL injected into a page, at the worst."""

# ruff: noqa: PT012  what is refused is the last of several steps of one transaction

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.commons.vaults.conftest import CENTRE, OTHER

from serai.commons.vaults import declarations, gate, tokens
from serai.commons.vaults.declarations import Keep, Vault
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.keys import KeyFolder
from serai.commons.vaults.models import DrillPerson
from serai.commons.vaults.sessions import opened_by_house
from serai.commons.vaults.tokens import Grant

PROBE = Vault(name="probe", title="A second vault", tables=("thing",), keep={"thing": Keep(1, "test")})
ALL = frozenset({"*"})
REFUSED = psycopg.errors.InsufficientPrivilege


@dataclass(frozen=True)
class Ground:
    """Two vaults with a row each, the keys of both, and where the web finds them."""

    keys: KeyFolder
    address: str
    owner: str
    centre_row: UUID
    other_row: UUID


@pytest.fixture(scope="module")
def ground(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    """Committed rows in two vaults; everything is taken away at the end."""
    patch = pytest.MonkeyPatch()
    patch.setattr(gate, "declared", lambda: (DRILL, PROBE))
    patch.setattr(declarations, "declared", lambda: (DRILL, PROBE))
    patch.setattr(settings, "KEYS", tmp_path_factory.mktemp("keys") / "keys")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        gate.make_schemas()
        cursor.execute(
            "create table vault_probe.thing (id uuid primary key default gen_random_uuid(),"
            " subject uuid default gen_random_uuid(), country text default 'QRV',"
            " organisation text default 'centre_qrv', keep_until date default now())"
        )
        gate.install()
        gate.let_in("serai_web")
        with opened_by_house(DRILL, purpose="test", rights="rw") as session:
            rows = [
                session.add(DrillPerson, scope=scope, since=date(2026, 1, 1), name="Marker")
                for scope in (CENTRE, OTHER)
            ]
        with opened_by_house(PROBE, purpose="test", rights="rw"):
            cursor.execute("insert into vault_probe.thing default values")
        head, _, query = os.environ["SERAI_WEB_DATABASE_URL"].partition("?")
        address = f"{head.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{query}"
        cursor.execute("select current_user")
        yield Ground(KeyFolder(settings.KEYS), address, cursor.fetchone()[0], rows[0].id, rows[1].id)
        cursor.execute("drop schema vault_probe cascade")
        cursor.execute("truncate vault_drill.person, vault_drill.history, vault_drill.log")
        cursor.execute("delete from vault_gate.keys where vault = 'probe'")
        connection.close()
    patch.undo()


@pytest.fixture
def web(ground: Ground) -> Iterator[psycopg.Connection[Any]]:
    """A connection with the web's credentials, outside any transaction."""
    with psycopg.connect(ground.address, autocommit=True) as reached:
        yield reached


def take(web: psycopg.Connection[Any], vault: Vault) -> str:
    """Take the vault's role in the open transaction; the transaction's number."""
    number = web.execute("select pg_current_xact_id()::text").fetchone()
    assert number is not None
    web.execute(f"set local role serai_vault_{vault.name}".encode())
    return str(number[0])


def show(web: psycopg.Connection[Any], vault: Vault, token: str) -> None:
    """Lay a token before the gate."""
    web.execute("select set_config('serai.token', %s, true)", [token])
    web.execute("select vault_gate.open(%s)", [vault.name])


def token(ground: Ground, number: str, *, vault: Vault = DRILL, key: bytes = b"", **more: Any) -> str:
    """A token as the application signs it, or not quite."""
    expires = more.pop("expires", time.time() + 60)
    grant = Grant(**{"vault": vault.name, "actor": 1, "purpose": "t", "organisations": ALL} | more)
    return tokens.signed(grant, key=key or ground.keys.token(vault.name), transaction=number, expires=expires)


def names(web: psycopg.Connection[Any]) -> set[UUID]:
    return {row[0] for row in web.execute("select id from vault_drill.person").fetchall()}


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param("select * from vault_drill.person", id="reads the vault's table"),
        pytest.param("select * from vault_drill.history", id="reads its history"),
        pytest.param("select * from vault_drill.log", id="reads its log"),
        pytest.param("select * from vault_gate.keys", id="reads the keys that check tokens"),
        pytest.param(
            "insert into vault_gate.opened values (pg_current_xact_id(), 'drill')", id="opens it itself"
        ),
        pytest.param("select vault_gate.open('drill')", id="asks the gate without the role"),
        pytest.param("select vault_gate.checked('drill')", id="asks what a token says"),
        pytest.param("create table public.mine (a int)", id="makes a table"),
        pytest.param("create temporary table mine (a int)", id="makes a temporary table"),
        pytest.param(
            "create function public.mine() returns int language sql as 'select 1'", id="makes a function"
        ),
        pytest.param("create role mine", id="makes a role"),
        pytest.param("set role serai", id="becomes the owner"),
        pytest.param("set session authorization serai", id="pretends to be the owner"),
        pytest.param(
            "alter table vault_drill.person disable row level security", id="switches the policies off"
        ),
        pytest.param("update project_installation set kind = 'real'", id="changes what this place is"),
        pytest.param("delete from vaults_changeevent", id="deletes history"),
        pytest.param("delete from vaults_brokenglass", id="takes an alarm away"),
        pytest.param("update vaults_brokenglass set reason = 'none'", id="rewrites the reason of an alarm"),
        pytest.param("update vaults_brokenglass set until = now()", id="moves the end of an opening"),
        pytest.param("update vaults_tombstone set why = 'none'", id="rewrites a tombstone"),
        pytest.param(
            "insert into vaults_change (vault, line, digest) values ('drill', 9, '')", id="fakes history"
        ),
        pytest.param("truncate vaults_tombstone", id="empties a table"),
        pytest.param("copy vaults_tombstone to program 'id'", id="starts a program"),
        pytest.param("select pg_read_file('postgresql.conf')", id="reads a file of the server"),
    ],
)
def test_the_web_may_not(web: psycopg.Connection[Any], attempt: str) -> None:
    with pytest.raises(REFUSED):
        web.execute(attempt.encode())


def test_the_web_reads_and_writes_ordinary_tables(web: psycopg.Connection[Any]) -> None:
    with web.transaction(force_rollback=True):
        web.execute(
            'insert into vaults_tombstone (id, vault, "table", rows, why, at)'
            " values (gen_random_uuid(), 'drill', 'person', 1, 'test', now())"
        )
        assert web.execute("select count(*) from vaults_tombstone").fetchone() == (1,)


def test_a_true_token_opens_the_vault_for_its_transaction(
    ground: Ground, web: psycopg.Connection[Any]
) -> None:
    with web.transaction():
        show(web, DRILL, token(ground, take(web, DRILL)))
        assert names(web) == {ground.centre_row, ground.other_row}


@pytest.mark.parametrize("setting", ["", "drill", "{}", "7b7d.00", "*" * 80, "zz.zz"])
def test_a_bare_setting_opens_nothing(web: psycopg.Connection[Any], setting: str) -> None:
    with pytest.raises(REFUSED, match="signed token only"), web.transaction():
        take(web, DRILL)
        web.execute("select set_config('serai.token', %s, true)", [setting])
        names(web)


def test_no_token_opens_nothing(web: psycopg.Connection[Any]) -> None:
    with pytest.raises(REFUSED, match="signed token only"), web.transaction():
        take(web, DRILL)
        names(web)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"key": b"x" * 32}, id="signed with a guessed key"),
        pytest.param({"expires": time.time() - 1}, id="expired"),
        pytest.param({"vault": PROBE}, id="of another vault"),
    ],
)
def test_a_wrong_token_is_refused(
    ground: Ground, web: psycopg.Connection[Any], wrong: dict[str, Any]
) -> None:
    with pytest.raises(REFUSED), web.transaction():
        show(web, DRILL, token(ground, take(web, DRILL), **wrong))


def test_a_token_whose_content_was_changed_is_refused(ground: Ground, web: psycopg.Connection[Any]) -> None:
    with pytest.raises(REFUSED, match="signed token only"), web.transaction():
        body, _, signature = token(ground, take(web, DRILL), organisations=frozenset({"a"})).partition(".")
        forged = bytes.fromhex(body).replace(b'["a"]', b'["*"]').hex()
        show(web, DRILL, f"{forged}.{signature}")


def test_a_token_of_an_earlier_transaction_is_refused(ground: Ground, web: psycopg.Connection[Any]) -> None:
    with web.transaction():
        used = token(ground, take(web, DRILL))
        show(web, DRILL, used)
    with pytest.raises(REFUSED, match="another vault, transaction or time"), web.transaction():
        take(web, DRILL)
        show(web, DRILL, used)


def test_a_token_expires_inside_its_transaction(ground: Ground, web: psycopg.Connection[Any]) -> None:
    with pytest.raises(REFUSED, match="time"), web.transaction():
        show(web, DRILL, token(ground, take(web, DRILL), expires=time.time() + 0.3))
        time.sleep(0.4)
        names(web)


def test_a_true_token_that_was_never_opened_shows_no_row(
    ground: Ground, web: psycopg.Connection[Any]
) -> None:
    """Opening writes the vault's log; there is no reading without it."""
    with pytest.raises(REFUSED, match="not opened in this transaction"), web.transaction():
        number = take(web, DRILL)
        web.execute("select set_config('serai.token', %s, true)", [token(ground, number)])
        names(web)


@pytest.mark.parametrize(
    ("limit", "seen"),
    [
        pytest.param({"organisations": frozenset({"centre_qrv"})}, "centre_row", id="organisation"),
        pytest.param({"organisations": frozenset({"nobody"})}, "", id="an organisation without rows"),
        pytest.param({"subjects": frozenset({UUID(int=1)})}, "", id="one person, who is not there"),
        pytest.param({"rights": "w"}, "", id="a right to write is none to read"),
    ],
)
def test_a_token_shows_what_it_says(
    ground: Ground, web: psycopg.Connection[Any], limit: dict[str, Any], seen: str
) -> None:
    with web.transaction():
        show(web, DRILL, token(ground, take(web, DRILL), **limit))
        assert names(web) == ({getattr(ground, seen)} if seen else set())


def test_no_question_reads_two_vaults(ground: Ground, web: psycopg.Connection[Any]) -> None:
    """With a true token of each: neither role sees the other's schema, and the second is not opened."""
    with pytest.raises(REFUSED, match="permission denied"), web.transaction():
        show(web, DRILL, token(ground, take(web, DRILL)))
        web.execute("select 1 from vault_drill.person, vault_probe.thing")
    with pytest.raises(REFUSED, match="another vault was opened"), web.transaction():
        show(web, DRILL, token(ground, take(web, DRILL)))
        web.execute("reset role")
        show(web, PROBE, token(ground, take(web, PROBE), vault=PROBE))


def test_the_application_signs_for_one_vault_a_transaction_even_after_a_rollback(
    ground: Ground, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.raises(RuntimeError), opened_by_house(DRILL, purpose="test", rights="r"):
            raise RuntimeError
        with (
            pytest.raises(VaultRefused, match="another vault"),
            opened_by_house(PROBE, purpose="test", rights="r"),
        ):
            pass


def test_the_owner_reads_ciphertext_for_the_backup_and_changes_nothing(
    ground: Ground, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select count(*) from vault_drill.person")
        assert cursor.fetchone() == (2,)
        cursor.execute("delete from vault_drill.person")
        assert cursor.rowcount == 0
        cursor.execute("update vault_drill.history set content = null")
        assert cursor.rowcount == 0


def test_every_table_of_every_vault_has_forced_policies(ground: Ground, web: psycopg.Connection[Any]) -> None:
    rows = web.execute(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('vault_drill', 'vault_probe')"
        " and c.relkind = 'r' and c.relname <> 'log'"
    ).fetchall()
    assert {row[0] for row in rows} == {"person", "event", "history", "thing"}
    assert all(row[1:] == (True, True) for row in rows)


def test_keys_of_the_test_lie_outside_the_data(ground: Ground) -> None:
    assert Path(settings.HOME) not in ground.keys.root.parents
