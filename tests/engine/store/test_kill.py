"""Killed with SIGKILL at any moment of a load, the next start finds all of it or none of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serai.engine import api

ROWS = 300_000
CHILD = Path(__file__).with_name("child.py")


def register(path: Path, rows: int) -> Path:
    with path.open("w") as stream:
        stream.write("person_id,crossed_at,direction,post,citizenship,sex,birth_year,record,synthetic\n")
        for i in range(rows):
            stream.write(f"P{i % 9973},2020-01-{i % 28 + 1:02d} 10:00:00,IN,A,QRX,F,1980,R{i},true\n")
    return path


def strangers(home: Path, store: api.Store) -> list[Path]:
    """Parquet files in the house that belong to nothing."""
    known = {Path(f) for d in store.datasets() for f in store.files(d.name)}
    known |= {home / "rejected" / f"{r.import_id}.parquet" for r in store.receipts()}
    return [p for p in home.rglob("*.parquet") if p not in known]


def run(home: Path, url: str, file: Path, kill_after: float | None, *more: str) -> str:
    """Load in a process of its own; kill it so many seconds after it began to load."""
    environment = {**os.environ, "PYTHONPATH": str(Path(api.__file__).parents[3])}
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(home), url, str(file), "crossings", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert child.stdout is not None
    first = child.stdout.readline()
    if kill_after is not None:
        time.sleep(kill_after)
        child.send_signal(signal.SIGKILL)
    rest, errors = child.communicate(timeout=120)
    assert first == "begin\n", errors
    return rest


@pytest.fixture
def once(tmp_path: Path) -> Path:
    return register(tmp_path / "register.csv", ROWS)


def check(tmp_path: Path, url: str, file: Path, moments: list[float]) -> None:
    home = tmp_path / "home"
    before = 0
    for number, moment in enumerate(moments):
        # every round another file, so that each load is a new one beside what is already there
        with file.open("a") as stream:
            stream.write(f"PX,2021-01-01 10:00:00,OUT,A,QRX,F,1980,X{number},true\n")
        words = run(home, url, file, moment)
        store = api.Store.open(home, url)
        now = sum(d.rows for d in store.datasets())
        receipts = store.receipts()
        assert sum(r.accepted for r in receipts) == now
        new = {0: ROWS + number + 1}.get(before, number + 1 - (before - ROWS))
        assert now - before in (0, new), f"half an import after {moment:.2f} s"
        assert not strangers(home, store)
        assert not list((home / "staging").iterdir())
        if "loaded" in words:
            assert now - before == new
        before = now
        store.close()
    run(home, url, file, None)
    store = api.Store.open(home, url)
    assert sum(d.rows for d in store.datasets()) == ROWS + len(moments)
    assert store.recover() == []
    store.close()


def test_a_load_killed_at_twenty_moments_is_whole_or_absent(
    tmp_path: Path, catalogue_url: str, once: Path
) -> None:
    drawn = random.Random(20)
    check(tmp_path, catalogue_url, once, [drawn.uniform(0, 2.0) for _ in range(20)])


@pytest.mark.full
def test_a_load_killed_at_a_hundred_moments_is_whole_or_absent(
    tmp_path: Path, catalogue_url: str, once: Path
) -> None:
    drawn = random.Random(100)
    check(tmp_path, catalogue_url, once, [drawn.uniform(0, 3.0) for _ in range(100)])


@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 50)])
def test_the_commit_is_the_moment_that_counts(
    tmp_path: Path, catalogue_url: str, moment: str, kept: int
) -> None:
    home, file = tmp_path / "home", register(tmp_path / "register.csv", 50)
    run(home, catalogue_url, file, None, moment)
    assert list((home / "staging").iterdir())
    assert list((home / "warehouse").rglob("*.parquet"))  # already moved to its place when it died
    store = api.Store.open(home, catalogue_url)
    assert sum(d.rows for d in store.datasets()) == kept
    assert not strangers(home, store)
    again = api.load(store, file, "crossings")
    assert again.already_loaded == (kept > 0)
    assert sum(d.rows for d in store.datasets()) == 50
    store.close()
