"""The demo's invented register: large enough, odd enough, the same each time, and marked in every row."""

from __future__ import annotations

import collections
import csv
import datetime as dt
import itertools
from pathlib import Path

import pytest

from serai.project.register import (
    END,
    HOME,
    NEIGHBOURS,
    START,
    RegisterSummary,
    write_crossings,
)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, RegisterSummary, Rows]:
    path = tmp_path_factory.mktemp("register") / "crossings.csv"
    summary = write_crossings(path)
    with path.open(newline="", encoding="utf-8") as file:
        return path, summary, list(csv.DictReader(file))


def test_it_is_large_and_every_row_says_that_it_is_synthetic(
    written: tuple[Path, RegisterSummary, Rows],
) -> None:
    _, summary, rows = written
    assert len(rows) == summary.rows >= 120_000
    assert {row["synthetic"] for row in rows} == {"true"}
    assert {row["citizenship"] for row in rows} == {HOME, *NEIGHBOURS}
    assert all(row["post"].startswith("Invented post ") for row in rows)


def test_what_is_spoilt_is_what_the_summary_says(
    written: tuple[Path, RegisterSummary, Rows],
) -> None:
    _, summary, rows = written
    assert summary.bad == {
        "direction": sum(row["direction"] not in ("IN", "OUT") for row in rows),
        "crossed_on": sum(row["crossed_on"].endswith("-02-30") for row in rows),
        "person_id": sum(row["person_id"] == "" for row in rows),
    }
    records = collections.Counter(row["record"] for row in rows)
    assert summary.repeated == sum(count - 1 for count in records.values()) > 100


def test_days_lie_within_the_register_and_are_in_order(
    written: tuple[Path, RegisterSummary, Rows],
) -> None:
    _, _, rows = written
    days = [
        dt.date.fromisoformat(row["crossed_on"]) for row in rows if not row["crossed_on"].endswith("-02-30")
    ]
    assert days == sorted(days)
    assert days[0] >= START and days[-1] <= END


def test_it_has_what_makes_registers_hard(
    written: tuple[Path, RegisterSummary, Rows],
) -> None:
    _, summary, rows = written
    histories: dict[str, Rows] = collections.defaultdict(list)
    for row in rows:
        histories[row["person_id"]].append(row)
    histories.pop("")
    assert max(map(len, histories.values())) > 300  # a heavy tail
    assert summary.exits_not_recorded > 500
    same_day = sum(
        any(
            a["crossed_on"] == b["crossed_on"] and a["record"] != b["record"]
            for a, b in itertools.pairwise(h)
        )
        for h in histories.values()
    )
    assert same_day > 100
    leaving_foreigners = sum(
        h[0]["direction"] == "OUT" and h[0]["citizenship"] != HOME for h in histories.values()
    )
    assert leaving_foreigners > 500
    ages = {2022 - int(row["birth_year"]) for row in rows}
    assert min(ages) < 3 and max(ages) > 85


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(
    written: tuple[Path, RegisterSummary, Rows], tmp_path: Path
) -> None:
    path, _, _ = written
    write_crossings(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()
    write_crossings(tmp_path / "other.csv", seed=21)
    assert (tmp_path / "other.csv").read_bytes() != path.read_bytes()
