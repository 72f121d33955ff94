"""Backup, wipe, restore: identical counts and content hashes; what is cut short or not ours is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyrage
import pytest

from serai.project.register import write_crossings


def serai(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a home with an embedded server of its own."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SERAI_") and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-m", "serai", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"SERAI_HOME": str(home), **settings},
    )


def printed(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("backup") / "home"
    (home / "register").mkdir(parents=True)
    write_crossings(home / "register" / "crossings_qrv_synthetic.csv", people=2_000)
    printed(serai(home, "demo", "--no-serve", "--json"))
    return home


def test_backup_wipe_restore_gives_identical_counts_and_hashes(loaded: Path, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"# kept elsewhere\n{identity}\n")
    file = tmp_path / "serai.tar.age"
    saved = printed(
        serai(loaded, "backup", str(file), "--json", SERAI_BACKUP_RECIPIENT=str(identity.to_public()))
    )
    assert saved["encrypted"] is True
    assert file.read_bytes()[:21] == b"age-encryption.org/v1"

    elsewhere = tmp_path / "another" / "machine"
    restored = printed(
        serai(elsewhere, "restore", str(file), "--identity", str(tmp_path / "identity"), "--json")
    )
    assert restored["database"] == saved["database"]
    assert restored["store"] == saved["store"]
    assert restored["files"] == saved["files"]
    assert saved["rows"] > 1000

    again = printed(serai(elsewhere, "backup", str(tmp_path / "again.tar"), "--json"))
    assert (again["database"], again["store"]) == (saved["database"], saved["store"])
    assert serai(elsewhere, "doctor").returncode == 0


def test_restore_refuses_a_place_that_is_not_empty(loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "serai.tar"
    printed(serai(loaded, "backup", str(file), "--json"))
    done = serai(loaded, "restore", str(file))
    assert done.returncode == 4
    assert "not empty" in done.stderr


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_backup_that_is_cut_short_is_refused_and_nothing_is_restored(
    loaded: Path, tmp_path: Path, share: float
) -> None:
    file = tmp_path / "serai.tar"
    printed(serai(loaded, "backup", str(file), "--json"))
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    done = serai(tmp_path / "home", "restore", str(file))
    assert done.returncode == 5, done.stderr
    assert "cut short" in done.stderr or "does not hold" in done.stderr


def test_one_changed_byte_is_found(loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "serai.tar"
    printed(serai(loaded, "backup", str(file), "--json"))
    content = bytearray(file.read_bytes())
    place = content.index(b"PGDMP") + 4000  # inside the dump, far from any header of the archive
    content[place] ^= 1
    file.write_bytes(content)
    done = serai(tmp_path / "home", "restore", str(file))
    assert done.returncode == 5
    assert "does not hold" in done.stderr


def test_setup_refuses_the_demonstrations_database(loaded: Path) -> None:
    done = serai(loaded, "setup", "--email", "a@example.org", "--name", "A")
    assert done.returncode == 4
    assert "demonstration" in done.stderr


def test_demo_refuses_a_real_installation(tmp_path: Path) -> None:
    home = tmp_path / "real"
    first = printed(serai(home, "setup", "--email", "a@example.org", "--name", "A", "--json"))
    assert len(first["password"]) >= 16
    done = serai(home, "demo", "--no-serve")
    assert done.returncode == 4
    assert "real installation" in done.stderr
    added = printed(serai(home, "account", "add", "b@example.org", "B", "--role", "statistician", "--json"))
    again = printed(serai(home, "account", "access", "B@example.org", "--json"))
    assert added["email"] == again["email"] == "b@example.org"
    assert added["password"] != again["password"]
    assert "No account has this address" in serai(home, "account", "access", "c@example.org").stderr
    assert "Roles are" in serai(home, "account", "add", "c@example.org", "C", "--role", "king").stderr
    upgraded = printed(serai(home, "upgrade", "--json"))
    assert upgraded == {"ok": True, "applied": 0, "backup": ""}
