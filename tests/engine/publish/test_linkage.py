"""A linkage as files: read from any script's headers, written without names, judged by clerks."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.compute.linkage import BadThreshold, ModelRefused, NoNames
from serai.testing.invented import Invented, invented_registers

BORDER = """record,Name,Father's name,Date of birth,Sex,Passport
B1,Zahra Karimi,Ahmad Karimi,24/05/1987,F,P1002003
B2,Omid Rahimi,Nabi Rahimi,1990-02-11,M,
B3,=Farhad Noori,Karim,1980,M,
"""
PERMITS = """شماره;نام;تخلص;نام پدر;تاریخ تولد;جنس
۱;زهرا;کریمی;احمد کریمی;۱۳۶۶/۰۳/۰۳;زن
۲;لیلا;نوری;کریم نوری;۱۳۷۰;زن
"""


def files(folder: Path) -> list[Path]:
    (folder / "border.csv").write_text(BORDER, encoding="utf-8")
    (folder / "permits.csv").write_text(PERMITS, encoding="utf-8")
    return [folder / "border.csv", folder / "permits.csv"]


def invented_files(folder: Path, invented: Invented) -> list[Path]:
    for name, table in invented.registers.items():
        pyarrow.csv.write_csv(table, folder / f"{name}.csv")
    return [folder / f"{name}.csv" for name in invented.registers]


def test_registers_in_two_scripts_give_persons_without_names(tmp_path: Path) -> None:
    out = tmp_path / "out"
    steps: list[float] = []
    quality = api.link_registers(files(tmp_path), out, progress=lambda step, part: steps.append(part))
    persons = pq.read_table(out / "persons.parquet")
    assert persons.column_names == ["person_id", "register", "record_id", "script", "single"]
    rows = {(row["register"], row["record_id"]): row["person_id"] for row in persons.to_pylist()}
    assert rows["border", "B1"] == rows["permits", "۱"]
    assert len(set(rows.values())) == quality["persons"] == 4
    assert quality["files"] == [
        {"file": "border.csv", "rows": 3, "accepted": 3, "rejected": {}},
        {"file": "permits.csv", "rows": 2, "accepted": 2, "rejected": {}},
    ]
    assert json.loads((out / "quality.json").read_text(encoding="utf-8")) == quality
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_names_stand_in_the_sheet_alone_which_is_the_owners_and_runs_no_formula(tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = BORDER + "B4,=Farhad Noori,Karim,1980,M,\n"
    (tmp_path / "border.csv").write_text(rows, encoding="utf-8")
    api.link_registers([tmp_path / "border.csv"], out)
    assert sorted(path.name for path in out.iterdir()) == [
        "clerical_key.parquet", "clerical_sheet.csv", "model.json", "pairs.parquet", "persons.parquet",
        "quality.json",
    ]  # fmt: skip
    for path in out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        if path.suffix == ".parquet":
            assert not {"name", "birth_date", "name_a"} & set(pq.read_schema(path).names)
        elif path.name != "clerical_sheet.csv":
            assert "Farhad" not in path.read_text(encoding="utf-8")
    assert "'=Farhad Noori" in (out / "clerical_sheet.csv").read_text(encoding="utf-8")


def answer(out: Path, invented: Invented, target: Path) -> None:
    """Fill the sheet in by the truth, as a spreadsheet of another country saves it."""
    person = {(row["register"], row["record_id"]): row["person"] for row in invented.truth.to_pylist()}
    with (out / "clerical_sheet.csv").open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    with target.open("w", encoding="utf-8", newline="") as filled:
        writer = csv.DictWriter(filled, fieldnames=list(rows[0]), delimiter=";")
        writer.writeheader()
        for row in rows:
            same = (
                person[row["register_a"], row["record_id_a"]] == person[row["register_b"], row["record_id_b"]]
            )
            writer.writerow(row | {"same_person": "بلی" if same else "نه"})


def test_clerks_answers_give_precision_and_recall_and_the_model_serves_again(tmp_path: Path) -> None:
    invented = invented_registers(250, seed=9)
    paths = invented_files(tmp_path, invented)
    out = tmp_path / "out"
    api.link_registers(paths, out, sample=150)
    answer(out, invented, tmp_path / "answers.csv")
    told: dict[str, Any] = api.judge_linkage(out, tmp_path / "answers.csv")
    assert told["clerical"]["pairs_answered"] == 150
    assert told["clerical"]["precision"]["value"] > 0.9
    published = json.loads((out / "quality.json").read_text(encoding="utf-8"))
    assert published["clerical"] == told["clerical"]
    # errors, and records that cannot be linked, by script, sex and single name
    values = {"script": {"Arab", "Beng", "Latn"}, "sex": {"F", "M"}, "single": {"true", "false"}}
    for group, expected in values.items():
        by = published["clerical"]["by"][group]
        assert by.keys() == expected
        assert all(
            {"value", "low", "high", "n"} == one[m].keys()
            for one in by.values()
            for m in ("precision", "recall")
        )
        assert published["unlinkable"][f"share_by_{group}"].keys() - {"None"} == expected
    again = tmp_path / "again"
    api.link_registers(paths, again, model=out / "model.json")
    assert pq.read_table(again / "persons.parquet").equals(pq.read_table(out / "persons.parquet"))


def test_what_cannot_be_linked_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = files(tmp_path)
    (tmp_path / "nameless.csv").write_text("record,sex\n1,F\n", encoding="utf-8")
    (tmp_path / "model.json").write_text('{"serai": {"model": "other"}}', encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    refused: list[tuple[type[Exception], str, list[Path], dict[str, Any]]] = [
        (api.FileUnreadable, "no such file", [tmp_path / "absent.csv"], {}),
        (NoNames, "nameless", [*paths, tmp_path / "nameless.csv"], {}),
        (BadThreshold, "1.5", paths, {"threshold": 1.5}),
        (ModelRefused, "serai-people-2", paths, {"model": tmp_path / "model.json"}),
        (api.FileUnreadable, "model cannot be read", paths, {"model": tmp_path / "broken.json"}),
        (api.FileUnreadable, "model cannot be read", paths, {"model": tmp_path / "absent.json"}),
    ]
    for kind, says, given, more in refused:
        with pytest.raises(kind, match=says):
            api.link_registers(given, out, **more)
    assert not out.exists() or list(out.iterdir()) == []
    with pytest.raises(api.FileUnreadable, match="no sample"):
        api.judge_linkage(tmp_path, tmp_path / "border.csv")


def test_two_files_of_one_name_are_two_registers(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "border.csv").write_text(BORDER, encoding="utf-8")
    quality = api.link_registers([tmp_path / f / "border.csv" for f in ("north", "south")], tmp_path / "out")
    assert quality["registers"] == {"border": 3, "border-2": 3}
    assert quality["persons"] == 3


def test_under_a_key_persons_keep_their_pseudonyms_when_records_are_added(tmp_path: Path) -> None:
    border, permits = files(tmp_path)
    key = api.PseudonymKey(bytes(range(32)))
    first, second, other = (tmp_path / name for name in ("first", "second", "other"))
    api.link_registers([border], first, key=key)
    api.link_registers([border, permits], second, key=key)
    api.link_registers([border], other, key=api.PseudonymKey(b"k" * 32))
    before, after, elsewhere = (
        {
            (row["register"], row["record_id"]): row["person_id"]
            for row in pq.read_table(out / "persons.parquet").to_pylist()
        }
        for out in (first, second, other)
    )
    assert {record: after[record] for record in before} == before
    assert after["permits", "۱"] == before["border", "B1"]
    assert not set(before.values()) & set(elsewhere.values())
    table = pq.read_table(first / "persons.parquet")
    assert set(table["key_id"].to_pylist()) == {key.id}


@pytest.mark.parametrize(
    ("names", "births", "persons"),
    [
        pytest.param(("Zahra Karimi", "Omar Sheikh"), ("1990", "1990"), 2, id="a year alone says too little"),
        pytest.param(
            ("Zahra Karimi", "Omar Sheikh"), ("1990-01-01", "1990-01-01"), 2, id="so does 1 January"
        ),
        pytest.param(
            ("Zahra Karimi", "Omar Sheikh"), ("1990-05-24", "1990-05-24"), 1, id="a day says enough"
        ),
        pytest.param(("Zahra Karimi", "Zahra Ahmadi"), ("1990", "1990"), 1, id="a year and a name, too"),
    ],
)
def test_one_document_is_one_person_only_with_something_more(
    tmp_path: Path, names: tuple[str, str], births: tuple[str, str], persons: int
) -> None:
    both = {"document_number": ["P123456"] * 2, "sex": ["F", "M"]}
    table = pa.table({"name": list(names), "birth_date": list(births), **both})
    made = api.link_tables({"border": table}, tmp_path)
    assert made.quality["persons"] == persons
