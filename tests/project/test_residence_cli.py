"""``serai stats`` compile, bridge, revisions, balance and quality: what a statistician reads, worked by hand."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

D = dt.date
# p comes for good; q comes for 122 days: a migrant by three months, and none by 12/16
CROSSINGS = [("p", D(2020, 1, 1), "IN"), ("q", D(2020, 6, 1), "IN"), ("q", D(2020, 10, 1), "OUT")]
KNOWN = ("--country", "AFG", "--observed-from", "2018-01-01", "--observed-until", "2022-12-31")


@pytest.fixture
def stats(tmp_path: Path) -> Any:
    rows = [
        {"person_id": person, "crossed_on": day, "direction": way, "post": "Torkham",
         "citizenship": "PAK", "sex": "F", "birth_year": 1990}
        for person, day, way in CROSSINGS
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "crossings.parquet")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SERAI_")}

    def run(*arguments: str | Path) -> str:
        command = [
            sys.executable,
            "-m",
            "serai",
            "stats",
            *map(str, arguments),
            "--out",
            str(tmp_path / "out"),
        ]
        done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_bridge_adds_up_from_one_definition_to_the_other(stats: Any, tmp_path: Path) -> None:
    said = lines(stats("bridge", tmp_path / "crossings.parquet", *KNOWN, "--to", "3m"))
    assert said[:6] == [
        "0 emigration by 12/16, migrations decided and no warm-up",
        # q stays away for good, but under 12/16 she had never come
        "+ 1 The stay passes the other definition's test, but there the person was on that side already",
        "1 emigration by 3m",
        "1 immigration by 12/16, migrations decided and no warm-up",
        "+ 1 The stay that follows does not pass the other definition's test",
        "2 immigration by 3m",
    ]


def test_a_settled_figure_is_not_revised(stats: Any, tmp_path: Path) -> None:
    told = json.loads(stats("revisions", tmp_path / "crossings.parquet", *KNOWN, "--months", "3", "--json"))
    assert [
        (one["kind"], one["months_since"], one["figures"], one["mean_revision"], one["mean_final"])
        for one in told["revisions"]
    ] == [("immigration", since, 1, 0.0, 1.0) for since in (33, 34, 35)]
    assert pq.read_table(told["files"]["triangle"])["published"].to_pylist() == [1, 1, 1]


def test_from_crossings_to_a_population_that_closes(stats: Any, tmp_path: Path) -> None:
    stats("compile", tmp_path / "crossings.parquet", *KNOWN)
    (tmp_path / "stocks.csv").write_text("opening,births,deaths,counted\n100,3,1,103\n")
    months = ("--first-month", "2020-01", "--last-month", "2020-12")
    said = lines(
        stats("balance", tmp_path / "stocks.csv", "--flows", tmp_path / "out/flows.parquet", *months)
    )
    assert said[0].endswith("expected counted residual share of expected")
    assert said[1] == "everybody 100 3 1 1 0 103 103 0 0.00"


def test_the_posts_that_move_the_figure_are_told(stats: Any, tmp_path: Path) -> None:
    said = lines(stats("quality", tmp_path / "crossings.parquet", *KNOWN))
    at = said.index("Posts by the migrations that their unmatched crossings move:")
    assert said[at + 1 : at + 3] == [
        "post migrations moved unmatched crossings crossings", "Torkham 0 0 3"
    ]  # fmt: skip
    assert "net migration 2020: 1 to 1 persons, by what is done about unmatched crossings" in said
