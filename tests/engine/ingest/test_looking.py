"""A look before loading, words that a mapping adds, and places on receipts: invented sheets, worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from serai.engine.api.sheets import look_at
from serai.engine.errors import FileUnreadable, MappingInvalid
from serai.engine.ingest.mappings import read_mapping, with_words
from serai.engine.model.looks import likeness
from serai.engine.model.posts import FELL, HELD, MISSING, NEW
from serai.engine.publish.posts import places_of_month

from .conftest import Stage

# two rows of headers, Persian digits, a solar month in rows; "Ausgang" and "Blatt" are words that nobody taught
HEAD: list[list[Any]] = [
    ["ماه", "ورودی", None, None, "Ausgang", None, None, "Blatt"],
    [None, "مرد", "زن", "جمع", "مرد", "زن", "جمع", None],
]
WORDS = {"Ausgang": {"direction": "OUT"}, "Blatt": "not_data"}


def book(folder: Path, name: str, sheets: dict[str, list[list[Any]]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for span in ("B2:D2", "E2:G2", "A2:A3", "H2:H3"):
            sheet.merge_cells(span)
    made.save(folder / name)
    return folder / name


def month(year: str, name: str, *figures: str) -> list[list[Any]]:
    return [[f"آمار ورود و خروج مسافرین سال {year}"], *(list(row) for row in HEAD), [name, *figures, "۷"]]


@pytest.fixture
def hamal(tmp_path: Path) -> Path:
    rows = month("۱۴۰۲", "حمل", "۱٬۲۰۰", "۳۰۰", "۱٬۵۰۰", "۴۰", "۲۵", "۶۵")
    return book(tmp_path, "hamal.xlsx", {"دروازه شرق": rows})


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    path = tmp_path / "our_posts.yaml"
    path.write_text(with_words("crossings_monthly", name="our_posts", title="Our posts", words=WORDS))
    return path


def test_a_look_tells_headers_labels_and_what_is_not_known(hamal: Path) -> None:
    seen = look_at(hamal, "crossings_monthly")
    assert [(label.text, label.where, label.figures) for label in seen.unknown] == [
        ("Ausgang", "column", 3),
        ("Blatt", "column", 1),
    ]
    said = {label.text: dict(label.codes) for label in seen.labels if label.codes}
    assert said == {
        "ورودی": {"direction": ("IN",)},
        "مرد": {"sex": ("M",)},
        "زن": {"sex": ("F",)},
        "حمل": {"month": ("1",)},
    }
    assert [label.text for label in seen.labels if label.total] == ["جمع"]
    [sheet] = seen.sheets
    assert sheet.headers == (2, 3) and sheet.rows[3][1] == "۱٬۲۰۰"  # as the sheet has it
    assert (seen.places, seen.months, seen.personal) == (("دروازه شرق",), ("1402-01",), ())


def test_words_of_a_mapping_are_read_and_what_is_no_data_is_counted(
    hamal: Path, taught: Path, staged: Stage
) -> None:
    loaded = staged(hamal, str(taught))
    assert {(r["direction"], r["sex"]): r["persons"] for r in loaded.rows} == {
        ("IN", "M"): 1200, ("IN", "F"): 300, ("OUT", "M"): 40, ("OUT", "F"): 25,
    }  # fmt: skip
    # seven figures: four are taken, two are totals, the number of the page is left out
    assert loaded.receipt.rejected == {"out_of_scope": 1, "total": 2}
    assert loaded.receipt.places == [
        {"sheet": "دروازه شرق", "place": "دروازه شرق", "rows_in": 7, "accepted": 4, "left_out": 3, "refused": 0,
         "duplicates": 0}
    ]  # fmt: skip
    assert look_at(hamal, taught).unknown == ()


def test_without_the_words_the_receipt_says_at_which_place_rows_were_lost(hamal: Path, staged: Stage) -> None:
    receipt = staged(hamal, "crossings_monthly").receipt
    assert receipt.rejected == {"total": 1, "unknown_label": 4}
    assert [(p["place"], p["rows_in"], p["accepted"], p["refused"]) for p in receipt.places] == [
        ("دروازه شرق", 7, 2, 4)
    ]


def test_the_next_month_has_the_same_fingerprint_with_other_values_and_one_more_post(
    hamal: Path, taught: Path, tmp_path: Path
) -> None:
    east = month("۱۴۰۳", "ثور", "۹", "۸", "۱۷", "۷", "۶", "۱۳")
    west = month("۱۴۰۳", "ثور", "۱", "۲", "۳", "۴", "۵", "۹")
    following = book(tmp_path, "sawr.xlsx", {"دروازه شرق": east, "دروازه غرب": west})
    first, second = look_at(hamal, "crossings_monthly"), look_at(following, "crossings_monthly")
    assert first.fingerprint == second.fingerprint
    assert look_at(following, taught).unknown == ()


def test_one_new_label_is_alone_in_being_asked_and_the_shape_is_near(
    hamal: Path, taught: Path, tmp_path: Path
) -> None:
    rows = month("۱۴۰۲", "ثور", "۹", "۸", "۱۷", "۷", "۶", "۱۳")
    rows[1].append("Durchreise")
    rows[3].append("۲")
    other = look_at(book(tmp_path, "more.xlsx", {"دروازه شرق": rows}), "crossings_monthly")
    first = look_at(hamal, "crossings_monthly")
    # seven headers and the axis of the rows were there; one is new
    assert likeness(first.shape, other.shape) == 7 / 8
    assert [label.text for label in look_at(tmp_path / "more.xlsx", taught).unknown] == ["Durchreise"]


def test_a_taught_word_is_known_beside_a_year_and_a_place_has_one_name(tmp_path: Path, staged: Stage) -> None:
    words = {"Ausgang": {"direction": "OUT"}, "Ost": {"post": "East Gate"}, "Übergang": {"heading": "post"}}
    path = tmp_path / "own.yaml"
    path.write_text(with_words("crossings_monthly", name="own", title="Own", words=words))
    (tmp_path / "long.csv").write_text("Übergang,Month,Ausgang 2024\nOst,Jan,5\nWest Gate,Jan,6\n")
    loaded = staged(tmp_path / "long.csv", str(path))
    assert {(r["post"], r["month"], r["direction"]): r["persons"] for r in loaded.rows} == {
        ("East Gate", "2024-01", "OUT"): 5,
        ("West Gate", "2024-01", "OUT"): 6,
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"x": {"colour": "red"}}, "grid.words.x"),
        ({"x": "perhaps"}, "grid.words.x"),
        ({"x": {"heading": "colour"}}, "grid.words.x"),
        ({"x": {}}, "says nothing"),
    ],
)
def test_a_word_that_says_nothing_known_is_refused(words: dict[str, Any], told: str) -> None:
    with pytest.raises(MappingInvalid, match=told):
        with_words("crossings_monthly", name="own", title="Own", words=words)


def test_the_mapping_with_words_is_a_file_that_is_read_again(taught: Path) -> None:
    made = read_mapping(taught)
    assert (made.name, made.dataset, made.title) == ("our_posts", "crossings_monthly", "Our posts")
    assert made.marks == read_mapping("crossings_monthly").marks


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("Post,Passport No,Name\nEast,P1234567,A B\n", True),
        ("ردیف,نام,نام پدر\n1,x,y\n", True),
        ("Name,Arrivals,Departures\nEast,5,6\n", False),
        ("Post,a,b\nx,AB1234567,1\ny,AB1234568,1\nz,AB1234569,1\n", True),
        ("Post,a,b\nx,35202-1234567-1,1\ny,35202-1234567-2,1\nz,35202-1234567-3,1\n", True),
    ],
    ids=[
        "passports are of people",
        "a name with the name of a father is",
        "a name alone may be that of a post",
        "numbers as of passports",
        "numbers as of identity cards",
    ],
)
def test_rows_about_people_are_noticed_and_no_value_is_told(
    tmp_path: Path, text: str, personal: bool
) -> None:
    (tmp_path / "file.csv").write_text(text)
    seen = look_at(tmp_path / "file.csv", "crossings_monthly")
    assert bool(seen.personal) is personal
    assert not any("1234567" in told for told in seen.personal)


def test_a_look_is_for_sheets_alone(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1xxxx")
    with pytest.raises(FileUnreadable, match="parquet"):
        look_at(tmp_path / "x.parquet", "crossings_monthly")
    with pytest.raises(MappingInvalid, match="reads columns"):
        look_at(tmp_path / "x.parquet", "register_permits")


def test_posts_that_are_missing_or_fell_come_first(tmp_path: Path, staged: Stage) -> None:
    # North is gone, East fell from 100 to 40, West from 50 to 25 (no more than half), South is new
    (tmp_path / "sheet.csv").write_text(
        "Border post,Direction,Jan 2024,Feb 2024\nNorth,Arrivals,7,\nEast,Arrivals,100,40\n"
        "West,Arrivals,50,25\nSouth,Arrivals,,9\n"
    )
    loaded = staged(tmp_path / "sheet.csv", "crossings_monthly")
    data = tmp_path / "work1" / f"{loaded.receipt.import_id}.parquet"
    found = places_of_month([str(data)], "post", loaded.receipt.import_id)
    assert found is not None and str(found.first) == "2024-02-01"
    assert [(p.place, p.state, p.persons, p.persons_before) for p in found.places] == [
        ("North", MISSING, None, 7),
        ("East", FELL, 40, 100),
        ("West", HELD, 25, 50),
        ("South", NEW, 9, None),
    ]
