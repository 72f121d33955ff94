"""A template filled in by people, and the marked copy that they get back and mend."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.publish.template import EMPTY_ROWS, BadTemplate

from .tables import SPEC, table
from .test_reading import figures, workbook

FLOW = table(
    {"id": "whole", "kind": "sum", "dimension": "REGION", "severity": "error", "says": "All regions."}
)
PERIODS = ["2024-05", "2024-06"]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    api.write_template(FLOW, tmp_path / "template.xlsx", periods=PERIODS)
    return tmp_path / "template.xlsx"


def lines(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path)["Data"]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]


def test_every_combination_has_a_row_with_codes_and_labels(template: Path) -> None:
    labels, ids, *body = lines(template)
    assert labels == [
        "Period",
        "Region",
        "At the beginning",
        "Came",
        "Left",
        "At the end",
        "Status",
        "Remark",
    ]
    assert ids == ["TIME_PERIOD", "REGION", "OPEN", "IN", "OUT", "CLOSE", "OBS_STATUS", "REMARK"]
    assert [row[:2] for row in body] == [
        [period, region] for period in PERIODS for region in ("N – North", "S – South", "_T – Whole country")
    ]


def test_a_template_helps_to_fill_it_in(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    data = book["Data"]
    assert book.sheetnames == ["Data", "Notes", "Codes", "_serai"]
    assert book["_serai"].sheet_state == "veryHidden"
    assert data.freeze_panes == "C7" and not data.sheet_view.rightToLeft
    lists = {str(rule.sqref)[:2]: rule.formula1 for rule in data.data_validations.dataValidation}
    assert lists["B7"] == "Codes!$B$3:$B$5"
    assert [book["Codes"].cell(row, 2).value for row in range(3, 6)] == [
        "N – North", "S – South", "_T – Whole country",
    ]  # fmt: skip
    assert data.protection.sheet and data["A6"].protection.locked and not data["C7"].protection.locked
    assert not data.protection.deleteRows and not data.protection.insertRows
    notes = [row[0] for row in book["Notes"].iter_rows(values_only=True)]
    assert "All regions. (Error)" in notes
    # totals stand out and are no formulas
    assert data["C9"].value is None and data["C9"].font.bold and not data["C7"].font.bold


def test_what_is_filled_in_comes_back(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    data = book["Data"]
    data["D7"], data["D8"], data["D9"] = 12, 7, "19"
    data["E7"], data["H7"] = "..", "Two buses were late"
    book.save(template)
    checked = api.check_submission(FLOW, template)
    assert figures(checked) == {
        "N.IN.2024-05": 12.0, "S.IN.2024-05": 7.0, "_T.IN.2024-05": 19.0, "N.OUT.2024-05": None,
    }  # fmt: skip
    assert checked.may_go_on and checked.counts()["error"] == 0
    first = checked.observations.to_pylist()[0]
    assert (first["SHEET"], first["ROW"], first["COLUMN"]) == ("Data", 7, "D")
    assert first["REMARK"] == "Two buses were late"
    assert ("blanks" not in first) and any("20" in one.said for one in checked.findings)


def test_a_persian_template_is_filled_in_with_its_own_digits(tmp_path: Path) -> None:
    path = tmp_path / "fa.xlsx"
    api.write_template(FLOW, path, periods=["2024-05"], language="fa")
    book = openpyxl.load_workbook(path)
    data = book["Data"]
    assert data.sheet_view.rightToLeft
    assert [cell.value for cell in data[5]][:3] == ["دوره", "منطقه", "در آغاز"]
    assert data["B7"].value == "N – شمال"
    data["A7"], data["D7"], data["D8"] = "۲۰۲۴-۰۵", "۱٬۲۳۴", "۷"
    book.save(path)
    assert figures(api.check_submission(FLOW, path, language="fa")) == {
        "N.IN.2024-05": 1234.0, "S.IN.2024-05": 7.0,
    }  # fmt: skip


def test_moved_columns_deleted_rows_and_lost_codes_do_no_harm(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    data = book["Data"]
    data["D8"] = 7
    data.delete_rows(6)  # the row of codes: the labels say the same
    data.delete_rows(6)  # the north
    data.delete_rows(1, 3)
    data.move_range("A1:A9", cols=9)  # the period, behind everything
    book.save(template)
    assert figures(api.check_submission(FLOW, template)) == {"S.IN.2024-05": 7.0}


def test_a_figure_of_a_month_that_the_template_does_not_ask_for_is_refused(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    book["Data"]["A7"], book["Data"]["D7"] = "2024-07", 1
    book.save(template)
    (error,) = [one for one in api.check_submission(FLOW, template).findings if one.severity == "error"]
    assert (error.check, error.sheet, error.column, error.row) == ("period", "Data", "A", 7)


def test_of_many_combinations_those_of_the_release_before_are_written_out(tmp_path: Path) -> None:
    codes = {f"P{at}": {"en": f"Place {at}"} for at in range(2100)}
    flow = table(
        dimensions=[{"id": "PLACE", "title": {"en": "Place"}, "codes": codes}, SPEC["dimensions"][1]]
    )
    pq.write_table(pa.table({"PLACE": ["P7", "P9", "P7", "GONE"]}), tmp_path / "cells.parquet")
    path = tmp_path / "template.xlsx"
    api.write_template(flow, path, periods=["2024-05"], before=tmp_path)
    assert [row[1] for row in lines(path)[2:]] == ["P7 – Place 7", "P9 – Place 9"]
    api.write_template(flow, path, periods=["2024-05"])
    empty = lines(path)[2:]
    assert len(empty) == EMPTY_ROWS and {row[0] for row in empty} == {"2024-05"}
    assert not any(any(row[1:]) for row in empty)


def test_a_template_can_be_for_some_codes_alone(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    api.write_template(FLOW, path, periods=["2024-05"], only={"REGION": ["S"]})
    assert [row[:2] for row in lines(path)[2:]] == [["2024-05", "S – South"]]
    assert api.check_submission(FLOW, path).rows_in == 0
    codes = {f"P{at}": {"en": f"Place {at}"} for at in range(2100)}
    places = {"id": "PLACE", "title": {"en": "Place"}, "codes": codes}
    flow = table(dimensions=[SPEC["dimensions"][0], places, SPEC["dimensions"][1]])
    api.write_template(flow, path, periods=["2024-05"], only={"REGION": ["S"]})
    assert lines(path)[2][:4] == ["2024-05", "S – South", None, None]
    with pytest.raises(BadTemplate, match="none of the codes E"):
        api.write_template(FLOW, path, periods=["2024-05"], only={"REGION": ["E"]})


def test_a_template_without_a_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTemplate, match="No period"):
        api.write_template(FLOW, tmp_path / "t.xlsx", periods=[])


def test_the_marked_copy_is_mended_and_accepted(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    data = book["Data"]
    data["D7"], data["D8"], data["D9"], data["E9"] = 12, "seven", 20, 3
    grey = data["D9"].fill.start_color.rgb
    book.save(template)
    wrong = api.check_submission(FLOW, template)
    marked = tmp_path / "marked.xlsx"
    api.write_marked(FLOW, template, wrong, marked)
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames[0] == "Findings"
    cell = book["Data"]["D8"]
    assert cell.fill.start_color.rgb.endswith("FFC7CE") and "is not a number" in cell.comment.text
    (link,) = [row[1] for row in book["Findings"].iter_rows(min_row=5) if row[1].value == "Data!D8"]
    assert link.hyperlink.location == "'Data'!D8"
    # half mended: the total is still wrong, and is marked now
    book["Data"]["D8"] = 7
    book.save(marked)
    again = api.check_submission(FLOW, marked)
    assert [(one.key, one.check) for one in again.findings if one.severity == "error"] == [
        ("_T.IN.2024-05", "whole")
    ]
    second = tmp_path / "second.xlsx"
    api.write_marked(FLOW, marked, again, second)
    book = openpyxl.load_workbook(second)
    assert book.sheetnames.count("Findings") == 1
    assert book["Data"]["D8"].fill.fill_type is None and book["Data"]["D8"].comment is None
    assert book["Data"]["D9"].comment is not None
    book["Data"]["D9"] = 19
    book.save(second)
    mended = api.check_submission(FLOW, second)
    assert mended.may_go_on and (mended.rows_in, mended.accepted) == (4, 4)
    third = tmp_path / "third.xlsx"
    api.write_marked(FLOW, second, mended, third)
    assert openpyxl.load_workbook(third)["Data"]["D9"].fill.start_color.rgb == grey


def test_the_marked_copy_of_a_text_is_a_workbook_that_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "camp.csv"
    path.write_text("REGION,MOVE,TIME_PERIOD,OBS_VALUE,REMARK\nN,IN,2024-05,12,=1+1\nQ,IN,2024-05,7,\n")
    wrong = api.check_submission(FLOW, path)
    marked = tmp_path / "marked.xlsx"
    api.write_marked(FLOW, path, wrong, marked)
    book = openpyxl.load_workbook(marked)
    assert book["Data"]["A3"].comment.text.startswith("“Q” is not a code of Region.")
    assert book["Data"]["E2"].data_type == "s"
    book["Data"]["A3"] = "S"
    book.save(marked)
    mended = api.check_submission(FLOW, marked)
    assert figures(mended) == {"N.IN.2024-05": 12.0, "S.IN.2024-05": 7.0} and mended.may_go_on


def test_a_mark_in_merged_cells_stands_on_the_first_of_them(tmp_path: Path) -> None:
    heads = ["Period", "Movement", "Region", "Value"]
    path = workbook(
        tmp_path / "camp.xlsx", [heads, ["2024-13", "Came", "North", 12], [None, "Came", "South", 7]]
    )
    book = openpyxl.load_workbook(path)
    book["Sheet1"].merge_cells("A2:A3")
    book.save(path)
    checked = api.check_submission(FLOW, path)
    assert checked.refused == 2
    api.write_marked(FLOW, path, checked, tmp_path / "marked.xlsx")
    assert "2024-13" in openpyxl.load_workbook(tmp_path / "marked.xlsx")["Sheet1"]["A2"].comment.text
