"""Monthly sheets of posts and governorates: invented sheets of the layouts that units send, worked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from serai.engine.errors import FileUnreadable, MappingInvalid
from serai.engine.ingest.grids import words
from serai.engine.ingest.mappings import read_mapping

from .conftest import Loaded, Stage

Figures = dict[tuple[Any, ...], int | None]


def sheet(book: Workbook, name: str, rows: list[list[Any]], *merged: str) -> Worksheet:
    made = book.create_sheet(name)
    for row in rows:
        made.append(row)
    for span in merged:
        made.merge_cells(span)
    return made


@pytest.fixture
def book(tmp_path: Path) -> Any:
    class Book:
        def __init__(self) -> None:
            self.workbook = Workbook()
            self.workbook.remove(self.workbook.active)

        def sheet(self, name: str, rows: list[list[Any]], *merged: str) -> None:
            sheet(self.workbook, name, rows, *merged)

        @property
        def path(self) -> Path:
            self.workbook.save(tmp_path / "sheets.xlsx")
            return tmp_path / "sheets.xlsx"

    return Book()


def figures(loaded: Loaded, *columns: str, place: str = "post") -> Figures:
    columns = columns or (place, "month", "direction", "sex", "citizenship")
    return {tuple(row[c] for c in columns): row["persons"] for row in loaded.rows}


def test_a_sheet_for_each_post_with_merged_headers_in_two_rows_and_native_digits(
    book: Any, staged: Stage
) -> None:
    # Torkham, solar months as rows; the total of Hamal's departures says 60 and is 40 + 25
    book.sheet(
        "تورخم",
        [
            ["امارت سرحدات", None, None, None, None, None, None, None],
            ["آمار ورود و خروج مسافرین سال ۱۴۰۲", None, None, None, None, None, None, None],
            [],
            ["ماه", "ورودی", None, None, "خروجی", None, None, "جمع کل"],
            [None, "مرد", "زن", "جمع", "مرد", "زن", "جمع", None],
            ["حمل", "۱٬۲۰۰", "۳۰۰", "۱٬۵۰۰", "۴۰", "۲۵", "۶۰", "۱٬۵۶۵"],
            ["ثور", "۱۰۰", "۵۰", "۱۵۰", "۱۰", "۵", "۱۵", "۱۶۵"],
            ["مجموع", "۱٬۳۰۰", "۳۵۰", "۱٬۶۵۰", "۵۰", "۳۰", "۸۰", "۱٬۷۳۰"],
            ["تهیه شده در ۱۴۰۳/۰۱/۱۵", None, None, None, None, None, None, None],
        ],
        "A1:H1", "A2:H2", "A4:A5", "B4:D4", "E4:G4", "H4:H5",
    )  # fmt: skip
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded) == {
        ("تورخم", "1402-01", "IN", "M", "_T"): 1200,
        ("تورخم", "1402-01", "IN", "F", "_T"): 300,
        ("تورخم", "1402-01", "OUT", "M", "_T"): 40,
        ("تورخم", "1402-01", "OUT", "F", "_T"): 25,
        ("تورخم", "1402-02", "IN", "M", "_T"): 100,
        ("تورخم", "1402-02", "IN", "F", "_T"): 50,
        ("تورخم", "1402-02", "OUT", "M", "_T"): 10,
        ("تورخم", "1402-02", "OUT", "F", "_T"): 5,
    }
    assert loaded.receipt.rows_in == 21
    assert loaded.receipt.rejected == {"total": 12, "total_differs": 1}
    first = loaded.receipt.examples[0]
    assert (first.sheet, first.row, first.field) == ("تورخم", 6, "خروجی | جمع")
    assert first.value == "60, but its parts make 65"
    hamal = loaded.rows[0]
    # 1 Hamal 1402 was 21 March 2023, and a month of spring has 31 days
    assert (hamal["calendar"], hamal["starts_on"], hamal["ends_on"]) == (
        "solar", dt.date(2023, 3, 21), dt.date(2023, 4, 20),
    )  # fmt: skip
    assert "تهیه شده در ۱۴۰۳/۰۱/۱۵" in loaded.receipt.notes


def test_months_as_columns_under_years_and_rows_of_merged_posts(book: Any, staged: Stage) -> None:
    book.sheet(
        "Sheet1",
        [
            ["Monthly movements, land ports"],
            ["Border post", "Direction", 2022, None, None, 2023, None, None],
            [None, None, "Jan", "Feb", "Total", "Jan", "Feb", "Total"],
            ["Torkham", "Arrivals", 10, 20, 30, 1, 2, 3],
            [None, "Departures", 5, 6, 11, 7, 8, 15],
            ["Chaman", "Arrivals", 100, 0, 100, 4, None, 4],
            [None, "Departures", 3, "-", 3, 0, 0, 1],
            ["Total", None, 118, 26, 144, 12, 10, 23],
        ],
        "C2:E2", "F2:H2", "A4:A5", "A6:A7", "A8:B8", "A2:A3", "B2:B3",
    )  # fmt: skip
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded, "post", "month", "direction") == {
        ("Torkham", "2022-01", "IN"): 10, ("Torkham", "2022-02", "IN"): 20,
        ("Torkham", "2023-01", "IN"): 1, ("Torkham", "2023-02", "IN"): 2,
        ("Torkham", "2022-01", "OUT"): 5, ("Torkham", "2022-02", "OUT"): 6,
        ("Torkham", "2023-01", "OUT"): 7, ("Torkham", "2023-02", "OUT"): 8,
        ("Chaman", "2022-01", "IN"): 100, ("Chaman", "2022-02", "IN"): 0,
        ("Chaman", "2023-01", "IN"): 4, ("Chaman", "2023-02", "IN"): None,
        ("Chaman", "2022-01", "OUT"): 3, ("Chaman", "2022-02", "OUT"): None,
        ("Chaman", "2023-01", "OUT"): 0, ("Chaman", "2023-02", "OUT"): 0,
    }  # fmt: skip
    assert loaded.receipt.missing == {"": 1, "-": 1}
    # Chaman's departures of 2023 are 0 and 0, not 1; the total row repeats the fault (22)
    told = {(e.row, e.field): e.value for e in loaded.receipt.examples if e.reason == "total_differs"}
    assert told == {
        (7, "2023 | Total"): "1, but its parts make 0",
        (8, "2023 | Total"): "23, but its parts make 22",
    }
    assert {r["_mark"] for r in loaded.rows if r["persons"] is None} == {"", "-"}


def test_citizenship_by_direction_in_arabic_with_iraqi_months_and_a_serial_number(
    book: Any, staged: Stage
) -> None:
    book.sheet(
        "البصرة",
        [
            ["جمهورية العراق"],
            ["المحافظة:", "البصرة"],
            ["حركة المسافرين لسنة ٢٠٢٣"],
            ["ت", "الشهر", "القادمون", None, None, "المغادرون", None, None, "الملاحظات"],
            [None, None, "العراقيون", "الإيرانيون", "أخرى", "العراقيون", "الإيرانيون", "أخرى", None],
            [1, "كانون الثاني", "١٠", "٢٠", "٣", "٤", "٥", "٦", "إغلاق يومين"],
            [2, "شباط", "١١", "٢١", "٤", "٥", "٦", "٧", None],
            [None, "المجموع", "٢١", "٤١", "٧", "٩", "١١", "١٣", None],
        ],
        "C4:E4", "F4:H4",
    )  # fmt: skip
    loaded = staged(book.path, "governorates_monthly")
    assert loaded.receipt.rejected == {"total": 6}
    assert figures(loaded, "governorate", "month", "direction", "citizenship") == {
        ("البصرة", "2023-01", "IN", "IRQ"): 10, ("البصرة", "2023-01", "IN", "IRN"): 20,
        ("البصرة", "2023-01", "IN", "OTHER"): 3, ("البصرة", "2023-01", "OUT", "IRQ"): 4,
        ("البصرة", "2023-01", "OUT", "IRN"): 5, ("البصرة", "2023-01", "OUT", "OTHER"): 6,
        ("البصرة", "2023-02", "IN", "IRQ"): 11, ("البصرة", "2023-02", "IN", "IRN"): 21,
        ("البصرة", "2023-02", "IN", "OTHER"): 4, ("البصرة", "2023-02", "OUT", "IRQ"): 5,
        ("البصرة", "2023-02", "OUT", "IRN"): 6, ("البصرة", "2023-02", "OUT", "OTHER"): 7,
    }  # fmt: skip


def test_several_years_in_one_workbook_and_a_sheet_of_the_whole(book: Any, staged: Stage) -> None:
    head = [["Month", "Arrivals", "Departures"]]
    book.sheet("Torkham 2022", [*head, ["January", 5, 1], ["February", 6, 2]])
    book.sheet("Torkham 2023", [*head, ["January", 7, 3], ["Total", 7, 3]])
    book.sheet("Chaman 2022", [*head, ["January", 1, 1], ["February", 1, 1]])
    book.sheet("Notes", [["Figures are provisional"]])
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded, "post", "month", "direction") == {
        ("Torkham", "2022-01", "IN"): 5, ("Torkham", "2022-01", "OUT"): 1,
        ("Torkham", "2022-02", "IN"): 6, ("Torkham", "2022-02", "OUT"): 2,
        ("Torkham", "2023-01", "IN"): 7, ("Torkham", "2023-01", "OUT"): 3,
        ("Chaman", "2022-01", "IN"): 1, ("Chaman", "2022-01", "OUT"): 1,
        ("Chaman", "2022-02", "IN"): 1, ("Chaman", "2022-02", "OUT"): 1,
    }  # fmt: skip
    assert "Sheet without a table: Notes" in loaded.receipt.notes


def test_a_sheet_called_total_is_checked_against_the_other_sheets(book: Any, staged: Stage) -> None:
    head = [["Year: 2023"], ["Month", "Arrivals", "Departures"]]
    book.sheet("Torkham", [*head, ["January", 5, 1]])
    book.sheet("Chaman", [*head, ["January", 2, 2]])
    book.sheet("Total", [*head, ["January", 7, 4]])
    loaded = staged(book.path, "crossings_monthly")
    assert loaded.receipt.accepted == 4
    assert loaded.receipt.rejected == {"total": 1, "total_differs": 1}
    assert loaded.receipt.examples[0].value == "4, but its parts make 3"


def test_posts_as_columns_and_two_tables_under_each_other(book: Any, staged: Stage) -> None:
    book.sheet(
        "Sheet1",
        [
            ["Arrivals 2023"],
            ["Month", "Torkham", "Chaman", "Total"],
            ["January", 1, 2, 3],
            ["February", 3, 4, 7],
            [],
            ["Departures 2023"],
            ["Month", "Torkham", "Chaman", "Total"],
            ["January", 5, 6, 11],
            ["February", 7, 8, 15],
        ],
    )
    loaded = staged(book.path, "crossings_monthly")
    assert loaded.receipt.rejected == {"total": 4}
    assert figures(loaded, "post", "month", "direction") == {
        ("Torkham", "2023-01", "IN"): 1, ("Chaman", "2023-01", "IN"): 2,
        ("Torkham", "2023-02", "IN"): 3, ("Chaman", "2023-02", "IN"): 4,
        ("Torkham", "2023-01", "OUT"): 5, ("Chaman", "2023-01", "OUT"): 6,
        ("Torkham", "2023-02", "OUT"): 7, ("Chaman", "2023-02", "OUT"): 8,
    }  # fmt: skip


def test_a_word_and_its_meaning_right_above_the_header(book: Any, staged: Stage) -> None:
    book.sheet(
        "Sheet1",
        [["Border post", "Torkham"], ["Year:", 2023], ["Month", "Arrivals", "Departures"], ["January", 1, 2]],
    )
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded, "post", "month", "direction") == {
        ("Torkham", "2023-01", "IN"): 1, ("Torkham", "2023-01", "OUT"): 2,
    }  # fmt: skip


def test_a_header_repeated_on_each_page_and_remarks_below(book: Any, staged: Stage) -> None:
    head = ["Border post", "January", "February"]
    book.sheet(
        "Arrivals 2023",
        [head, ["Torkham", 1, 2], head, ["Chaman", 3, 4], ["Total", 4, 6],
         ["Source: border police"], ["closed in March"]],
    )  # fmt: skip
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded, "post", "month", "direction") == {
        ("Torkham", "2023-01", "IN"): 1, ("Torkham", "2023-02", "IN"): 2,
        ("Chaman", "2023-01", "IN"): 3, ("Chaman", "2023-02", "IN"): 4,
    }  # fmt: skip
    assert loaded.receipt.rejected == {"total": 2}
    assert {"Source: border police", "closed in March"} <= set(loaded.receipt.notes)


def test_words_in_the_place_of_figures_are_refused_and_not_lost(book: Any, staged: Stage) -> None:
    book.sheet(
        "Torkham 2023",
        [["Month", "Arrivals", "Departures"], ["January", 1, 2], ["February", "closed", "closed"]],
    )
    assert staged(book.path, "crossings_monthly").receipt.rejected == {"undeclared_mark": 2}


def test_figures_in_merged_cells_count_once(book: Any, staged: Stage) -> None:
    book.sheet(
        "Torkham 2023",
        [["Month", "Arrivals", None, "Departures"], ["January", 1200, None, 2], ["February", 30, None, 4]],
        "B1:C1", "B2:C2", "B3:C3",
    )  # fmt: skip
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded, "month", "direction") == {
        ("2023-01", "IN"): 1200, ("2023-01", "OUT"): 2, ("2023-02", "IN"): 30, ("2023-02", "OUT"): 4,
    }  # fmt: skip
    assert loaded.receipt.rows_in == 4


@pytest.mark.parametrize(
    ("file", "name", "both"),
    [
        # the figures of the row of all ages as the census prints them: men and women together
        ("population2016census_jamiat11.xls", "ايرانشهر1101", None),
        ("population2011census_census2011p00.xls", "اراك", 599634),
    ],
)
def test_headers_and_totals_of_the_census_of_iran(
    shared: Path, staged: Stage, file: str, name: str, both: int | None
) -> None:
    path = shared / "data" / "messy" / "iran_census" / file
    mapping = {
        "grid": {"value": "persons", "axes": ["sex"],
                 "places": {"age": {"headings": ["سن"]}, "settlement": {"headings": ["وضع سكونت"]}}},
        "columns": {"age": {"type": "text", "required": True}, "settlement": {"type": "text", "required": True},
                    "sex": {"type": "code", "codes": ["M", "F", "_T"]}, "persons": {"type": "integer"}},
        "key": "none", "measures": ["persons"], "marks": {"": "M"}, "reader": {"sheets": name},
    }  # fmt: skip
    loaded = staged(path, mapping)
    book = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
    whole = next(
        row for row in book.to_python(skip_empty_area=False) if "تمامي سنين" in map(str.strip, map(str, row))
    )
    stated = next(float(cell) for cell in whole[1:] if str(cell).replace(".", "").isdigit())
    assert both is None or stated == both
    all_ages = [r for r in loaded.rows if r["age"] == "تمامي سنين"]
    assert sum(r["persons"] or 0 for r in all_ages) == pytest.approx(stated, abs=2)
    assert {r["settlement"] for r in all_ages} <= {"نقاط شهري", "نقاط روستايي", "غير ساکن", "غير ساكن"}
    assert {r["sex"] for r in all_ages} == {"M", "F"}
    # the census rounds some cells by itself; no total is off by more
    for one in loaded.receipt.examples:
        if one.reason == "total_differs":
            told, made = (int(w) for w in (one.value or "").split(", but its parts make "))
            assert abs(told - made) <= 2


def test_a_total_without_parts_is_the_figure(book: Any, staged: Stage) -> None:
    book.sheet(
        "Torkham",
        [["Year", 2023], ["Month", "Arrivals", None, None], [None, "Male", "Female", "Total"],
         ["January", 1, 2, 3], ["February", None, None, 9]],
        "B2:D2",
    )  # fmt: skip
    loaded = staged(book.path, "crossings_monthly")
    known = {key: value for key, value in figures(loaded, "month", "sex").items() if value is not None}
    assert known == {("2023-01", "M"): 1, ("2023-01", "F"): 2, ("2023-02", "_T"): 9}


def test_quarters_are_totals_of_their_months(book: Any, staged: Stage) -> None:
    rows = [["January", 1, 1], ["February", 2, 1], ["March", 3, 1], ["First quarter", 6, 4], ["Total", 6, 3]]
    book.sheet("Torkham 2023", [["Month", "Arrivals", "Departures"], *rows])
    loaded = staged(book.path, "crossings_monthly")
    assert loaded.receipt.accepted == 6
    assert loaded.receipt.rejected == {"total": 3, "total_differs": 1}
    assert loaded.receipt.examples[0].value == "4, but its parts make 3"


def test_words_that_are_not_known_refuse_their_figures_and_no_others(book: Any, staged: Stage) -> None:
    book.sheet(
        "Torkham 2023",
        [["Month", "Arrivals", "Departures", "Overflights"], ["January", 1, 2, 9], ["Febuary", 3, 4, 9]],
    )
    loaded = staged(book.path, "crossings_monthly")
    assert loaded.receipt.accepted == 2
    assert loaded.receipt.rejected == {"unknown_label": 4}
    assert {e.value for e in loaded.receipt.examples} == {"Overflights", "Febuary"}


def test_months_of_one_calendar_in_years_of_the_other_are_refused(book: Any, staged: Stage) -> None:
    book.sheet("Torkham 2023", [["Month", "Arrivals", "Departures"], ["حمل", 1, 2]])
    assert staged(book.path, "crossings_monthly").receipt.rejected == {"missing_required": 2}


def test_dates_of_a_spreadsheet_and_numbers_are_months(book: Any, staged: Stage) -> None:
    book.sheet(
        "Torkham", [["Month", "Arrivals", "Departures"], [dt.date(2023, 5, 1), 1, 2], ["2023-06", 3, 4]]
    )
    book.sheet("اسلام قلعه", [["سال", "ماه", "ورود", "خروج"], [1402, 1, 5, 6], [1402, 2, 7, 8]])
    loaded = staged(book.path, "crossings_monthly")
    assert figures(loaded, "month", "direction") == {
        ("2023-05", "IN"): 1, ("2023-05", "OUT"): 2, ("2023-06", "IN"): 3, ("2023-06", "OUT"): 4,
        ("1402-01", "IN"): 5, ("1402-01", "OUT"): 6, ("1402-02", "IN"): 7, ("1402-02", "OUT"): 8,
    }  # fmt: skip


def test_a_text_with_separators_and_the_same_sheet_sent_again(tmp_path: Path, staged: Stage) -> None:
    path = tmp_path / "torkham.csv"
    path.write_text("Border post: Torkham;;\nYear: 2023;;\nMonth;Arrivals;Departures\nJanuary;1,200;2\n")
    loaded = staged(path, "crossings_monthly")
    assert figures(loaded, "post", "month", "direction") == {
        ("Torkham", "2023-01", "IN"): 1200, ("Torkham", "2023-01", "OUT"): 2,
    }  # fmt: skip


def test_a_file_without_a_table_says_so(book: Any, staged: Stage) -> None:
    book.sheet("Sheet1", [["Dear colleagues"], ["the figures follow"]])
    with pytest.raises(FileUnreadable, match="No table of labels and figures"):
        staged(book.path, "crossings_monthly")


def test_an_axis_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "schema: 1\nname: m\ntitle: M\nsource: {name: S}\nkey: none\n"
        "columns:\n  n: {type: integer}\ngrid: {value: n, axes: [shoe_size]}\n"
    )
    with pytest.raises(MappingInvalid, match="'shoe_size' is not known"):
        read_mapping(path)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ورودی زنان", {"direction": {"IN"}, "sex": {"F"}}),
        ("المغادرون", {"direction": {"OUT"}}),
        ("পুরুষ", {"sex": {"M"}}),
        ("حمل ۱۴۰۲", {"month": {"1"}, "year": {"1402"}}),
        ("Jan-23", {"month": {"1"}, "year": {"2023"}}),
        ("Afghan nationals", {"citizenship": {"AFG"}}),
        ("بنگلہ دیش", {"citizenship": {"BGD"}}),
        ("Male and Female", {"sex": {"M", "F"}}),
        ("Q1", {"month": {"1", "2", "3"}}),
        ("Torkham", None),
        ("May be", None),
    ],
)  # fmt: skip
def test_labels(text: str, codes: dict[str, set[str]] | None) -> None:
    label = words.read(text)
    assert (label.codes if label else None) == codes
