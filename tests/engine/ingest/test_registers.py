"""Registers of people in the languages of the region: invented rows, what is read of them worked by hand."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from serai.engine.checks import convert
from serai.engine.checks.calendars import date_in
from serai.engine.errors import FileUnreadable
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.mappings import read_mapping
from serai.engine.ingest.stage import stage
from serai.engine.publish.permits import read_permits

from .conftest import Loaded, Stage


@pytest.fixture
def register(tmp_path: Path, staged: Stage) -> Any:
    def run(mapping: str, *rows: list[Any]) -> Loaded:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / f"{mapping}.xlsx")
        return staged(tmp_path / f"{mapping}.xlsx", mapping)

    return run


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # Nowruz of 1402 was 21 March 2023, of 1403 20 March 2024 (1403 has a day more), of 1404 21 March 2025
        ("1402/01/01", dt.date(2023, 3, 21)),
        ("۱۴۰۲/۱۲/۲۹", dt.date(2024, 3, 19)),
        ("1402/12/30", None),
        ("1403-12-30", dt.date(2025, 3, 20)),
        ("15/01/1402", dt.date(2023, 4, 4)),
        ("12 حمل 1402", dt.date(2023, 4, 1)),
        ("1 مهر ۱۴۰۲", dt.date(2023, 9, 23)),
        ("1402/07/31", None),
        ("1402/13/01", None),
        ("2023-05-06", dt.date(2023, 5, 6)),
        ("٠٦/٠٥/٢٠٢٣", dt.date(2023, 5, 6)),
        ("6 May 2023", dt.date(2023, 5, 6)),
        ("6 কান 2023", None),
        ("15 أيار 2023", dt.date(2023, 5, 15)),
        ("31.02.2023", None),
        ("2023-05-06 00:00:00", dt.date(2023, 5, 6)),
        ("2023-05-06 10:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)  # fmt: skip
def test_days_in_two_calendars(text: str, day: dt.date | None) -> None:
    sql = date_in("x", ("gregorian", "solar"), convert.fold)
    assert duckdb.connect().execute(
        f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS x)", [text]
    ).fetchone() == (day,)


def test_every_day_of_the_solar_calendar_is_the_day_after_the_one_before() -> None:
    sql = date_in("x", ("solar",), convert.fold)
    days = [
        row[0]
        for row in duckdb.connect()
        .execute(
            f"SELECT {sql} AS d FROM (SELECT format('{{:04d}}/{{:02d}}/{{:02d}}', y, m, d) AS x "
            "FROM range(1399, 1405) a(y), "
            "range(1, 13) b(m), range(1, 32) c(d)) WHERE d IS NOT NULL ORDER BY d"
        )
        .fetchall()
    ]
    # 1399 and 1403 have 366 days
    assert len(days) == 6 * 365 + 2
    assert all((b - a).days == 1 for a, b in pairwise(days))
    assert days[0] == dt.date(2020, 3, 20)


def test_crossings_in_dari_with_a_row_that_cannot_be_read(register: Any) -> None:
    loaded = register(
        "register_crossings",
        ["شماره ثبت تردد", "تاریخ تردد", "نوع تردد", "نقطه مرزی", "نام و تخلص", "نام پدر", "تاریخ تولد",
         "جنس", "تابعیت", "شماره پاسپورت"],
        ["۱۰۱", "۱۴۰۲/۰۱/۱۵", "ورود", "اسلام قلعه", "احمد رحیمی", "محمود", "۱۳۶۸", "مرد", "افغانستان", "P123456"],
        ["۱۰۲", "15/02/2023", "خروج", "اسلام قلعه", "زهرا کریمی", "حسن", "1370/5/1", "زن", "ایرانی", "P7"],
        ["۱۰۳", "۱۴۰۲/۱۳/۰۱", "خروج", "تورخم", "کریم", "حسن", "1370", "مرد", "افغان", "P8"],
        ["۱۰۱", "۱۴۰۲/۰۱/۱۵", "ورود", "اسلام قلعه", "احمد رحیمی", "محمود", "۱۳۶۸", "مرد", "افغانستان", "P123456"],
    )  # fmt: skip
    assert loaded.receipt.rows_in == 4
    assert (loaded.receipt.accepted, loaded.receipt.rejected, loaded.receipt.duplicates) == (
        2, {"not_a_date": 1}, 1,
    )  # fmt: skip
    seen = [
        (r["crossed_on"], r["direction"], r["sex"], r["citizenship"], r["birth_date"]) for r in loaded.rows
    ]
    assert seen == [
        (dt.date(2023, 4, 4), "IN", "M", "AFG", "۱۳۶۸"),
        (dt.date(2023, 2, 15), "OUT", "F", "IRN", "1370/5/1"),
    ]
    refused = loaded.receipt.examples[0]
    assert (refused.row, refused.field, refused.value) == (4, "crossed_on", None)


def test_permits_in_arabic_are_permits_for_the_compilation(tmp_path: Path) -> None:
    path = tmp_path / "permits.csv"
    path.write_text(
        "رقم الإقامة,رقم الشخص,تاريخ الإصدار,تاريخ الانتهاء,نوع الإقامة,الجنسية\n"
        "R1,p1,01/02/2023,31/01/2024,دراسة,أفغانستان\nR2,p2,,31/12/2023,عمل,الهند\nR3,p3,,,عمل,الهند\n"
    )
    mapping = read_mapping("register_permits")
    made = stage(Facts(path), mapping, dataset=mapping.dataset, work=tmp_path, stored=[])
    assert made.receipt.rejected == {"missing_required": 1}
    assert [(r["kind"], r["citizenship"]) for r in pq.read_table(made.data).to_pylist()] == [
        ("STUDY", "AFG"), ("WORK", "IND"),
    ]  # fmt: skip
    assert read_permits(made.data).to_pylist() == [
        {"person_id": "p1", "valid_until": dt.date(2024, 1, 31), "valid_from": dt.date(2023, 2, 1)},
        {"person_id": "p2", "valid_until": dt.date(2023, 12, 31), "valid_from": None},
    ]


def test_asylum_applications_and_decisions(register: Any) -> None:
    applied = register(
        "register_asylum_applications",
        ["Case No", "Line", "Application date", "Type of application", "Full name", "Nationality"],
        ["C1", 1, dt.date(2023, 3, 1), "FIRST", "Amina", "IRAQ"],
        ["C1", 2, dt.date(2023, 3, 1), "first time", "Ali", "Iraqi"],
        ["C2", 1, dt.date(2023, 3, 2), "Appeal", "Omar", "Atlantis"],
    )
    assert [(r["line"], r["kind"], r["citizenship"]) for r in applied.rows] == [
        ("1", "FIRST", "IRQ"), ("2", "FIRST", "IRQ"),
    ]  # fmt: skip
    assert applied.receipt.rejected == {"unknown_code": 1}
    decided = register(
        "register_asylum_decisions",
        ["کیس نمبر", "فیصلے کی تاریخ", "فیصلہ"],
        ["C1", "2023-06-01", "منظور"],
        ["C2", "2023-06-02", "مسترد"],
    )
    assert [(r["case_number"], r["decided_on"], r["outcome"]) for r in decided.rows] == [
        ("C1", dt.date(2023, 6, 1), "REFUGEE"), ("C2", dt.date(2023, 6, 2), "REJECTED"),
    ]  # fmt: skip


def test_returns_in_pashto_and_bangla(register: Any) -> None:
    pashto = register(
        "register_returns",
        ["د ثبت شمېره", "د بېرته راستنېدو نېټه", "د راستنېدو ډول", "له کوم هېواده", "نوم"],
        ["1", "۱۴۰۲/۰۲/۰۱", "جبري", "پاکستان", "ګل خان"],
    )
    # 1 Sawr 1402 is 31 days after 21 March 2023
    assert [(r["returned_on"], r["kind"], r["country_from"], r["name"]) for r in pashto.rows] == [
        (dt.date(2023, 4, 21), "FORCED", "PAK", "ګل خان")
    ]
    bangla = register(
        "register_returns",
        ["নথি নম্বর", "প্রত্যাবর্তনের তারিখ", "প্রত্যাবর্তনের ধরন", "যে দেশ থেকে", "নাম"],
        ["১", "০১/০২/২০২৩", "স্বেচ্ছায়", "ইরাক", "রহিম"],
    )
    assert [(r["returned_on"], r["kind"], r["country_from"]) for r in bangla.rows] == [
        (dt.date(2023, 2, 1), "VOLUNTARY", "IRQ")
    ]


def test_a_registration_for_work_abroad_says_that_it_is_no_departure(register: Any) -> None:
    loaded = register(
        "register_overseas_employment",
        ["Registration No", "Registration date", "Country of employment", "Occupation", "Name", "CNIC"],
        ["B-1", "05/01/2024", "Saudi Arabia", "Mason", "Abdul Rahman", "35202-1234567-1"],
    )
    row = loaded.rows[0]
    assert (row["measure"], row["destination"], row["registered_on"]) == (
        "REGISTRATION", "SAU", dt.date(2024, 1, 5),
    )  # fmt: skip
    assert "crossed_on" not in row


def test_a_census_of_persons(register: Any) -> None:
    loaded = register(
        "census_persons",
        ["شماره خانوار", "ردیف", "نام", "جنس", "سن", "کشور تولد", "تابعیت", "محل اقامت قبلی"],
        ["۱", "۱", "حسین", "مرد", "۴۵", "ایران", "ایرانی", "عراق"],
        ["۱", "۲", "مریم", "زن", "۲۰۰", "ایران", "ایرانی", None],
    )
    assert [(r["line"], r["age"], r["birthplace"], r["previous_residence"]) for r in loaded.rows] == [
        ("۱", 45, "IRN", "IRQ")
    ]
    assert loaded.receipt.rejected == {"out_of_range": 1}


def test_whoever_is_neither_man_nor_woman_or_of_unknown_sex_is_still_counted(register: Any) -> None:
    loaded = register(
        "register_crossings",
        ["Record No", "Date", "Direction", "Sex"],
        [1, "2023-01-01", "IN", "نامعلوم"],
        [2, "2023-01-01", "IN", "X"],
        [3, "2023-01-01", "IN", "হিজড়া"],
        [4, "2023-01-01", "IN", "u"],
        [5, "2023-01-01", "IN", None],
        [6, "2023-01-01", "IN", "9"],
    )
    assert [(r["record_id"], r["sex"]) for r in loaded.rows] == [
        ("1", "U"), ("2", "X"), ("3", "X"), ("4", "U"), ("5", None)
    ]  # fmt: skip
    assert [(e.row, e.field, e.reason) for e in loaded.receipt.examples] == [(7, "sex", "unknown_code")]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_receipt_says_which_header_was_taken_for_what_and_which_column_was_not_read(
    tmp_path: Path, staged: Stage, kind: str
) -> None:
    # Nationalty is misspelt: without a word, every citizenship would be missing
    rows = {"شماره رکورد": ["1"], "تاریخ": ["1402/01/01"], "direction": ["IN"], "Nationalty": ["Iran"]}
    path = tmp_path / f"border.{kind}"
    if kind == "parquet":
        pq.write_table(pa.table(rows), path)
    elif kind == "csv":
        path.write_text(
            "\n".join(",".join(line) for line in (rows, next(zip(*rows.values(), strict=True)))) + "\n"
        )
    else:
        book = Workbook()
        book.active.append(list(rows))
        book.active.append([value for (value,) in rows.values()])
        book.save(path)
    loaded = staged(path, "register_crossings")
    assert loaded.receipt.notes == [
        "Headers: شماره رکورد is record_id, تاریخ is crossed_on",
        "Columns not read: Nationalty",
    ]


def test_a_register_of_names_is_found_below_its_title(register: Any) -> None:
    # nothing is required of people for linkage: the title must not be taken for the header
    loaded = register(
        "register_people",
        ["ادارہ مہاجرین", None, None],
        ["کیس نمبر", "پورا نام", "تاریخ پیدائش"],
        ["1", "احمد خان", "1990"],
    )
    assert [(r["name"], r["birth_date"], r["_row"]) for r in loaded.rows] == [("احمد خان", "1990", 3)]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_crossings_keep_their_time_of_day_in_either_calendar(
    tmp_path: Path, staged: Stage, kind: str
) -> None:
    # 15 Farvardin 1402 was 4 April 2023
    written = [
        "2023-05-06T07:05:09",
        "۱۴۰۲/۰۱/۱۵ ۱۴:۳۵",
        "06.05.2023 23:59",
        "2023-05-06",
        "2023-05-06 25:00",
    ]
    rows = {
        "Record No": ["1", "2", "3", "4", "5"], "Crossing date": written, "Direction": ["IN"] * 5
    }  # fmt: skip
    path = tmp_path / f"border.{kind}"
    if kind == "parquet":
        pq.write_table(pa.table(rows), path)
    else:
        lines = [",".join(rows), *(",".join(line) for line in zip(*rows.values(), strict=True))]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    loaded = staged(path, "register_crossings_timed")
    assert [(str(r["crossed_on"]), str(r["crossed_at"])) for r in loaded.rows] == [
        ("2023-05-06", "2023-05-06 07:05:09"),
        ("2023-04-04", "2023-04-04 14:35:00"),
        ("2023-05-06", "2023-05-06 23:59:00"),
    ]
    # without a time, and with one that does not exist
    assert [(e.row, e.reason) for e in loaded.receipt.examples] == [
        (row, "not_a_date") for row in ((4, 5) if kind == "parquet" else (5, 6))
    ]


def test_a_quote_that_is_never_closed_swallows_no_row(tmp_path: Path, staged: Stage) -> None:
    rows = ['1,2020-01-01,IN,"Ali\n2nd"', '2,2020-01-02,IN,"Zahra', "3,2020-01-03,IN,Omid"]
    (tmp_path / "border.csv").write_text("\n".join(["Record No,Date,Direction,Name", *rows]) + "\n")
    with pytest.raises(FileUnreadable, match="A quote in row 3 is never closed"):
        staged(tmp_path / "border.csv", "register_crossings")


def test_cells_merged_over_several_people_are_told(tmp_path: Path, staged: Stage) -> None:
    book = Workbook()
    for line in (
        ["Register", None, None, None],
        ["Record_id", "Date", "Direction", "Sex"],
        [1, "2020-01-01", "IN", "Female"],
        [2, "2020-01-01", "IN", None],
    ):
        book.active.append(line)
    for span in ("A1:D1", "D3:D4"):
        book.active.merge_cells(span)
    book.save(tmp_path / "border.xlsx")
    loaded = staged(tmp_path / "border.xlsx", "register_crossings")
    assert [r["sex"] for r in loaded.rows] == ["F", None]
    assert (
        "Merged cells below the header: 1; only the first row of each has its value" in loaded.receipt.notes
    )
