"""Shapes of files: encodings, separators, blank lines, broken rows, remarks, sheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serai.engine.errors import FileUnreadable

from .conftest import Stage

PLAIN: dict[str, Any] = {
    "columns": {
        "place": {"type": "text", "required": True},
        "year": {"type": "year", "required": True},
        "n": {"type": "integer", "min": "0"},
    },
    "marks": {":": "O"},
    "key": ["place", "year"],
    "measures": ["n"],
}
TEXT = "place,year,n\nکابل,2020,1\nهرات,2021,:\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_are_declared_or_found_out(
    tmp_path: Path, staged: Stage, encoding: str, declared: bool
) -> None:
    words = TEXT.replace("ک", "ك") if encoding == "cp1256" else TEXT
    path = tmp_path / "f.csv"
    path.write_bytes(words.encode(encoding))
    reader = {"encoding": "utf-8" if encoding == "utf-8-sig" else encoding} if declared else {}
    loaded = staged(path, {**PLAIN, "reader": reader})
    assert [(r["place"], r["n"], r["_mark"]) for r in loaded.rows] == [
        (words.split("\n")[1].split(",")[0], 1, None),
        ("هرات", None, ":"),
    ]
    guessed = encoding == "cp1256" and not declared
    assert loaded.receipt.notes == (["Encoding guessed: cp1256"] if guessed else [])


def test_western_letters_are_told_from_arabic_ones(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("place,year,n\nMálaga,2020,1\nZürich,2020,2\n".encode("cp1252"))
    loaded = staged(path, PLAIN)
    assert [r["place"] for r in loaded.rows] == ["Málaga", "Zürich"]
    assert loaded.receipt.notes == ["Encoding guessed: cp1252"]


@pytest.mark.parametrize(
    ("written", "declared", "words"),
    [
        ("cp1252", "utf-8", "line 2 holds the byte 0xe1"),
        ("utf-8", "cp1252", "the file is UTF-8"),
        ("utf-16", "utf-8", "the file is UTF-16"),
        ("utf-8", "utf-16", "does not look like it"),
        ("utf-8", "klingon", "There is no encoding"),
    ],
)
def test_a_wrong_declaration_is_refused(
    tmp_path: Path, staged: Stage, written: str, declared: str, words: str
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("place,year,n\nMálaga,2020,1\n".encode(written))
    with pytest.raises(FileUnreadable, match=words):
        staged(path, {**PLAIN, "reader": {"encoding": declared}})


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found_out(tmp_path: Path, staged: Stage, separator: str) -> None:
    path = tmp_path / "f.txt"
    path.write_text(f"place{separator}year{separator}n\nA{separator}2020{separator}5\n")
    assert [r["n"] for r in staged(path, PLAIN).rows] == [5]


def test_every_kind_of_refusal_names_its_row_and_field(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "place,year,n\nA,2020,1\n,2020,1\nB,20,1\nC,2020,x9\nD,2020,1.5\nE,2020,-1\nF,2020,..\nG,2020,\n"
        "A,2020,1\nA,2020,2\nH,2020,3,4\nI,2020,7\n"
    )
    loaded = staged(path, PLAIN)
    assert [r["place"] for r in loaded.rows] == ["A", "I"]
    assert [(r["row"], r["field"], r["value"], r["reason"]) for r in loaded.refused] == [
        (3, "place", None, "missing_required"),
        (4, "year", "20", "not_a_year"),
        (5, "n", "x9", "not_a_number"),
        (6, "n", "1.5", "not_an_integer"),
        (7, "n", "-1", "out_of_range"),
        (8, "n", "..", "undeclared_mark"),
        (9, "n", None, "undeclared_mark"),
        (11, "place, year", None, "conflicting_key"),
        (12, "", None, "wrong_number_of_fields"),
    ]
    assert "row 2" in next(r["advice"] for r in loaded.refused if r["reason"] == "conflicting_key")
    assert loaded.receipt.duplicates == 1
    assert loaded.receipt.rows_in == 12


def test_values_of_single_people_leave_no_trace(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "f.csv"
    path.write_text("place,year,n\nSecret Name,20,1\nB,2020,1\n")
    loaded = staged(path, {**PLAIN, "person_level": True})
    assert loaded.receipt.rejected == {"not_a_year": 1}
    assert "20" not in [r["value"] for r in loaded.refused]
    assert all(r["value"] is None for r in loaded.refused)


def test_blank_lines_and_line_breaks_in_fields_keep_the_row_of_the_spreadsheet(
    tmp_path: Path, staged: Stage
) -> None:
    path = tmp_path / "f.csv"
    path.write_text('place,year,n\nA,2020,1\n\n"B\nC",2020,2\nD,2020,3\n')
    assert [(r["place"], r["_row"]) for r in staged(path, PLAIN).rows] == [("A", 2), ("B\nC", 4), ("D", 5)]


def test_titles_above_and_remarks_below_are_notes_and_no_rows(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "f.csv"
    path.write_text("A title,,\n\nplace,year,n\nA,2020,1\n\nSource: somebody,,\n(1) provisional,,\n")
    loaded = staged(path, PLAIN)
    assert loaded.receipt.rows_in == loaded.receipt.accepted == 1
    assert loaded.receipt.notes == ["A title", "Source: somebody", "(1) provisional"]
    assert loaded.rows[0]["_row"] == 4


def test_a_file_without_the_header_says_what_is_lacking(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "f.csv"
    path.write_text("place,jahr,n\nA,2020,1\n")
    with pytest.raises(FileUnreadable, match=r"row 1, lacks 'year'"):
        staged(path, PLAIN)


@pytest.mark.parametrize("content", [b"", b"place,year,n\n"], ids=["empty", "header only"])
def test_a_file_without_rows_is_refused(tmp_path: Path, staged: Stage, content: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(FileUnreadable):
        staged(path, PLAIN)


def test_sheets_of_one_workbook_make_one_table_and_a_lacking_one_is_named(
    tmp_path: Path, staged: Stage
) -> None:
    book = openpyxl.Workbook()
    for name, rows in (("Kabul 01", [["A", 2020, 1]]), ("Herat 02", [["B", 2020, 2.0], ["C", "20x0", 3]])):
        sheet = book.create_sheet(name)
        for row in [["place", "year", "n"], *rows]:
            sheet.append(row)
    del book["Sheet"]
    path = tmp_path / "f.xlsx"
    book.save(path)
    columns = {**PLAIN["columns"], "district": {"type": "code", "from": "@sheet", "extract": r"(\d+)$"}}
    loaded = staged(path, {**PLAIN, "columns": columns, "reader": {"sheets": ".*"}})
    assert [(r["district"], r["place"], r["n"], r["_sheet"], r["_row"]) for r in loaded.rows] == [
        ("01", "A", 1, "Kabul 01", 2),
        ("02", "B", 2, "Herat 02", 2),
    ]
    assert [(r["sheet"], r["row"], r["field"], r["value"]) for r in loaded.refused] == [
        ("Herat 02", 3, "year", "20x0")
    ]
    book["Herat 02"]["B1"] = "jahr"
    book.save(path)
    with pytest.raises(FileUnreadable, match="Herat 02"):
        staged(path, {**PLAIN, "columns": columns, "reader": {"sheets": ".*"}})


def test_a_column_of_flags_becomes_the_status(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "f.csv"
    path.write_text("place,year,n,flag\nA,2020,1,p\nB,2020,2,\nC,2020,:,p\nD,2020,4,zz\n")
    loaded = staged(path, {**PLAIN, "status": {"from": "flag", "codes": {"p": "P"}}})
    assert [(r["place"], r["obs_status"]) for r in loaded.rows] == [("A", "P"), ("B", "A"), ("C", "O")]
    assert [(r["field"], r["value"], r["reason"]) for r in loaded.refused] == [("flag", "zz", "unknown_code")]


def test_a_load_that_does_not_fit_into_memory_goes_to_disk(tmp_path: Path, staged: Stage) -> None:
    from serai.engine.ingest.stage import Limits

    path = tmp_path / "f.csv"
    with path.open("w") as stream:
        stream.write("place,year,n\n")
        stream.writelines(f"a place with a long name {i},2020,{i}\n" for i in range(400_000))
    loaded = staged(path, PLAIN, limits=Limits(memory="50MB", threads=1))
    assert loaded.receipt.accepted == 400_000
    assert loaded.receipt.sums["n"] == sum(range(400_000))
    assert all(r["_row"] == r["n"] + 2 for r in loaded.rows)


FIELD = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=6) | st.sampled_from(
    ["2020", "1", ":", "..", "", "A", "B", "1,000", "NA"]
)
ROWS = st.lists(st.lists(FIELD, min_size=1, max_size=5), min_size=1, max_size=8)


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(rows=ROWS, person_level=st.booleans())
def test_whatever_is_in_the_file_the_receipt_adds_up(
    tmp_path_factory: pytest.TempPathFactory, staged: Stage, rows: list[list[str]], person_level: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / "f.csv"
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([["place", "year", "n"], *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    try:
        loaded = staged(path, {**PLAIN, "person_level": person_level})
    except FileUnreadable:
        return
    receipt = loaded.receipt
    assert receipt.rows_in == receipt.accepted + sum(receipt.rejected.values()) + receipt.duplicates
    assert receipt.accepted == len(loaded.rows)
    assert sum(receipt.rejected.values()) == len(loaded.refused)
    assert receipt.rows_in <= len(rows)
    filled = sum(any(c.strip() for c in r) for r in rows)
    assert filled - receipt.rows_in <= len(receipt.notes) + len({tuple(r) for r in rows})
    assert receipt.sums["n"] == sum(r["n"] or 0 for r in loaded.rows)
    for row in loaded.rows:
        assert row["place"] == rows[row["_row"] - 2][0].strip(" ")


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(rows=st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=8))
def test_both_ways_of_reading_text_give_the_same(
    tmp_path_factory: pytest.TempPathFactory, staged: Stage, rows: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("both")
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([["place", "year", "n"], *rows, ["last", "2020", "1"]])
    (folder / "a.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    quick = staged(folder / "a.csv", {**PLAIN, "key": "none"})
    # a column that is filled downwards, absent here, makes the reader walk row by row
    columns = {**PLAIN["columns"], "other": {"type": "text", "fill": "down"}}
    slow = staged(folder / "a.csv", {**PLAIN, "key": "none", "columns": columns})
    assert [{k: v for k, v in r.items() if k not in ("_import", "other")} for r in slow.rows] == [
        {k: v for k, v in r.items() if k != "_import"} for r in quick.rows
    ]
    assert slow.refused == quick.refused
