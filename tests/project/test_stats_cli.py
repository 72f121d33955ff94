"""``serai stats``: one file in, one receipt out, in words and as JSON; errors that say what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CROSSINGS = """record,person_id,crossed_on,direction,post,citizenship,sex,birth_year,synthetic
1,P1,2024-01-01,IN,North,QRX,F,1990,true
2,P1,2024-02-30,OUT,North,QRX,F,1990,true
3,P2,2024-03-01,SIDEWAYS,North,QRX,M,1980,true
1,P1,2024-01-01,IN,North,QRX,F,1990,true
4,P2,2024-03-02,OUT,North,QRX,M,1980,true
"""


@pytest.fixture
def stats(tmp_path: Path, catalogue_url: str) -> Any:
    """Runs a command in a home and database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SERAI_")}
    kept["DATABASE_URL"] = catalogue_url.replace("postgresql+psycopg://", "postgresql://")
    kept["SERAI_HOME"] = str(tmp_path / "home")

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "serai", "stats", *map(str, arguments)]
        return subprocess.run(command, env=kept, capture_output=True, text=True, check=False)

    return run


def test_a_file_gives_a_receipt_that_sums_and_the_second_time_nothing_changes(
    stats: Any, tmp_path: Path
) -> None:
    file = tmp_path / "crossings.csv"
    file.write_text(CROSSINGS)
    done = stats("load", file, "--map", "crossings_daily", "--json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout.splitlines()[-1])
    assert (receipt["name"], receipt["rows_in"], receipt["accepted"], receipt["duplicates"]) == (
        "crossings",
        5,
        2,
        1,
    )
    assert receipt["rejected"] == {"not_a_date": 1, "unknown_code": 1}
    assert [(e["row"], e["field"], e["value"]) for e in receipt["examples"]] == [
        (3, "crossed_on", None),
        (4, "direction", None),
    ]
    again = json.loads(stats("load", file, "--map", "crossings_daily", "--json").stdout.splitlines()[-1])
    assert again == {**receipt, "already_loaded": True}
    assert [(d["name"], d["rows"]) for d in json.loads(stats("datasets", "--json").stdout)] == [
        ("crossings", 2)
    ]


def test_real_published_figures_load_through_the_same_command(stats: Any, shared: Path) -> None:
    """The total is that of the file, added up here with the csv module of Python."""
    import csv

    file = shared / "data" / "migration" / "unhcr" / "unhcr_population_GT2024_silkroutes.csv"
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    done = stats("load", file, "--map", "unhcr_population", "--json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout.splitlines()[-1])
    assert receipt["rows_in"] == len(rows) == receipt["accepted"]
    assert receipt["sums"]["refugees"] == sum(int(row["refugees"]) for row in rows if row["refugees"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("load", "absent.csv", "--map", "crossings_daily"), "no such file"),
        (("load", __file__, "--map", "no_such_mapping"), "no_such_mapping"),
        (("load", __file__, "--map", "crossings_daily"), "No row is the header"),
    ],
    ids=["file", "mapping", "header"],
)
def test_what_is_wrong_is_named(stats: Any, arguments: tuple[str, ...], says: str) -> None:
    done = stats(*arguments)
    assert done.returncode not in (0, None)
    assert says in done.stderr
    assert "Traceback" not in done.stderr
