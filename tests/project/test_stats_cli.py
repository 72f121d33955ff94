"""``serai stats``: one file in, one receipt out, in words and as JSON; errors that say what to do."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
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


def test_in_words_every_refused_row_is_told_or_its_place(stats: Any, tmp_path: Path) -> None:
    # 22 days that do not exist: 20 are told, and where to find the two others
    file = tmp_path / "crossings.csv"
    file.write_text(CROSSINGS + "".join(f"x{i},P,2023-02-30,IN,North,QRX,M,1990,true\n" for i in range(20)))
    told = stats("load", file, "--map", "crossings_daily").stdout.splitlines()
    rows = [line for line in told if line.startswith("  row ")]
    assert sum("not a date that exists (not_a_date)" in line or "code list" in line for line in rows) == 20
    assert [line.split()[-1] for line in told if "refused: not a date that exists (not_a_date)" in line] == [
        "21"
    ]
    (more,) = (line.split() for line in told if line.startswith("  and "))
    assert more[:3] == ["and", "2", "more,"]
    rejected = pq.read_table(more[-1])
    assert rejected.num_rows == 22
    assert rejected["reason"].to_pylist().count("not_a_date") == 21


def test_real_published_figures_load_through_the_same_command(stats: Any, shared: Path) -> None:
    """The total is that of the file, added up here with the csv module of Python."""
    file = shared / "data" / "migration" / "unhcr" / "unhcr_population_GT2024_silkroutes.csv"
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    done = stats("load", file, "--map", "unhcr_population", "--json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout.splitlines()[-1])
    assert receipt["rows_in"] == len(rows) == receipt["accepted"]
    assert receipt["sums"]["refugees"] == sum(int(row["refugees"]) for row in rows if row["refugees"])


def test_what_an_edition_revised_is_told_and_the_rows_of_any_day_are_had(stats: Any, tmp_path: Path) -> None:
    """Of 23 cells 21 change: 0 becomes 1 in each, but for one that stays and one that goes away."""
    (tmp_path / "stocks.yaml").write_text(
        "schema: 1\nname: stocks\ntitle: Invented\ndataset: stocks\nsource: {name: test}\nkey: [origin]\n"
        "columns: {origin: {type: code}, people: {type: integer}}\nmeasures: [people]\nmode: replace\n"
    )
    codes = [f"Q{at:02}" for at in range(23)]
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("origin,people\n" + "".join(f"{code},0\n" for code in codes))
    second.write_text("origin,people\nQ00,0\n" + "".join(f"{code},1\n" for code in codes[2:]))
    where = ("--mapping", tmp_path / "stocks.yaml")
    done = stats("load", first, *where, "--vintage", "2023", "--json")
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["revised"], told["added"], told["vintage"]) == ([], 23, "2023")
    words = stats("load", second, *where).stdout
    assert [line.split() for line in words.splitlines() if line.startswith("  cells")] == [
        ["cells", "changed", "21"],
        ["cells", "added", "0"],
        ["cells", "removed", "1"],
        ["cells", "same", "1"],
    ]
    assert "  Q01.people: 0 -> no value\n  Q02.people: 0 -> 1\n" in words
    assert "  and 2 more; --json tells all" in words
    back = json.loads(stats("load", first, *where, "--json").stdout.splitlines()[-1])
    assert back["revised"] == [{"key": f"{code}.people", "old": 1, "new": 0} for code in codes[2:]]
    assert (back["changed"], back["added"], back["removed"], back["same"]) == (21, 1, 0, 1)
    rows = list(csv.DictReader(stats("rows", "stocks", "--where", "origin=Q05").stdout.splitlines()))
    assert [(row["origin"], row["people"], row["KNOWN_FROM"]) for row in rows] == [
        ("Q05", "0", back["loaded_at"])
    ]
    early = stats("rows", "stocks", "--as-of", "2001-02-03", "--out", tmp_path / "rows.csv")
    assert early.returncode != 0
    assert "Nothing was known by 2001-02-03" in early.stderr
    assert not (tmp_path / "rows.csv").exists()
    assert "COLUMN=VALUE" in stats("rows", "stocks", "--where", "origin").stderr


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


def test_monthly_sheets_are_published_protected(stats: Any, tmp_path: Path) -> None:
    file = tmp_path / "january.csv"
    file.write_text("Post,Month,Arrivals male,Arrivals female\nNorth,2024-01,3,20\nEast,2024-01,0,30\n")
    loaded = stats("load", file, "--map", "crossings_monthly", "--dataset", "crossings_monthly_qrv")
    assert loaded.returncode == 0, loaded.stderr
    order = ("publish", "crossings_monthly_qrv", "--country", "QRV")
    done = stats(*order, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["dataflow"], told["revision"]) == ("DF_BORDER_CROSSINGS_QRV", 1)
    # one direction, four sexes, two citizenships; 3 men are withheld, with what guards them
    assert told["cells_published"] + told["cells_suppressed"] == 8 and told["cells_suppressed"] >= 4
    rows = pq.read_table(Path(told["folder"]) / "cells.parquet").to_pylist()
    assert 3.0 not in [row["OBS_VALUE"] for row in rows] and 53.0 in [row["OBS_VALUE"] for row in rows]
    assert "revision 1" in stats(*order).stdout  # the same again is the same release
    for wrong, words in (
        (("publish", "nothing_there", "--country", "QRX"), "There are no rows"),
        (("publish", "other", "--country", "QRV"), "is published from crossings_monthly_qrv"),
        (("publish", "crossings_monthly_qrv", "--country", "qrv"), "three capital letters"),
        ((*order, "--place", "moon"), "There is no table of moon"),
    ):
        refused = stats(*wrong)
        assert refused.returncode != 0 and words in refused.stderr, refused.stderr
