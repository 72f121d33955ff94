"""From a raw workbook of a register to the two tables of the vault; what is expected is worked by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from serai.engine.api import MappingInvalid, StandardRegister, compile_crossings, standardise_register
from serai.engine.compute.pseudonyms import ColumnsRefused, PseudonymKeyRefused
from serai.engine.compute.registers import NobodyTold

KEY = bytes(range(32))
HEAD = [
    "شماره ثبت تردد", "تاریخ تردد", "نوع تردد", "نقطه مرزی", "نام و تخلص", "نام پدر", "تاریخ تولد",
    "جنس", "تابعیت", "شماره پاسپورت",
]  # fmt: skip
ROWS: list[list[Any]] = [
    ["۱۰۱", "۱۴۰۲/۰۱/۱۵", "ورود", "اسلام قلعه", "محمد احمد رحیمی", "محمود", "۱۳۶۸/۰۵/۱۲", "مرد", "افغان", "p-12 34"],
    ["۱۰۲", "15/06/2023", "خروج", "اسلام قلعه", "Ahmad Rahimi", "Mahmood", "1989-08-03", "مرد", "افغان", "P1234"],
    ["۱۰۳", "1402/02/01", "ورود", "تورخم", "زهرا", None, "1370/01/01", "زن", "ایرانی", "0000"],
    ["۱۰۴", "1402/02/01", "ورود", "تورخم", "Li", None, "long ago", "زن", "ایرانی", None],
    ["۱۰۵", "1402/13/01", "ورود", "تورخم", "Omid", None, "1990", "مرد", "ایرانی", "P77"],
]  # fmt: skip


def workbook(path: Path, rows: list[list[Any]], head: list[str] = HEAD) -> Path:
    book = Workbook()
    for row in [head, *rows]:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def made(tmp_path: Path) -> StandardRegister:
    path = workbook(tmp_path / "border.xlsx", ROWS)
    return standardise_register(path, "register_crossings", key=KEY, space="border")


def test_a_person_under_two_spellings_is_one_subject_with_two_descriptions(made: StandardRegister) -> None:
    by_hand = hmac.new(KEY, b"6:border5:P1234", hashlib.sha256).hexdigest()[:32]
    events = made.events.to_pylist()
    assert [e["subject"] == by_hand for e in events] == [True, True, False, False]
    people = [p for p in made.people.to_pylist() if p["subject"] == by_hand]
    assert {p["name"] for p in people} == {"محمد احمد رحیمی", "Ahmad Rahimi"}
    assert len({p["name_key"] for p in people}) == 1  # Mohammad is set aside, the rest is the same name
    assert {(p["name_script"], p["name_apart"]) for p in people} == {("Arab", "mohammad"), ("Latn", None)}
    assert len({p["father_key"] for p in people}) == 1
    # 12 Mordad 1368 was 3 August 1989
    assert {(p["birth_first"], p["birth_precision"], p["birth_calendar"]) for p in people} == {
        (dt.date(1989, 8, 3), "day", "solar"), (dt.date(1989, 8, 3), "day", "gregorian"),
    }  # fmt: skip


def test_births_of_new_year_are_years_and_nonsense_says_so(made: StandardRegister) -> None:
    people = {p["name"]: p for p in made.people.to_pylist()}
    zahra, li = people["زهرا"], people["Li"]
    assert (zahra["birth_precision"], zahra["birth_heaped"], zahra["name_single"]) == ("year", True, True)
    assert (zahra["birth_first"], zahra["birth_last"]) == (dt.date(1991, 3, 21), dt.date(1992, 3, 20))
    assert (li["birth_first"], li["birth_problem"]) == (None, "unreadable")


def test_people_without_a_document_are_people_of_their_own(made: StandardRegister) -> None:
    subjects = made.events["subject"].to_pylist()
    assert len(set(subjects)) == 3  # 0000 is nobody's number
    assert made.people.num_rows == 4


def test_events_say_what_happened_and_not_to_whom(made: StandardRegister) -> None:
    assert set(made.events.column_names) == {
        "subject", "key_id", "record_id", "crossed_on", "direction", "post", "sex", "citizenship", "birth_year",
        "_import", "_row", "_sheet",
    }  # fmt: skip
    first = made.events.to_pylist()[0]
    assert (first["crossed_on"], first["direction"], first["sex"], first["citizenship"], first["birth_year"]) == (
        dt.date(2023, 4, 4), "IN", "M", "AFG", 1989,
    )  # fmt: skip
    assert first["record_id"] == hmac.new(KEY, b"16:border/record_id3:101", hashlib.sha256).hexdigest()[:32]
    written = str(made.events.to_pylist()) + str(made.events.schema.metadata)
    assert not any(word in written for word in ("P1234", "رحیمی", "Rahimi", "۱۰۱", KEY.hex()))


def test_the_receipt_accounts_for_every_row_and_keeps_no_value(made: StandardRegister) -> None:
    assert (made.receipt.rows_in, made.receipt.accepted, made.receipt.rejected) == (5, 4, {"not_a_date": 1})
    assert made.receipt.examples[0].value is None
    assert set(made.people["key_id"].to_pylist()) == {made.key_id}


def test_registers_of_one_space_meet_and_those_of_another_key_do_not(
    tmp_path: Path, made: StandardRegister
) -> None:
    permits = tmp_path / "permits.csv"
    permits.write_text(
        "permit no,valid until,permit type,passport,name\nR1,2024-01-31,work,P 1234,Ahmad Rahimi\n"
    )

    def subject(key: bytes) -> str:
        found = standardise_register(permits, "register_permits", key=key, space="border")
        said: str = found.events["subject"][0].as_py()
        return said

    assert subject(KEY) == made.events["subject"][0].as_py()
    assert subject(bytes(32)) != subject(KEY)


def test_refusals(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", ROWS)
    with pytest.raises(PseudonymKeyRefused):
        standardise_register(path, "register_crossings", key=b"short", space="border")
    with pytest.raises(MappingInvalid, match="not of single people"):
        standardise_register(path, "crossings_monthly", key=KEY, space="border")
    with pytest.raises(ColumnsRefused, match="passport"):
        standardise_register(path, "register_crossings", key=KEY, space="border", by=["passport"])
    nameless = workbook(tmp_path / "n.xlsx", [row[:7] for row in ROWS], HEAD[:7])
    with pytest.raises(NobodyTold, match="national_id"):
        standardise_register(nameless, "register_crossings", key=KEY, space="border")


def test_from_raw_files_to_who_migrated(tmp_path: Path) -> None:
    border = workbook(
        tmp_path / "border.xlsx",
        [
            # comes on 1 Hamal 1402, 21 March 2023, and stays: with 365 of 487 days an immigrant
            ["۱", "۱۴۰۲/۰۱/۰۱", "ورود", "تورخم", "Zahra", None, "1370", "زن", "ایرانی", "P1"],
            # a visitor of four weeks
            ["۲", "۱۴۰۲/۰۲/۰۱", "ورود", "تورخم", "Omid", None, "1360", "مرد", "ایرانی", "P2"],
            ["۳", "۱۴۰۲/۰۲/۲۹", "خروج", "تورخم", "Omid", None, "1360", "مرد", "ایرانی", "P2"],
        ],
    )
    permits = tmp_path / "permits.csv"
    permits.write_text(
        "permit no,valid from,valid until,permit type,passport\nR1,2023-03-21,2024-03-20,work,P1\n"
    )
    for file, mapping in ((border, "register_crossings"), (permits, "register_permits")):
        events = standardise_register(file, mapping, key=KEY, space="border").events
        pq.write_table(events.rename_columns({"subject": "person_id"}), tmp_path / f"{mapping}.parquet")
    made = compile_crossings(
        [tmp_path / "register_crossings.parquet"], tmp_path / "out", country="AFG",
        permits=tmp_path / "register_permits.parquet", observed_until=dt.date(2024, 12, 31),
    )  # fmt: skip
    migrations = pq.read_table(tmp_path / "out" / "migrations.parquet").to_pylist()
    assert [(m["date"], m["kind"]) for m in migrations] == [(dt.date(2023, 3, 21), "immigration")]
    assert made.counts["persons"] == 2


def test_births_that_cannot_be_read_are_counted_in_the_receipt(tmp_path: Path) -> None:
    births = ["85", "long ago", "1402/13/01", "1990-02-30", "1100", "1370", None]
    rows = [[f"{i}", "1402/02/01", "ورود", "تورخم", "Li", None, born, "زن", "ایرانی", f"P{i}7"]
            for i, born in enumerate(births)]  # fmt: skip
    path = workbook(tmp_path / "border.xlsx", rows)
    notes = standardise_register(path, "register_crossings", key=KEY, space="border").receipt.notes
    assert [note.partition(";")[0] for note in notes if note.startswith("birth_date")] == [
        "birth_date: 2 cannot be read, such as years of two digits",
        "birth_date: 2 are of days that do not exist",
        "birth_date: 1 are of years in which nobody was born",
    ]


def test_a_name_beside_a_family_name_is_only_a_part_of_it(tmp_path: Path) -> None:
    # as Iranian forms have it; some clerks write the whole name into the first field
    head = ["شماره ثبت تردد", "تاریخ تردد", "نوع تردد", "نام", "نام خانوادگی", "کد ملی"]
    names = [("احمد", "رحیمی"), ("احمد رحیمی", "رحیمی"), ("احمد", None), (None, "رحیمی")]
    rows = [[f"{i}", "1402/02/01", "ورود", *name, f"12{i}"] for i, name in enumerate(names)]
    path = workbook(tmp_path / "border.xlsx", rows, head)
    people = standardise_register(path, "register_crossings", key=KEY, space="border").people.to_pylist()
    assert [(p["name"], p["family_name"], p["name_single"]) for p in people] == [
        ("احمد رحیمی", "رحیمی", False),
        ("احمد رحیمی", "رحیمی", False),
        ("احمد", None, True),
        ("رحیمی", "رحیمی", True),
    ]
    assert people[0]["name_key"] == people[1]["name_key"]


def test_who_has_neither_given_nor_family_name_keeps_a_row_of_his_own(tmp_path: Path) -> None:
    head = ["Record No", "Date", "Direction", "Given names", "Surname", "CNIC"]
    names = [("Ahmad", "Rahimi"), (None, None), ("Zahra", None), (None, "Karimi")]
    rows = [[i, "2023-01-01", "IN", *name, f"12{i}"] for i, name in enumerate(names)]
    path = workbook(tmp_path / "border.xlsx", rows, head)
    people = standardise_register(path, "register_crossings", key=KEY, space="border").people.to_pylist()
    assert [(p.get("national_id"), p["name_normal"]) for p in people] == [
        ("120", "ahmad rahimi"), ("121", None), ("122", "zahra"), ("123", "karimi"),
    ]  # fmt: skip
