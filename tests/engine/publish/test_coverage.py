"""Months of places: which have a figure, worked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.api.sheets import SheetTable
from serai.engine.ingest.grids.records import difference
from serai.engine.publish.coverage import coverage_of


def test_every_place_is_expected_in_every_month(tmp_path: Path) -> None:
    made = [
        {"post": post, "month": f"2024-{month:02}", "starts_on": dt.date(2024, month, 1), "persons": persons}
        for post, month, persons in (
            ("East", 1, 5), ("East", 1, 7), ("East", 2, 0), ("West", 1, 3), ("West", 2, None), ("West", 3, 1),
        )
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(made), tmp_path / "x.parquet")
    found = coverage_of([str(tmp_path / "x.parquet")], "post")
    # a nought is a figure, a dash is none: East lacks March, and West February
    assert (found.places, found.months, found.expected, found.present) == (2, 3, 6, 4)
    assert found.missing == (("East", "2024-03"), ("West", "2024-02"))
    assert coverage_of([], "post").expected == 0


def test_two_kinds_of_sheets_of_one_state_have_two_ids() -> None:
    ids = [SheetTable("x", place, "QRV").dataflow.id for place in ("post", "governorate")]
    assert ids == ["DF_BORDER_CROSSINGS_QRV", "DF_GOVERNORATE_CROSSINGS_QRV"]


def test_what_a_total_differs_by_is_read_from_what_was_told() -> None:
    assert difference("60, but its parts make 65, and some of them have no figure") == 5
    assert difference("60") is None
