"""``serai stats link`` and ``judge``: registers in, persons out, and a refusal that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

ROWS = "name,father_name,birth_date\nZahra Karimi,Ahmad Karimi,24/05/1987\nزهرا کریمی,احمد کریمی,1366/03/03\n"


def stats(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "serai", "stats", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_two_records_become_one_person(tmp_path: Path) -> None:
    file, out = tmp_path / "register.csv", tmp_path / "out"
    file.write_text(ROWS, encoding="utf-8")
    done = stats("link", file, "--out", out, "--json", "--progress")
    assert done.returncode == 0, done.stderr
    quality = json.loads(done.stdout)
    assert (quality["records"], quality["persons"]) == (2, 1)
    assert "100 %  done" in done.stderr
    assert len(set(pq.read_table(out / "persons.parquet")["person_id"].to_pylist())) == 1

    sheet = (out / "clerical_sheet.csv").read_text(encoding="utf-8-sig")
    answers = tmp_path / "answers.csv"
    answers.write_text(sheet.rstrip("\n") + "yes\n", encoding="utf-8")
    judged = stats("judge", answers, "--out", out)
    assert judged.returncode == 0, judged.stderr
    assert "precision                                      1.0000" in judged.stdout


def test_a_register_without_names_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("record,sex\n1,F\n", encoding="utf-8")
    done = stats("link", file, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no column of names in register" in done.stderr
    assert "Traceback" not in done.stderr
