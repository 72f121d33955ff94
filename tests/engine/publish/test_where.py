"""Where crossings are read from and what is made of them is written to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.errors import FileUnreadable, PlaceRefused
from serai.engine.publish.work import TooLittleMemory, room_on_disk

from .registers import register, row

D = dt.date


def test_a_folder_is_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    # on 1 January the first file has a departure and the second an arrival: she is inside in the evening
    folder = tmp_path / "months"
    folder.mkdir()
    came = row("p", D(2019, 12, 1), "IN")
    for name, rows in (
        ("b", [row("p", D(2020, 1, 1), "IN")]),
        ("a", [came, row("p", D(2020, 1, 1), "OUT")]),
    ):
        register(tmp_path, rows).rename(folder / f"{name}.parquet")
    (folder / "remarks.txt").write_text("of the border police")
    made = api.compile_crossings(
        [folder], tmp_path / "out", country="QRX", observed_until=D(2022, 1, 1), orphans="drop"
    )
    assert made.counts["crossings"] == 3
    assert made.counts["days_inside"] == 763  # December, 366 days of 2020, 365 of 2021 and the last day


def test_a_folder_without_a_parquet_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="holds no Parquet file"):
        api.compile_crossings([tmp_path], tmp_path / "out", country="QRX")


@pytest.mark.parametrize("inside", [False, True])
def test_a_place_that_cannot_be_written_into_is_named(tmp_path: Path, inside: bool) -> None:
    file = register(tmp_path, [row("p", D(2020, 1, 1), "IN")])
    before = pq.read_table(file)
    out = file / "out" if inside else file
    with pytest.raises(PlaceRefused, match="Choose a folder of your own") as refused:
        api.compile_crossings([file], out, country="QRX")
    assert refused.value.where == str(out)
    assert pq.read_table(file).equals(before)


def test_a_linkage_says_the_same_of_its_place(tmp_path: Path) -> None:
    people = tmp_path / "border.csv"
    people.write_text("name,birth_date\nZahra Karimi,24/05/1987\n", encoding="utf-8")
    with pytest.raises(PlaceRefused, match="Choose a folder of your own"):
        api.link_registers([people], people)


@pytest.mark.parametrize(
    "error", [OSError("Out of Memory Error: could not allocate block"), pa.ArrowMemoryError("malloc failed")]
)
def test_memory_that_does_not_suffice_has_one_name_whoever_says_so(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(TooLittleMemory, match="--memory"), room_on_disk(tmp_path):
        raise error
