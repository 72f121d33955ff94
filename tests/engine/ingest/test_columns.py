"""Files with one record in each row, read by what a mapping says of their columns: worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from serai.engine.errors import MappingInvalid
from serai.engine.ingest.grids.looking import look
from serai.engine.ingest.mappings import read_mapping, with_words

from .conftest import Stage

WORDS = {
    "Ort": {"field": "post"}, "Monat": {"field": "month"}, "R": {"field": "direction"}, "G": {"field": "sex"},
    "Staat": {"field": "citizenship"}, "Anzahl": {"field": "persons"}, "R = 1": {"direction": "IN"},
    "R = 2": {"direction": "OUT"}, "G = 1": {"sex": "M"}, "G = 2": {"sex": "F"}, "G = 3": "total",
    "Ort = Norden": {"post": "North"}, "G = 4": {"direction": "IN"},
}  # fmt: skip
TEXT = """Statistik der Posten
Ort,Monat,R,G,Staat,Anzahl
Norden,202401,1,1,AFG,"1,200"
Norden,2024-01-31,1,2,Pakistan,300
Norden,2024/1,1,3,,"1,500"
South,1403-02,2,1,AFG,40
South,1403-02,2,5,AFG,7
South,2024-13,2,1,AFG,9
South,2024-02,2,,AFG,-
"""


def mapping(tmp_path: Path) -> Path:
    made = tmp_path / "own.yaml"
    text = with_words("crossings_monthly", name="own", title="Own", words=WORDS, dataset="own")
    made.write_text(text, encoding="utf-8")
    return made


def test_codes_count_by_their_column_and_months_are_read_as_they_are_written(
    tmp_path: Path, staged: Stage
) -> None:
    file = tmp_path / "long.csv"
    file.write_text(TEXT, encoding="utf-8")
    loaded = staged(file, str(mapping(tmp_path)))
    columns = ("post", "month", "calendar", "direction", "sex", "citizenship", "persons")
    assert {tuple(row[c] for c in columns) for row in loaded.rows} == {
        ("North", "2024-01", "gregorian", "IN", "M", "AFG", 1200),
        ("North", "2024-01", "gregorian", "IN", "F", "PAK", 300),
        ("South", "1403-02", "solar", "OUT", "M", "AFG", 40),
        ("South", "2024-02", "gregorian", "OUT", "_T", "AFG", None),
    }
    # 1,500 is the sum of its parts; 5 is no sex that anybody named, and a year has no thirteenth month
    assert loaded.receipt.rejected == {"total": 1, "unknown_label": 2}
    assert loaded.receipt.rows_in == 7


def test_what_a_mapping_says_of_columns_is_checked() -> None:
    grid = read_mapping("crossings_monthly").grid
    assert grid is not None and grid.fields == ()
    with pytest.raises(MappingInvalid, match="no column holds persons"):
        with_words("crossings_monthly", name="own", title="Own", words={"Ort": {"field": "post"}})


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (TEXT, True),
        ("Post,Month,Direction,Persons\nEast,2024-01,IN,5\nEast,2024-01,OUT,6\n", True),
        ("Post,Month,Arrivals,Departures\nEast,2024-01,5,6\nWest,2024-01,7,8\n", False),
    ],
    ids=["codes of nobody", "words of the house", "headers that are codes"],
)
def test_the_layout_is_found_out(tmp_path: Path, text: str, listed: bool) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    assert look(file, read_mapping("crossings_monthly")).listed is listed


def test_figures_of_days_are_not_taken_for_those_of_a_month(tmp_path: Path, staged: Stage) -> None:
    file = tmp_path / "days.csv"
    lines = ["South,2024-01-30,1,1,AFG,4", "South,2024-01-31,1,1,AFG,5", "South,2024-02-29,1,1,AFG,6"]
    file.write_text("\n".join(["Ort,Monat,R,G,Staat,Anzahl", *lines]) + "\n", encoding="utf-8")
    loaded = staged(file, str(mapping(tmp_path)))
    # two days of January, and one of February, which is how some systems write a month
    assert [(row["month"], row["persons"]) for row in loaded.rows] == [("2024-02", 6)]
    assert loaded.receipt.rejected == {"unknown_label": 2}


def test_a_column_of_texts_that_never_come_again_is_not_offered_as_places(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    rows = [f"Somebody {at},2024-01,{at % 2 + 1},{at}" for at in range(8)]
    file.write_text("\n".join(["Wer,Monat,Richtung,Anzahl", *rows]) + "\n", encoding="utf-8")
    seen = look(file, read_mapping("crossings_monthly"), "columns")
    assert seen.places == () and not any("Somebody" in label.text for label in seen.labels)
