"""Files of people whose columns somebody points at concepts: guesses, codes, days; invented people, worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from serai.engine import api
from serai.engine.ingest.mappings import read_mapping, with_words
from serai.engine.ingest.people import read_register
from serai.engine.model.pointing import IDENTIFIER, NUMBERS, OF_PEOPLE, VARIOUS, SeenColumn

HEAD = "شماره ثبت تردد,تاریخ تردد,نوع تردد,مرز,نام و تخلص,جنس,تابعیت,شماره پاسپورت,ملاحظات"
ROWS = [
    "۱,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,زهرا کریمی,زن,افغان,P1234567,",
    "۲,۱۴۰۲/۰۱/۱۶,برون,دروازه شمال,امید رضایی,مرد,افغان,P7654321,",
    "۳,۱۴۰۲/۰۱/۱۶,برون,دروازه شرق,احمد نوری,مرد,ایرانی,P7654322,",
    "۴,۱۴۰۲/۰۱/۱۷,برون,دروازه شرق,Omid Qasimi,9,ZZX,P7654323,",
]
CONCEPTS = [
    "record_id", "crossed_on", "direction", "post", "name", "sex", "citizenship", "document_number", "ignored",
]  # fmt: skip
POINTED: dict[str, Any] = {
    header: {"field": concept} for header, concept in zip(HEAD.split(","), CONCEPTS, strict=True)
}


def file(folder: Path, head: str, rows: list[str], name: str = "month.csv") -> Path:
    (folder / name).write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return folder / name


def look(
    path: Path, words: dict[str, Any] | None = None, base: str = "register_crossings"
) -> api.RegisterLook:
    work = path.parent / "work"
    work.mkdir(exist_ok=True)
    return api.look_at_register(path, base, words or {}, work=work)


def column(path: Path, header: str, concept: str, **more: Any) -> SeenColumn:
    found = look(path, {header: {"field": concept, **more}})
    return next(one for one in found.columns if one.header == header)


def test_headers_of_four_languages_are_guessed(tmp_path):
    heads = {
        "fa": HEAD.rpartition(",")[0],
        "ar": "رقم القيد,تاريخ العبور,نوع الحركة,المنفذ,الاسم الكامل,الجنس,الجنسية,رقم الجواز",
        "ur": "اندراج نمبر,تاریخ سفر,آمد/روانگی,بارڈر,پورا نام,صنف,شہریت,پاسپورٹ نمبر",
        "en": "Record no,Date of crossing,Entry or exit,Border post,Full name,Gender,Nationality,Passport No",
    }
    row = "1,2024-01-31,x,y,z,q,w,P1"
    for language, head in heads.items():
        found = look(file(tmp_path, head, [row], f"{language}.csv"))
        assert [one.guess for one in found.columns] == CONCEPTS[:-1], language
    # a header that is nearly one, and one that only what stands below it tells
    found = look(file(tmp_path, "Record no,Date of crosing,xyz", ["1,2024-01-31,ورود"]))
    assert [one.guess for one in found.columns] == ["record_id", "crossed_on", "direction"]


def test_what_is_lacking_is_named(tmp_path):
    path = file(tmp_path, HEAD, ROWS)
    assert look(path).lacking == ("record_id", "crossed_on", "direction", IDENTIFIER)
    assert look(path, POINTED).lacking == ()
    assert look(path, POINTED | {"تاریخ تردد": {"field": "ignored"}}).lacking == ("crossed_on",)


def test_only_codes_that_nobody_knows_are_told_and_no_text_of_one_row(tmp_path):
    found = {one.concept: one for one in look(file(tmp_path, HEAD, ROWS), POINTED).columns}
    assert found["direction"].codes == (("برون", 3),)
    assert found["sex"].codes == (("9", 1),)  # too short for a name
    assert (found["citizenship"].codes, found["citizenship"].hidden) == ((), 1)  # three letters in one row
    assert found["post"].codes == ()
    explained = POINTED | {"نوع تردد = برون": {"direction": "OUT"}, "جنس = 9": "not_data"}
    again = {one.concept: one for one in look(file(tmp_path, HEAD, ROWS), explained).columns}
    assert (again["direction"].codes, again["sex"].codes) == ((), ())


@pytest.mark.parametrize(
    ("header", "texts", "refused"),
    [
        ("Kind of movement", [f"Name{chr(65 + n)} Family" for n in range(8)], VARIOUS),
        ("Kind of movement", [f"P12345{n}" for n in range(5)], NUMBERS),
        ("Family name", ["Karimi"] * 9, OF_PEOPLE),
        ("Kind of movement", ["IN", "OUT"] * 4, ""),
    ],
    ids=["as many texts as names", "numbers of papers", "a header of names", "codes"],
)
def test_a_column_of_names_or_numbers_is_none_of_codes(tmp_path, header, texts, refused):
    path = file(tmp_path, f"Record no,{header}", [f"{n},{text}" for n, text in enumerate(texts)])
    found = column(path, header, "direction")
    assert (found.refused, found.codes) == (refused, ())
    # names of posts are as many as there are posts, and still not as many as rows
    assert column(path, header, "post").refused == refused


@pytest.mark.parametrize(
    ("days", "likely", "taken"),
    [
        (["۱۴۰۲/۰۱/۱۵", "15/01/1402"], "solar", {"solar": 2}),
        (["2024-01-31", "31/01/2024", "01/02/2024"], "gregorian", {"gregorian": 3, "month_first": 1}),
        (["01/31/2024", "02/01/2024"], "month_first", {"gregorian": 1, "month_first": 2}),
        (["03/04/2024", "05/06/2024"], "", {"gregorian": 2, "month_first": 2}),
        (["1402/01/15", "2024-01-31"], "both", {"solar": 1, "gregorian": 1, "both": 2}),
        (["20240131"], "compact", {"compact": 1}),
        (["1402/01/15 14:35"], "", {}),
    ],
    ids=[
        "Solar Hijri",
        "day first",
        "month first",
        "anybody's guess",
        "two calendars",
        "figures alone",
        "with a time",
    ],
)
def test_the_reading_of_days_is_guessed_by_what_it_takes(tmp_path, days, likely, taken):
    path = file(tmp_path, "Record no,Date", [f"{n},{day}" for n, day in enumerate(days)])
    found = column(path, "Date", "crossed_on")
    assert (found.likely, dict(found.readings)) == (likely, taken)


def test_a_reading_that_takes_less_than_another_is_asked_about_again(tmp_path):
    path = file(tmp_path, "Record no,Date", ["1,2024-01-31"])
    assert column(path, "Date", "crossed_on", dates="solar").misread
    assert not column(path, "Date", "crossed_on", dates="gregorian").misread


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("1,1402/01/15,ورود,P1234567,زهرا کریمی", ["2,1402/01/15,ورود,P1234568,امید"]),
        ("زهرا کریمی,زن,افغان,کارگر", ["امید رضایی,مرد,افغان,کارگر"]),
        ("نام,زن,افغان", ["امید رضایی,مرد,افغان"]),
        ("Ort,Richtung", ["a,b"]),
    ],
    ids=["figures", "words alone", "a known word among codes", "a language that nobody knows"],
)
def test_the_first_row_of_a_file_without_headers_is_not_told(tmp_path, head, rows):
    with pytest.raises(api.FileUnreadable) as refused:
        look(file(tmp_path, head, rows))
    assert not any(text in str(refused.value) for text in head.split(","))


def test_headers_that_earlier_files_had_are_known(tmp_path):
    path = file(tmp_path, "Ort,Richtung", ["a,b"])
    work = tmp_path / "work"
    work.mkdir()
    assert api.register_headers(path, work=work, known=["ORT"]) == ["Ort", "Richtung"]


def test_a_workbook_with_a_cover_and_a_file_of_windows_are_read(tmp_path):
    book = Workbook()
    book.active.append(["گزارش ماهانه"])
    sheet = book.create_sheet("data")
    for line in [HEAD, *ROWS]:
        sheet.append(line.split(","))
    book.save(tmp_path / "month.xlsx")
    assert look(tmp_path / "month.xlsx").rows == 4
    arabic = "رقم القيد,تاريخ العبور,نوع الحركة\n1,2024-01-31,دخول\n"
    (tmp_path / "windows.csv").write_bytes(arabic.encode("cp1256"))
    assert [c.guess for c in look(tmp_path / "windows.csv").columns] == [
        "record_id",
        "crossed_on",
        "direction",
    ]


def test_a_matching_is_a_mapping_that_reads_nothing_else(tmp_path):
    path = file(tmp_path, HEAD, ROWS)
    words = POINTED | {
        "تاریخ تردد": {"field": "crossed_on", "dates": "solar"},
        "نوع تردد = برون": {"direction": "OUT"},
        "جنس = 9": {"sex": "U"},
        "نام و تخلص": {"field": "ignored"},
        "تابعیت = ZZX": "not_data",
    }
    text = with_words("register_crossings", name="ours", title="Ours", words=words)
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    mapping = read_mapping(tmp_path / "ours.yaml")
    assert (mapping.dataset, mapping.person_level) == ("register_crossings", True)
    table, receipt = read_register(path, mapping)
    assert "name" not in table.column_names
    # the fourth row is left out, because ZZX was said to be no data
    assert table["direction"].to_pylist() == ["IN", "OUT", "OUT"]
    assert [str(day) for day in table["crossed_on"].to_pylist()] == ["2023-04-04", "2023-04-05", "2023-04-05"]
    assert (receipt.accepted, receipt.rejected) == (3, {"out_of_scope": 1})
    names = ("place", "rows_in", "accepted", "left_out")
    assert [[one[name] for name in names] for one in receipt.places] == [
        ["دروازه شرق", 2, 1, 1], ["دروازه شمال", 2, 2, 0],
    ]  # fmt: skip


def test_kinds_offer_their_own_concepts():
    assert api.register_concepts("register_permits")["permit_kind"] == (
        "WORK", "STUDY", "FAMILY", "PROTECTION", "OTHER",
    )  # fmt: skip
    assert "direction" not in api.register_concepts("register_returns")
    with pytest.raises(api.MappingInvalid):
        api.register_concepts("crossings_monthly")
