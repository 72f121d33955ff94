"""A file of deaths beside the crossings: what it must say, what is counted, and what follows for figures."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.compute.residence import MissingColumn

from .registers import register, row
from .test_migrants import compiled, read

D = dt.date


def deaths(folder: Path, died: list[tuple[str | None, Any]], name: str = "died_on") -> Path:
    file = folder / "deaths.parquet"
    pq.write_table(pa.table({"person_id": [who for who, _ in died], name: [day for _, day in died]}), file)
    return file


ROWS = [
    row("p", D(2020, 1, 1), "IN"),
    row("p", D(2020, 3, 1), "OUT", post="South"),
    row("p", D(2020, 3, 1), "IN", post="South"),
    row("p", D(2021, 6, 1), "IN"),  # after the death, and an orphan
    row("q", D(2020, 1, 1), "IN"),
    row("r", D(2019, 12, 1), "IN"),
]


def test_what_follows_a_death_is_counted_and_in_no_table(tmp_path: Path) -> None:
    died = [("p", D(2020, 3, 1)), ("p", D(2021, 12, 1)), ("nobody", D(2020, 1, 1)), ("nobody", D(2021, 1, 1))]
    permits = tmp_path / "permits.parquet"
    pq.write_table(
        pa.table(
            {"person_id": ["p", "s", "s"], "valid_until": [D(2020, 1, 1), D(2020, 1, 2), D(2020, 1, 3)]}
        ),
        permits,
    )
    made = compiled(
        tmp_path, ROWS, deaths=deaths(tmp_path, died), permits=permits, observed_until=D(2022, 12, 31)
    )
    assert [one["person_id"] for one in read(made, "migrations")] == ["r", "q"]
    # days of p: January, the 29 days of February 2020 and the day of death; of two dates the earlier counts
    days = (D(2023, 1, 1) - D(2019, 12, 1)).days + (D(2023, 1, 1) - D(2020, 1, 1)).days
    expected = {"persons": 3, "crossings": 5, "after_death": 1, "orphans": 0, "days_inside": days + 61}
    expected |= {"deaths_unmatched": 1, "permits_unmatched": 2, "outside": 0, "days_outside": 0}
    assert {name: made.counts[name] for name in expected} == expected
    posts = [(one["post"], one["year"], one["month"], one["crossings"]) for one in read(made, "orphans")]
    assert posts == [
        ("North", 2019, 12, 1),
        ("North", 2020, 1, 2),
        ("South", 2020, 3, 1),
        ("South", 2020, 3, 1),
    ]
    alive = compiled(tmp_path, ROWS, observed_until=D(2022, 12, 31))
    assert [one["person_id"] for one in read(alive, "migrations")] == ["r", "p", "q"]
    assert sum(one["orphans"] for one in read(alive, "orphans")) == 1
    assert (alive.counts["after_death"], alive.counts["deaths_unmatched"]) == (0, 0)


@pytest.mark.parametrize(
    ("died", "name", "error", "words"),
    [
        ([("p", D(2020, 1, 1)), ("q", None)], "died_on", api.FileUnreadable, "died_on is empty in 1 rows, .* row 2"),
        ([("p", D(2020, 1, 1)), (None, D(2020, 1, 1))], "died_on", api.FileUnreadable, "person_id is empty .* row 2"),
        ([("p", "last summer")], "died_on", api.FileUnreadable, "died_on holds what is no date"),
        ([("p", D(2020, 1, 1))], "day", MissingColumn, "The deaths lack the columns died_on"),
    ],
)  # fmt: skip
def test_deaths_that_cannot_be_used(
    died: list[Any], name: str, error: type[Exception], words: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=words):
        compiled(tmp_path, ROWS, deaths=deaths(tmp_path, died, name))
    with pytest.raises(api.FileUnreadable, match="no such file"):
        compiled(tmp_path, ROWS, deaths=tmp_path / "none.parquet")
    assert not (tmp_path / "out").exists()


def test_a_file_without_a_death_changes_nothing(tmp_path: Path) -> None:
    nobody = tmp_path / "deaths.parquet"
    pq.write_table(
        pa.table({"person_id": pa.array([], pa.string()), "died_on": pa.array([], pa.date32())}), nobody
    )
    here = compiled(tmp_path, ROWS)
    files = {name: path.read_bytes() for name, path in here.files.items()}
    there = compiled(tmp_path, ROWS, deaths=nobody)
    assert there.counts == here.counts
    assert {name: path.read_bytes() for name, path in there.files.items()} == files


def test_what_became_of_those_who_died_tells_what_will_become_of_others(tmp_path: Path) -> None:
    """Of those who had been in for some weeks one in four left, or died: for who waits now that is the same."""
    end = D(2021, 12, 31)
    came = [(f"s{n}", D(2020, 1, 1) + dt.timedelta(n % 300)) for n in range(400)]
    waiting = [row(f"w{n}", end - dt.timedelta(39), "IN") for n in range(1000)]
    stayed = [row("first", D(2015, 1, 1), "IN"), *(row(who, day, "IN") for who, day in came), *waiting]
    gone = came[::4]
    left = [*stayed, *(row(who, day + dt.timedelta(60), "OUT") for who, day in gone)]
    dead = deaths(tmp_path, [(who, day + dt.timedelta(59)) for who, day in gone])
    by_leaving = read(compiled(tmp_path, left, observed_until=end), "provisional")
    by_death = read(compiled(tmp_path, stayed, observed_until=end, deaths=dead), "provisional")
    assert by_death == by_leaving
    # the cohort: arrivals of 2 September 2019 to 31 August 2020 (16 months before the end, and a year)
    share = [n % 4 > 0 for n, (_, day) in enumerate(came) if day < D(2020, 9, 1)]
    assert by_death[-1]["expected"] == pytest.approx(1000 * sum(share) / len(share), rel=0.01)


def test_the_command_takes_deaths(tmp_path: Path) -> None:
    file = register(tmp_path, ROWS)
    dead = deaths(tmp_path, [("p", "2020-03-01"), ("nobody", "2020-03-01")], "date_of_death")
    command = [
        "stats",
        "compile",
        file,
        "--country",
        "QRV",
        "--deaths",
        dead,
        "--out",
        tmp_path / "out",
        "--json",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "serai", *map(str, command)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    counts = json.loads(run.stdout)["counts"]
    assert (counts["after_death"], counts["deaths_unmatched"]) == (1, 1)
