"""Large and bad files: what is kept of what was found, what is not said twice, and what is refused in whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from serai.engine import api
from serai.engine.errors import FileUnreadable
from serai.engine.model.observations import MOST_KEPT

from .tables import rows, table

FLOW = table()
HEAD = "REGION,MOVE,TIME_PERIOD,OBS_VALUE\n"
MANY = MOST_KEPT + 500


def written(path: Path, lines: str) -> Path:
    path.write_text(HEAD + lines, encoding="utf-8")
    return path


WRONG: list[Any] = [
    pytest.param("X1,IN,2024-05,1\n", "code", "error", 0, id="a strange code"),
    pytest.param("N,IN,2024-13,1\n", "period", "error", 0, id="no month"),
    pytest.param("N,IN,2024-05,many\n", "number", "error", 0, id="no number"),
    pytest.param("N,,2024-05,1\n", "required", "error", 0, id="nothing written"),
    pytest.param("N,IN,2024-05,1\n", "twice", "warning", MANY - 1, id="one figure again and again"),
]


@pytest.mark.parametrize(("line", "check", "severity", "repeated"), WRONG)
def test_of_many_findings_the_first_are_kept_and_all_are_counted(
    line: str, check: str, severity: str, repeated: int, tmp_path: Path
) -> None:
    checked = api.check_submission(FLOW, written(tmp_path / "camp.csv", line * MANY))
    assert len([one for one in checked.findings if one.check == check]) == MOST_KEPT
    assert checked.beyond == {severity: {check: 500}}
    assert checked.counts()[severity] == MANY
    assert (checked.rows_in, checked.duplicates) == (MANY, repeated)
    assert checked.refused == (MANY if severity == "error" else 0)
    assert checked.may_go_on == (severity == "warning")


def test_many_figures_for_one_cell_name_a_few_of_the_others(tmp_path: Path) -> None:
    lines = "".join(f"N,IN,2024-05,{at}\n" for at in range(MANY))
    checked = api.check_submission(FLOW, written(tmp_path / "camp.csv", lines))
    assert (checked.accepted, checked.refused, checked.duplicates) == (0, 0, MANY)
    # the heading is row 1, so that 0 stands in D2
    assert checked.findings[0].said == "Two figures claim this cell: 0 here, 1 (D3), 2 (D4), 3 (D5), …."
    assert max(len(one.said) for one in checked.findings) < 100


def test_many_failures_of_one_check_are_counted_and_the_first_rows_told(tmp_path: Path) -> None:
    flow = table({"id": "top", "kind": "range", "severity": "error", "max": 5, "says": "Few."})
    years = [(f"{year}-{month:02d}") for year in range(1990, 2090) for month in range(1, 13)]
    lines = "".join(f"{region},IN,{month},9\n" for region in ("N", "S") for month in years)
    checked = api.check_submission(flow, written(tmp_path / "camp.csv", lines))
    assert (checked.refused, checked.counts()["error"]) == (2400, 2400)
    assert [one.row for one in checked.findings] == list(range(2, MOST_KEPT + 2))


def test_what_was_kept_keeps_how_many_more_there_are(tmp_path: Path) -> None:
    checked = api.check_submission(FLOW, written(tmp_path / "camp.csv", "X1,IN,2024-05,1\n" * MANY))
    api.keep_checked(checked, tmp_path / "kept.parquet")
    from serai.engine.ingest.keeping import kept_checked

    assert kept_checked(tmp_path / "kept.parquet").beyond == {"error": {"code": 500}}


@pytest.mark.parametrize("plain", [False, True])
def test_the_marked_copy_says_up_to_where_it_marks(plain: bool, tmp_path: Path) -> None:
    path = tmp_path / "camp.xlsx"
    book = openpyxl.Workbook()
    for line in (HEAD + "X1,IN,2024-05,1\n" * MANY).splitlines():
        book.active.append(line.split(","))
    book.save(path)
    checked = api.check_submission(FLOW, path)
    api.write_marked(FLOW, path, checked, tmp_path / "marked.xlsx", plain=plain)
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert marked.sheetnames == ["Findings", "Sheet"]
    assert "Errors: 1500" in marked["Findings"]["A1"].value
    assert marked["Findings"]["A3"].value.endswith("only the first 1000 are: code.")
    assert marked["Findings"]["B5"].hyperlink.location == "'Sheet'!A2"
    sheet = marked["Sheet"]
    assert sheet.max_row == MANY + 1 and sheet["D2"].value == "1"
    coloured = [row for row in range(2, MANY + 2) if sheet.cell(row, 1).fill.fill_type == "solid"]
    assert coloured == list(range(2, MOST_KEPT + 2))
    assert "is not a code" in sheet["A2"].comment.text
    again = api.check_submission(FLOW, tmp_path / "marked.xlsx")
    assert (again.rows_in, again.refused) == (MANY, MANY)


SUM = {"id": "sum", "kind": "sum", "severity": "error", "dimension": "REGION", "says": "Regions add up."}
BALANCE = {
    "id": "bal", "kind": "balance", "severity": "error", "dimension": "MOVE", "opening": "OPEN", "closing": "CLOSE",
    "adds": ["IN", "-OUT"], "says": "It balances.",
}  # fmt: skip
MONTH = [
    "N OPEN 2024-05 10", "S OPEN 2024-05 10", "_T OPEN 2024-05 20",
    "N IN 2024-05 7", "S IN 2024-05 5", "_T IN 2024-05 12",
    "N OUT 2024-05 1", "S OUT 2024-05 1", "_T OUT 2024-05 2",
    "N CLOSE 2024-05 16", "S CLOSE 2024-05 14", "_T CLOSE 2024-05 30",
]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("North-East IN 2024-05 7", id="a code that is none"),
        pytest.param("N IN 2024-05 seven", id="a figure that is none"),
        pytest.param("N IN 1403-02 7", id="a month of another calendar"),
    ],
)
def test_one_wrong_row_is_one_error_and_what_waits_for_it_is_said_once(wrong: str) -> None:
    flow = table(SUM, BALANCE, protection={"threshold": 5, "width": 4})
    lines = [wrong if line == "N IN 2024-05 7" else line for line in MONTH]
    checked = api.check_values(flow, rows(*lines))
    assert checked.counts() == {"error": 1, "warning": 0, "note": 1}
    (note,) = [one for one in checked.findings if one.severity == "note"]
    # the sum of the regions in row 6, and the balance of the north in row 10
    assert note.check == "waiting" and "refused (1)" in note.said
    assert "2 totals, the first at 6" in note.said
    assert note.said.endswith("Regions add up. It balances.")
    assert (checked.accepted, checked.refused) == (11, 1)


def test_a_part_that_nobody_sent_is_an_error_beside_a_row_that_was_refused() -> None:
    flow = table(SUM, protection={"threshold": 5, "width": 4})
    # the north's departures were never written; the refused row is an arrival
    lines = [
        "N IN 2024-05 seven",
        "S IN 2024-05 5",
        "_T IN 2024-05 12",
        "S OUT 2024-05 1",
        "_T OUT 2024-05 2",
    ]
    checked = api.check_values(flow, rows(*lines))
    errors = {one.row: one.said for one in checked.findings if one.severity == "error"}
    assert set(errors) == {1, 5} and "not all of its parts: N" in errors[5]


@pytest.mark.parametrize(
    ("written", "said", "advice"),
    [
        ("1403-05", "another calendar", "from March 2024 to March 2025"),
        ("۱۴۰۳-۰۵", "another calendar", "from March 2024 to March 2025"),
        ("1446-05", "another calendar", "Gregorian"),
        ("2567-05", "another calendar", "Gregorian"),
        ("1203-05", "is not a period of this table", "Gregorian"),
    ],
)
def test_a_year_of_another_calendar_is_called_one(written: str, said: str, advice: str) -> None:
    (finding,) = api.check_values(FLOW, rows(f"N IN {written} 1")).findings
    assert said in finding.said and advice in finding.advice
    assert ("solar" in finding.advice) is ("March" in advice)


def test_years_of_another_calendar_side_by_side_are_refused_with_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "camp.csv"
    path.write_text("Region,Movement,1403,1404\nN,IN,5,6\n")
    with pytest.raises(FileUnreadable, match="The cell C1 says 1403") as refused:
        api.check_submission(table(frequency="A"), path)
    assert "Gregorian" in refused.value.advice
    assert (refused.value.kind, refused.value.told["cell"]) == ("calendar", "C1")


def old_book(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def half_a_sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (HEAD + "N,IN,2024-05,1\n").splitlines():
        book.active.append(line.split(","))
    book.save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {item.filename: packed.read(item) for item in packed.infolist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-60]
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def no_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "dear all")


@pytest.mark.parametrize("write", [old_book, half_a_sheet, no_workbook])
def test_a_damaged_workbook_is_told_as_one(write: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "camp.xlsx"
    write(path)
    with pytest.raises(FileUnreadable, match="opened") as refused:
        api.check_submission(FLOW, path)
    assert refused.value.kind == "damaged" and refused.value.where.startswith("camp.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from serai.engine.ingest import workbooks

    monkeypatch.setattr(workbooks, "UNPACKED_MOST", 1_000)
    path = tmp_path / "camp.xlsx"
    half_a_sheet(path)
    with pytest.raises(FileUnreadable, match="too large") as refused:
        api.check_submission(FLOW, path)
    assert refused.value.kind == "unpacked"
