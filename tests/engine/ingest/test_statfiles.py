"""Files of SPSS and Stata: written here by the library that also reads them, what is read worked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from serai.engine.errors import FileUnreadable
from serai.engine.ingest import statfiles

from .conftest import Stage

PEOPLE = pd.DataFrame(
    {
        "hh": [1.0, 2.0, 3.0, 4.0],
        "q1": [1.0, 2.0, 9.0, None],
        "name": ["حسین", "আমিনা", "", "Li"],
        "born": [dt.date(1980, 5, 1), None, dt.date(1990, 1, 1), dt.date(1359, 2, 11)],
        "income": [1500.5, -7.0, 0.0, None],
    }
)
MAPPING: dict[str, Any] = {
    "columns": {
        "hh": {"type": "integer", "required": True},
        "sex": {"from": "جنس", "type": "code", "codes": {"مرد": "M", "زن": "F"}, "labels": True},
        "name": {"type": "text"},
        "born": {"type": "date", "calendars": ["gregorian", "solar"]},
        "income": {"type": "decimal"},
    },
    "key": ["hh"], "measures": ["income"], "marks": {"": "M", "<-7>": "O"},
}  # fmt: skip


def spss(path: Path, frame: pd.DataFrame = PEOPLE, **more: Any) -> Path:
    pyreadstat.write_sav(
        frame, path,
        column_labels={"q1": "جنس"},
        variable_value_labels={"q1": {1: "مرد", 2: "زن", 9: "نامعلوم"}},
        missing_ranges={"q1": [9], "income": [{"lo": -9, "hi": -1}]},
        **more,
    )  # fmt: skip
    return path


@pytest.mark.parametrize(("name", "compress"), [("people.sav", False), ("people.zsav", True)])
def test_spss_labels_missing_values_and_dates(
    tmp_path: Path, staged: Stage, name: str, compress: bool
) -> None:
    loaded = staged(spss(tmp_path / name, compress=compress), MAPPING)
    assert [(r["hh"], r["sex"], r["name"], r["income"], r["_mark"]) for r in loaded.rows] == [
        (1, "M", "حسین", 1500.5, None),
        (2, "F", "আমিনা", None, "<-7>"),
        (3, None, None, 0.0, None),
        (4, None, "Li", None, ""),
    ]
    # 1359 in a variable of dates is a year of the Solar Hijri calendar: 11 Ordibehesht 1359 was 1 May 1980
    assert [r["born"] for r in loaded.rows] == [
        dt.date(1980, 5, 1), None, dt.date(1990, 1, 1), dt.date(1980, 5, 1),
    ]  # fmt: skip
    assert loaded.receipt.missing == {"": 1, "<-7>": 1}
    assert loaded.receipt.notes == ["income: 1 missing as <-7>", "جنس: 1 missing as <9>"]
    assert [r["_row"] for r in loaded.rows] == [1, 2, 3, 4]


def test_values_stay_values_where_no_labels_are_asked_for(tmp_path: Path, staged: Stage) -> None:
    plain = {"from": "q1", "type": "code", "codes": {"1": "M", "2": "F", "<9>": "U"}}
    loaded = staged(spss(tmp_path / "p.sav"), {**MAPPING, "columns": {**MAPPING["columns"], "sex": plain}})
    assert [r["sex"] for r in loaded.rows] == ["M", "F", "U", None]


def test_a_missing_value_that_the_mapping_does_not_declare_is_refused(tmp_path: Path, staged: Stage) -> None:
    loaded = staged(spss(tmp_path / "p.sav"), {**MAPPING, "marks": {"": "M"}})
    assert loaded.receipt.rejected == {"not_a_number": 1}
    assert loaded.receipt.examples[0].row == 2


@pytest.mark.parametrize("version", [15, 13, 12, 8])
def test_stata_of_every_age(tmp_path: Path, staged: Stage, version: int) -> None:
    frame = pd.DataFrame({"hh": [1, 2], "sex": [1, 2], "born": [dt.date(1980, 5, 1), dt.date(1990, 1, 1)]})
    pyreadstat.write_dta(
        frame, tmp_path / "p.dta", version=version, variable_value_labels={"sex": {1: "Male", 2: "Female"}}
    )
    columns = {
        "hh": {"type": "integer"}, "born": {"type": "date"},
        "sex": {"type": "code", "codes": {"Male": "M", "Female": "F"}, "labels": True},
    }  # fmt: skip
    loaded = staged(tmp_path / "p.dta", {"columns": columns, "key": "none"})
    assert [(r["hh"], r["sex"], r["born"]) for r in loaded.rows] == [
        (1, "M", dt.date(1980, 5, 1)), (2, "F", dt.date(1990, 1, 1)),
    ]  # fmt: skip


def test_stata_tells_its_kinds_of_missing_apart(tmp_path: Path, staged: Stage) -> None:
    frame = pd.DataFrame({"hh": [1.0, 2.0, 3.0], "n": pd.Series([5.0, "a", None], dtype=object)})
    pyreadstat.write_dta(frame, tmp_path / "p.dta", missing_user_values={"n": ["a"]})
    loaded = staged(
        tmp_path / "p.dta",
        {"columns": {"hh": {"type": "integer"}, "n": {"type": "integer"}}, "key": ["hh"],
         "measures": ["n"], "marks": {"": "M", ".a": "O"}},
    )  # fmt: skip
    assert [(r["n"], r["_mark"], r["obs_status"]) for r in loaded.rows] == [
        (5, None, "A"), (None, ".a", "O"), (None, "", "M"),
    ]  # fmt: skip


def test_letters_of_an_old_file_in_the_encoding_that_the_mapping_names(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "old.dta"
    pyreadstat.write_dta(pd.DataFrame({"name": ["ABCD"]}), path, version=8)
    # the word as Windows of the time wrote it: seen, lam, alef, meem are D3 E1 C7 E3 in its Arabic page
    path.write_bytes(path.read_bytes().replace(b"ABCD", b"\xd3\xe1\xc7\xe3"))
    mapping = {"columns": {"name": {"type": "text"}}, "key": "none", "reader": {"encoding": "cp1256"}}
    assert [r["name"] for r in staged(path, mapping).rows] == ["سلام"]


def test_chunks_join_without_a_seam(tmp_path: Path, staged: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statfiles, "CHUNK", 3)
    frame = pd.DataFrame({"hh": [float(i) for i in range(1, 10)]})
    pyreadstat.write_sav(frame, tmp_path / "p.sav")
    loaded = staged(tmp_path / "p.sav", {"columns": {"hh": {"type": "integer"}}, "key": ["hh"]})
    assert [(r["_row"], r["hh"]) for r in loaded.rows] == [(i, i) for i in range(1, 10)]


def test_a_census_in_spss_under_the_shipped_mapping(tmp_path: Path, staged: Stage) -> None:
    frame = pd.DataFrame(
        {
            "hhid": [7.0, 7.0],
            "lineno": [1.0, 2.0],
            "sex": [1.0, 2.0],
            "age": [40.0, 38.0],
            "nat": [4.0, 364.0],
        }
    )
    pyreadstat.write_sav(
        frame, tmp_path / "census.sav",
        column_labels={"lineno": "Line no", "nat": "Nationality"},
        variable_value_labels={"sex": {1: "Male", 2: "Female"}, "nat": {4: "Afghanistan", 364: "Iran"}},
    )  # fmt: skip
    loaded = staged(tmp_path / "census.sav", "census_persons")
    assert [(r["household"], r["line"], r["sex"], r["age"], r["citizenship"]) for r in loaded.rows] == [
        ("7", "1", "M", 40, "AFG"), ("7", "2", "F", 38, "IRN"),
    ]  # fmt: skip


@pytest.mark.parametrize("kept", [40, 300, 700])
def test_a_broken_file_says_so(tmp_path: Path, staged: Stage, kept: int) -> None:
    whole = spss(tmp_path / "whole.sav").read_bytes()
    (tmp_path / "cut.sav").write_bytes(whole[:kept])
    with pytest.raises(FileUnreadable, match=r"cannot be read|ends early") as refused:
        staged(tmp_path / "cut.sav", MAPPING)
    assert "cut.sav" in str(refused.value)


def test_a_file_without_the_variables_names_those_that_are_lacking(tmp_path: Path, staged: Stage) -> None:
    with pytest.raises(FileUnreadable, match="'absent'"):
        staged(
            spss(tmp_path / "p.sav"),
            {"columns": {"absent": {"type": "text", "required": True}}, "key": "none"},
        )


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_a_register_saved_by_a_statistics_program_is_read_by_its_labels(
    tmp_path: Path, staged: Stage, kind: str
) -> None:
    # direction 1 and 2, sex 1, 2 and 9, and posts by number mean what their labels say
    frame = pd.DataFrame(
        {
            "record_no": [1, 2, 3],
            "crossing_date": pd.to_datetime(["2023-03-21", "2023-03-22", "2023-03-23"]),
            "direction": [1, 2, 1],
            "gender": [1, 2, 9],
            "post": [7, 7, 8],
        }
    )
    labels: dict[str, dict[float | int, str]] = {
        "direction": {1: "Entry", 2: "Exit"},
        "gender": {1: "Male", 2: "Female", 9: "Not stated"},
        "post": {7: "Torkham", 8: "Zaranj"},
    }
    write = pyreadstat.write_sav if kind == "sav" else pyreadstat.write_dta
    write(frame, tmp_path / f"border.{kind}", variable_value_labels=labels)
    loaded = staged(tmp_path / f"border.{kind}", "register_crossings")
    assert [(r["record_id"], r["crossed_on"], r["direction"], r["sex"], r["post"]) for r in loaded.rows] == [
        ("1", dt.date(2023, 3, 21), "IN", "M", "Torkham"),
        ("2", dt.date(2023, 3, 22), "OUT", "F", "Torkham"),
        ("3", dt.date(2023, 3, 23), "IN", "U", "Zaranj"),
    ]
