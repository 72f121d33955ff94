"""Killed with SIGKILL at random moments, the next start ends where one that was never killed does."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from serai.engine.store import Store
from serai.project.demo import REGISTER, partnership_folder
from serai.project.postgres import Database
from serai.project.register import write_crossings
from serai.testing import databases

MOMENTS, LONG_MOMENTS = 20, 200
STARTS, LONG_STARTS = 2, 20
PEOPLE = 4_000
SEED = 20260422


@dataclass(frozen=True)
class Place:
    """A data folder with a small register, and a database of its own."""

    home: Path
    database: str

    @property
    def register(self) -> Path:
        return self.home / "register" / REGISTER

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SERAI_")}
        return kept | {"DATABASE_URL": self.database, "SERAI_HOME": str(self.home)}

    def store(self) -> Store:
        return Store.open(self.home, Database(self.database, embedded=False).url)

    def state(self) -> dict[str, Any]:
        """Every import and release with its rows and a hash of their content, and what was left lying about."""
        store = self.store()
        kept = {
            "content": store.fingerprint(),
            "imports": [(r.dataset, r.import_id, r.rows_in, r.accepted) for r in store.receipts()],
            "releases": [(r.dataflow, r.revision, r.key) for r in store.releases()],
            "folders": sorted(str(p.relative_to(self.home)) for p in (self.home / "releases").glob("*/*")),
            "refused": sorted(path.name for path in (self.home / "rejected").iterdir()),
            "left": [path.name for path in (self.home / "staging").iterdir()],
            "files": len(list((self.home / "warehouse").rglob("*.parquet"))),
        }
        store.close()
        return kept

    def index(self) -> dict[str, int]:
        """Rows of every table that the pages read."""
        with psycopg.connect(self.database) as connection:
            names = connection.execute(
                "select tablename from pg_tables where schemaname = 'public'"
            ).fetchall()
            counted = {}
            for (name,) in names:
                question = sql.SQL("select count(*) from {}").format(sql.Identifier(name))
                row = connection.execute(question).fetchone()
                assert row is not None
                counted[name] = row[0]
        return counted


class Places:
    """Makes places, and remembers their databases to drop them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        self.register = folder / "register.csv"
        write_crossings(self.register, people=PEOPLE)

    def fresh(self, template: str = "template1") -> Place:
        name = f"kill_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            copy = sql.SQL("create database {} template {}")
            connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        self.made.append(name)
        head, _, query = os.environ["DATABASE_URL"].partition("?")
        place = Place(self.folder / name, f"{head.rpartition('/')[0]}/{name}?{query}")
        place.register.parent.mkdir(parents=True)
        os.link(self.register, place.register)
        return place

    def drop(self, place: Place) -> None:
        databases.drop(place.home.name)
        self.made.remove(place.home.name)
        shutil.rmtree(place.home, ignore_errors=True)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    made = Places(tmp_path_factory.mktemp("kill"))
    yield made
    for name in list(made.made):
        made.drop(Place(made.folder / name, ""))


class Job:
    """The statistics job, in a process that forks a child for each run."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("statistics_job.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, place: Place, kill_after: float | None = None) -> tuple[int, float]:
        """Run it in ``place``, perhaps killing it; its exit code (below zero: the signal) and seconds."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        catalogue = Database(place.database, embedded=False).url
        words = [place.home, catalogue, place.register, partnership_folder() / "figures.csv"]
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline().removeprefix("began "))
        begun = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was quicker than the run that was measured
                os.kill(child, signal.SIGKILL)
        return int(self.process.stdout.readline().removeprefix("ended ")), time.monotonic() - begun


@pytest.fixture(scope="module")
def job() -> Iterator[Job]:
    made = Job()
    yield made
    made.process.communicate("")


@pytest.mark.parametrize("moments", [MOMENTS, pytest.param(LONG_MOMENTS, marks=pytest.mark.full)])
def test_a_load_killed_at_any_moment_is_whole_after_the_next_start(
    places: Places, job: Job, moments: int
) -> None:
    whole = places.fresh()
    code, length = job.run(whole)
    assert code == 0
    state = whole.state()
    assert state["left"] == []
    assert len(state["releases"]) == 2
    chance = random.Random(SEED)
    killed = 0
    for number in range(3 * moments):
        if killed == moments:
            break
        place = places.fresh()
        after = chance.uniform(0.0, length)
        code, _ = job.run(place, kill_after=after)
        killed += code == -signal.SIGKILL
        assert code in (0, -signal.SIGKILL)
        if code == 0:  # it had ended: the run that was measured had more to share the machine with
            length = after
        assert job.run(place)[0] == 0
        assert place.state() == state, f"kill {number} after {after:.2f} s of {length:.2f} s"
        places.drop(place)
    assert killed == moments


def _demo(place: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "serai", "demo", "--no-serve", "--json"],
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _finished(place: Place) -> dict[str, Any]:
    """Run the demonstration to its end; its summary without what may differ (seconds, passwords)."""
    child = _demo(place)
    out, err = child.communicate(timeout=300)
    assert child.returncode == 0, err[-4000:]
    summary: dict[str, Any] = json.loads(out.splitlines()[-1])
    return {name: summary[name] for name in ("ok", "datasets", "releases")}


@pytest.mark.parametrize("starts", [STARTS, pytest.param(LONG_STARTS, marks=pytest.mark.full)])
def test_a_start_killed_at_any_moment_is_whole_after_the_next(places: Places, starts: int) -> None:
    """The whole start, from an empty database to the pages' index."""
    whole = places.fresh()
    begun = time.monotonic()
    summary = _finished(whole)
    length = time.monotonic() - begun
    state, index = whole.state(), whole.index()
    assert _finished(whole) == summary
    assert whole.state() == state
    assert whole.index() == index
    chance = random.Random(SEED)
    for number in range(starts):
        place = places.fresh()
        after = chance.uniform(1.0, length)
        child = _demo(place)
        time.sleep(after)
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        again = _finished(place)
        told = f"kill {number} after {after:.2f} s of {length:.2f} s"
        assert again == summary, told
        assert place.state() == state, told
        assert place.index() == index, told
        places.drop(place)
