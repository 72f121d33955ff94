"""``serai registers`` as an operator runs it: a raw file in, figures out, a person erased, a backup put back."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pyrage
import pytest
from tests.project.small_house import House, copy_of

ROWS = """record_id,date,direction,post,passport,name,date of birth,sex,citizenship
1,2018-01-01,IN,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG
2,2018-01-04,OUT,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG
3,2020-03-01,IN,East,OMIDPASS1290,امید رضایی,1990,M,AFG
4,2020-03-05,IN,East,ZAHRAPASS3301,Zahra Karimi,24/05/1987,F,AFG
5,2020-04-05,OUT,East,ZAHRAPASS7702,زهرا کریمی,1366/03/03,F,AFG
6,2023-12-31,IN,North,VISITOR882,Second Visitorzada,1971,M,AFG
7,2023-12-31,OUT,North,VISITOR882,Second Visitorzada,1971,M,AFG
"""
MARKERS = ("OMIDPASS1290", "ZAHRAPASS", "VISITOR771", "رضایی", "کریمی", "Karimi", "Ahmadzai", "Visitorzada")
WHERE = ("--country", "QRV", "--organisation", "border_qrv")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not below pytest's own folder, which another run of pytest closes to the server's system user."""
    made = Path(tempfile.mkdtemp(prefix="serai-registers-"))
    yield made
    shutil.rmtree(made)


def result(said: str) -> dict[str, object]:
    return json.loads(said.splitlines()[-1])


def test_the_whole_way_on_the_command_line(django_db_setup: None, folder: Path) -> None:
    from django.db import connection

    house = House(folder / "home", folder / "keys")
    copy_of(connection.settings_dict["TEST"]["TEMPLATE"], house)
    raw = folder / "border.csv"
    raw.write_text(ROWS, encoding="utf-8")
    taking = ("registers", "take", str(raw), "--map", "register_crossings", "--register", "crossings", *WHERE)
    said = house.well(*taking, "--json")
    assert {"rows_in": 7, "accepted": 7, "duplicates": 0, "rejected": {}}.items() <= result(said).items()
    assert "nothing was changed" in house.well(*taking)

    assert result(house.well("registers", "link", "--register", "crossings", "--json"))["persons"] == 4
    out = folder / "flows"
    house.well(
        "registers", "compile", "--register", "crossings", "--definition", "12/16", "--country", "QRV",
        "--orphans", "drop", "--out", str(out),
    )  # fmt: skip
    flows = pq.read_table(out / "flows.parquet").to_pylist()
    assert [(str(row["month"]), row["kind"], row["low"], row["high"]) for row in flows] == [
        ("2020-03-01", "immigration", 1, 1)
    ]
    sheet = house.well("registers", "sheet", "--out", str(folder / "sheet.csv"))
    assert "IT HOLDS NAMES" in sheet and "Karimi" not in sheet
    answers = folder / "sheet.csv"
    with answers.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["same_person"] = "yes"
    with answers.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    judged = house.well("registers", "judge", str(answers))
    assert f"{len(rows)} pairs answered, 0 unsure" in judged and "overwritten and removed" in judged
    assert not answers.exists()
    listed = house.well("registers", "list")
    assert "QRV/border_qrv" in listed and "7 rows, 1 files" in listed and "compiled" in listed
    assert house.holding(*MARKERS) == []

    subject = house.python(
        "from serai.components.statistics.registers import folders\n"
        "from serai.commons.vaults.keys import Scope\n"
        "import json\n"
        "scope = Scope('QRV', 'border_qrv')\n"
        "rows = folders.whole(scope, 'crossings-people', ['subject', 'document_number']).to_pylist()\n"
        "print(json.dumps(next(r['subject'] for r in rows if r['document_number'] == 'VISITOR882')))"
    )
    house.well("erase", "--record", f"registers:{subject}", "--yes")
    assert "5 rows, 1 files" in house.well("registers", "list")

    identity = pyrage.x25519.Identity.generate()
    (folder / "identity").write_text(f"{identity}\n")
    backup = folder / "before.tar.age"
    house.well("backup", str(backup), SERAI_BACKUP_RECIPIENT=str(identity.to_public()))
    # links once more in between: the backup knows persons that the present linkage may not
    linking = ("registers", "link", "--register", "crossings")
    asked = house.serai(*linking)  # nobody answers
    assert asked.returncode == 1 and "crossings by 12/16" in asked.stderr
    house.well(*linking, "--yes")
    erasing = ("registers", "erase", "--identifier", "OMIDPASS1290", *WHERE, "--yes")
    assert "nothing of the person is left" in house.well(*erasing)
    assert house.holding(*MARKERS) == []
    again = house.serai(*erasing)
    assert again.returncode == 3 and "Nobody stands under this identifier" in again.stderr

    other = House(folder / "restored", house.keys)
    other.well("restore", str(backup), "--identity", str(folder / "identity"))
    held = result(other.well("registers", "list", "--json"))["registers"]
    assert [(one["register"], one["rows"]) for one in held] == [("crossings", 4)]
    results = other.python(
        "from serai.commons.vaults.exporting import folders_of\n"
        "import json\n"
        "print(json.dumps({f.name: f.count() for f in folders_of('registers')}))"
    )
    assert results["crossings-migrations"] == 0 and results["persons"] == 3
