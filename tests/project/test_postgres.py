"""The embedded PostgreSQL, started for real in folders of its own."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from serai.project import postgres


@pytest.fixture
def no_server_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")


pytestmark = pytest.mark.usefixtures("no_server_of_our_own")


def _running(home: Path) -> bool:
    return (home / "postgres" / "data" / "postmaster.pid").exists()


def test_it_starts_in_a_closed_folder_and_the_last_one_out_stops_it(tmp_path: Path) -> None:
    home = tmp_path / "closed" / "home"
    home.parent.mkdir(mode=0o700)
    with postgres.running(home) as database:
        with psycopg.connect(database.django) as connection:
            row = connection.execute("select current_user, current_setting('listen_addresses')").fetchone()
        assert row == ("serai", "")
        assert _running(home)
    assert not _running(home)


def test_another_process_keeps_it_running(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from serai.project import postgres\n"
        "with postgres.running(Path(sys.argv[1])):\n print('up', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "up\n"
        with postgres.running(tmp_path):
            pass
        assert _running(tmp_path)
        other.communicate("")
    assert not _running(tmp_path)


def test_nobody_gets_in_without_the_password(tmp_path: Path) -> None:
    with postgres.running(tmp_path) as database:
        head, _, tail = database.django.partition("@")
        wrong = head.rpartition(":")[0] + ":guessed@" + tail
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_socket_folder_data_folder_and_secrets_are_closed(tmp_path: Path) -> None:
    with postgres.running(tmp_path):
        for folder in (tmp_path / "postgres", tmp_path / "secrets", postgres._socket_folder(tmp_path)):
            assert stat.S_IMODE(folder.stat().st_mode) & 0o077 in (
                0,
                0o001 if folder.name == "postgres" else 0,
            ), folder
        for secret in (tmp_path / "secrets").iterdir():
            assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_path_too_long_for_a_socket_still_works(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 120) / "home"
    with postgres.running(home) as database:
        psycopg.connect(database.django).close()
    assert not _running(home)


def test_a_killed_first_start_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with postgres.running(tmp_path) as database:
        psycopg.connect(database.django).close()
    assert not half.exists()


def test_the_server_does_not_run_as_root(tmp_path: Path) -> None:
    with postgres.running(tmp_path):
        pid = (tmp_path / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0]
        assert Path(f"/proc/{pid}").stat().st_uid != 0 or os.geteuid() != 0


def test_a_database_of_your_own_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://someone@db.example/serai")
    database = postgres.ensure(tmp_path)
    assert database.url == "postgresql+psycopg://someone@db.example/serai"
    assert list(tmp_path.iterdir()) == []
