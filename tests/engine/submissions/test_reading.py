"""Files as agencies hand them in: read whatever they did to them, or refused with the way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from serai.engine import api
from serai.engine.errors import FileUnreadable
from serai.engine.ingest.submission import WrongTemplate
from serai.engine.model.observations import Checked

from .tables import SPEC, table

FLOW = table()
EXPECTED = {"N.IN.2024-05": 12.0, "S.IN.2024-05": 7.0}


def figures(checked: Checked) -> dict[str, float | None]:
    return {
        f"{row['REGION']}.{row['MOVE']}.{row['TIME_PERIOD']}": row["OBS_VALUE"]
        for row in checked.observations.to_pylist()
    }


def workbook(path: Path, lines: Sequence[Sequence[Any]], sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for line in lines:
        page.append(line)
    book.save(path)
    return path


READ = [
    pytest.param("REGION,MOVE,TIME_PERIOD,OBS_VALUE\nN,IN,2024-05,12\nS,IN,2024-05,7\n", id="ids as headings"),
    pytest.param("Region;Movement;Period;Value\nNorth;Came;2024-05;12\nSouth;Came;2024/5;7\n", id="English"),
    pytest.param("دوره\tمنطقه\tجابه‌جایی\tمقدار\n۲۰۲۴-۰۵\tشمال\tآمده\t۱۲\n۲۰۲۴-۰۵\tجنوب\tآمده\t۷\n", id="Persian, tabs"),
    pytest.param(
        "DATAFLOW,REGION,MOVE,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        "QRV:DF_CAMP(1.0.0),N,IN,2024-05,12,A\nQRV:DF_CAMP(1.0.0),S,IN,2024-05,7,A\n",
        id="SDMX-CSV 1.0",
    ),
    pytest.param(
        "STRUCTURE,STRUCTURE_ID,ACTION,REGION,MOVE,TIME_PERIOD,OBS_VALUE\n"
        "dataflow,QRV:DF_CAMP(1.0.0),I,N,IN,2024-05,12\ndataflow,QRV:DF_CAMP(1.0.0),I,S,IN,2024-05,7\n",
        id="SDMX-CSV 2.0",
    ),
    pytest.param(
        "DATAFLOW,REGION: Region,MOVE: Movement,TIME_PERIOD: Period,OBS_VALUE\n"
        "QRV:DF_CAMP(1.0.0),N: North,IN: Came,2024-05,12\nQRV:DF_CAMP(1.0.0),S: South,IN: Came,2024-05,7\n",
        id="SDMX-CSV 1.0 with labels",
    ),
    pytest.param("Reception\n\nMovement,Period,North,South\nCame,2024-05,12,7\n", id="regions side by side"),
    pytest.param("Region,Movement,2024-05\nNorth,Came,12\nSouth,Came,7\n", id="months side by side"),
]  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_text_is_read_however_its_headings_are_written(text: str, tmp_path: Path) -> None:
    path = tmp_path / "camp.csv"
    path.write_text(text, encoding="utf-8")
    checked = api.check_submission(FLOW, path)
    assert figures(checked) == EXPECTED
    assert checked.may_go_on and not checked.counts()["error"]


def test_a_text_in_the_arabic_page_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "camp.csv"
    path.write_bytes(
        "المنطقة,MOVE,الفترة,القيمة\nالشمال,IN,2024-05,12\nالجنوب,IN,2024-05,7\n".encode("cp1256")
    )
    assert figures(api.check_submission(FLOW, path)) == EXPECTED


def test_merged_codes_count_for_all_their_rows_and_a_remark_column_is_named(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["Period", "Movement", "Region", "Value", "Clerk"],
        ["2024-05", "Came", "North", 12, "A."],
    ]
    path = workbook(tmp_path / "camp.xlsx", [*lines, [None, None, "South", 7, "B."]])
    book = openpyxl.load_workbook(path)
    for span in ("A2:A3", "B2:B3"):
        book["Sheet1"].merge_cells(span)
    book.save(path)
    checked = api.check_submission(FLOW, path)
    assert figures(checked) == EXPECTED
    (note,) = checked.findings
    assert (note.severity, note.column, note.value) == ("note", "E", "Clerk")


def test_a_month_that_a_spreadsheet_made_a_day_of_is_that_month(tmp_path: Path) -> None:
    heads = ["Region", "Movement", "Period", "Value"]
    day = dt.date(2024, 5, 1)
    lines = [heads, ["N", "IN", day, 12], ["S", "IN", day, 7]]
    assert figures(api.check_submission(FLOW, workbook(tmp_path / "camp.xlsx", lines))) == EXPECTED


def test_figures_below_a_strange_heading_are_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "camp.csv"
    path.write_text("Movement,Period,North,Suoth\nCame,2024-05,12,7\n")
    checked = api.check_submission(FLOW, path)
    assert (checked.rows_in, checked.accepted, checked.refused) == (2, 1, 1)
    (finding,) = checked.findings
    assert (finding.column, finding.row, finding.value) == ("D", 2, "Suoth")
    assert "S (South)" in finding.advice


def test_a_cell_that_two_sheets_claim_is_told_with_both_places(tmp_path: Path) -> None:
    heads = ["Region", "Movement", "Period", "Value"]
    path = workbook(tmp_path / "camp.xlsx", [heads, ["N", "IN", "2024-05", 12]], "May")
    book = openpyxl.load_workbook(path)
    for line in (heads, ["N", "IN", "2024-05", 13]):
        book.create_sheet("Again") if "Again" not in book.sheetnames else None
        book["Again"].append(line)
    book.create_sheet("Thoughts")["A1"] = "nothing to see"
    book.save(path)
    checked = api.check_submission(FLOW, path)
    said = [one.said for one in checked.findings if one.check == "twice"]
    assert said == [
        "Two figures claim this cell: 12 here, 13 (Again!D2).",
        "Two figures claim this cell: 13 here, 12 (May!D2).",
    ]
    assert [one.sheet for one in checked.findings if one.check == "layout"] == ["Thoughts"]


def password(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


REFUSED: list[Any] = [
    pytest.param(lambda path: path.write_bytes(b""), "empty", id="an empty file"),
    pytest.param(lambda path: path.write_text("12"), "No heading", id="a single cell"),
    pytest.param(lambda path: path.write_text("Region,Period,Value\nN,2024-05,1\n"), "lacks MOVE", id="no movement"),
    pytest.param(lambda path: path.write_bytes(b"%PDF-1.7 \x00\x01"), "neither", id="a PDF"),
    pytest.param(lambda path: path.write_bytes(b"PK\x03\x04 rubbish"), "can be opened", id="a broken book"),
    pytest.param(password, "password", id="a workbook with a password"),
    pytest.param(lambda path: path.write_bytes(b"PAR1rubbish"), "format parquet", id="another format"),
    pytest.param(
        lambda path: path.write_text("DATAFLOW,REGION,MOVE,TIME_PERIOD,OBS_VALUE\nDF_OTHER,N,IN,2024-05,1\n"),
        "DF_OTHER", id="SDMX-CSV of another table",
    ),
    pytest.param(
        lambda path: path.write_text(
            "STRUCTURE,STRUCTURE_ID,ACTION,REGION,MOVE,TIME_PERIOD,OBS_VALUE\n"
            "dataflow,QRV:DF_CAMP(1.0.0),D,N,IN,2024-05,1\n"
        ),
        "action D", id="SDMX-CSV that deletes",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("write", "what"), REFUSED)
def test_what_is_no_submission_is_refused_with_the_way_out(
    write: Callable[[Path], Any], what: str, tmp_path: Path
) -> None:
    path = tmp_path / "camp.xlsx"
    write(path)
    with pytest.raises(FileUnreadable, match=what) as refused:
        api.check_submission(FLOW, path)
    assert refused.value.advice


def test_the_template_of_another_table_or_version_says_so(tmp_path: Path) -> None:
    path = tmp_path / "camp.xlsx"
    api.write_template(FLOW, path, periods=["2024-05"])
    with pytest.raises(WrongTemplate, match=r"version 1\.0\.0 of the table; it is 2\.0\.0 now"):
        api.check_submission(table(version="2.0.0"), path)
    with pytest.raises(WrongTemplate, match="another table, QRV:DF_CAMP"):
        api.check_submission(table(id="DF_OTHER"), path)
    later = table(title=SPEC["title"] | {"tr": "Merkezler"})
    assert any("earlier description" in one.said for one in api.check_submission(later, path).findings)


def test_many_rows_take_no_more_than_moments(tmp_path: Path) -> None:
    codes = {f"P{at}": {"en": f"Place {at}"} for at in range(2100)}
    dimensions = [SPEC["dimensions"][1], {"id": "PLACE", "title": {"en": "Place"}, "codes": codes}]
    flow = table(
        {"id": "c", "kind": "change", "severity": "note", "percent": 50, "says": "Slowly."},
        dimensions=dimensions,
    )
    lines = [
        f"{move},Place {place},2024-{month:02d},{place + month}"
        for place in range(2100) for move in ("IN", "OUT", "OPEN", "CLOSE") for month in range(1, 7)
    ]  # fmt: skip
    path = tmp_path / "many.csv"
    path.write_text("MOVE,PLACE,TIME_PERIOD,OBS_VALUE\n" + "\n".join(lines))
    checked = api.check_submission(flow, path)
    assert (checked.rows_in, checked.accepted) == (50_400, 50_400)
