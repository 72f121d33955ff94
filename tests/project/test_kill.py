"""Killed with SIGKILL at random moments, the next start ends where one that was never killed does."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from serai.project.register import write_crossings

MOMENTS = 20
LONG_MOMENTS = 100
PEOPLE = 4_000
SEED = 20260422


@dataclass(frozen=True)
class Place:
    """A data folder and a database of its own."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SERAI_")}
        return kept | {"DATABASE_URL": self.database, "SERAI_HOME": str(self.home)}

    def begin(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "serai", "demo", "--no-serve", "--json"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self) -> dict[str, Any]:
        """Run to the end; what it printed, without what may differ (seconds, passwords)."""
        child = self.begin()
        out, err = child.communicate(timeout=300)
        assert child.returncode == 0, err[-4000:]
        summary: dict[str, Any] = json.loads(out.splitlines()[-1])
        return {name: summary[name] for name in ("ok", "datasets", "releases")}

    def state(self) -> dict[str, Any]:
        """Everything that is kept, by count and content; no leftovers."""
        from serai.engine.store import Store
        from serai.project.postgres import Database

        store = Store.open(self.home, Database(self.database, embedded=False).url)
        fingerprint = store.fingerprint()
        with psycopg.connect(self.database) as connection:
            rows = {
                table: connection.execute(
                    sql.SQL("select count(*) from {}").format(sql.Identifier(table))
                ).fetchone()
                for (table,) in connection.execute(
                    "select tablename from pg_tables"
                    " where schemaname = 'public' and tablename not like 'django_%'"
                ).fetchall()
            }
        staging = self.home / "staging"
        left = [path.name for path in staging.rglob("*") if path.is_file()] if staging.exists() else []
        folders = sorted(str(p.relative_to(self.home)) for p in (self.home / "releases").glob("*/*"))
        return {
            "store": _without_ids(fingerprint),
            "rows": rows,
            "left": left,
            "releases": folders,
            "imports": sorted(receipt.import_id for receipt in store.receipts()),
        }


def _without_ids(fingerprint: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: entry[key] for key in ("rows", "hash") if key in entry}
        for name, entry in fingerprint.items()
    }


class Places:
    """Makes places: databases copied from one that is migrated, folders with the same small register."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        self.register = folder / "register.csv"
        write_crossings(self.register, people=PEOPLE)
        self.template = self._create("template1")
        subprocess.run(
            [
                sys.executable,
                "-c",
                "from serai.project.installation import house, claim\nwith house(): claim('demo')",
            ],
            env=Place(folder / "template", self._address(self.template)).environment,
            check=True,
        )

    def _address(self, name: str) -> str:
        head, _, query = os.environ["DATABASE_URL"].partition("?")
        return f"{head.rpartition('/')[0]}/{name}?{query}"

    def _create(self, template: str) -> str:
        name = f"kill_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        self.made.append(name)
        return name

    def fresh(self) -> Place:
        name = self._create(self.template)
        home = self.folder / name
        (home / "register").mkdir(parents=True)
        os.link(self.register, home / "register" / "crossings_qrv_synthetic.csv")
        return Place(home, self._address(name))

    def drop(self) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            for name in self.made:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    made = Places(tmp_path_factory.mktemp("kill"))
    yield made
    made.drop()


def _kill_and_finish(place: Place, after: float) -> tuple[dict[str, Any], dict[str, Any]]:
    child = place.begin()
    time.sleep(after)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    return place.finish(), place.state()


@pytest.mark.parametrize("moments", [MOMENTS, pytest.param(LONG_MOMENTS, marks=pytest.mark.full)])
def test_killed_at_any_moment_nothing_is_lost_half_done_or_there_twice(places: Places, moments: int) -> None:
    whole = places.fresh()
    begun = time.monotonic()
    summary = whole.finish()
    length = time.monotonic() - begun
    state = whole.state()
    assert state["left"] == []
    # the release folders carry the revision, not the moment: equal on every run
    chance = random.Random(SEED)
    for number in range(moments):
        after = chance.uniform(0.3, length)
        again, found = _kill_and_finish(places.fresh(), after)
        assert again == summary, f"kill {number} after {after:.2f} s of {length:.2f} s"
        assert found == state, f"kill {number} after {after:.2f} s of {length:.2f} s"


def test_a_second_start_changes_nothing(places: Places) -> None:
    place = places.fresh()
    first, state = place.finish(), place.state()
    assert place.finish() == first
    assert place.state() == state
