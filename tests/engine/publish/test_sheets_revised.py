"""Revisions of a table of monthly sheets: nothing that one withheld is told by the next, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from serai.engine import api
from serai.engine.publish.changes import Comparison
from serai.engine.store.store import Store

TABLE = api.SheetTable("sheets_qrv", "post", "QRV")
MEN, WOMEN, ALL = (f"M.QRV.IN.{sex}._T.2024-01" for sex in ("M", "F", "_T"))


@pytest.fixture
def store(tmp_path: Path, catalogue_url: str) -> Store:
    return Store.open(tmp_path / "home", catalogue_url)


def load(store: Store, folder: Path, post: str, men: int, women: int) -> None:
    file = folder / f"{post}.csv"
    file.write_text(f"Post,Month,Arrivals male,Arrivals female\n{post},2024-01,{men},{women}\n")
    receipt = api.load(store, file, "crossings_monthly", dataset="sheets_qrv", synthetic=True)
    assert receipt.accepted == 2


def told(release: api.ReleaseInfo) -> list[float | None]:
    values = {row["CELL_KEY"]: row["OBS_VALUE"] for row in api.read_cells(release)}
    return [values[key] for key in (MEN, WOMEN, ALL)]


def test_a_lower_threshold_and_a_later_sheet_tell_nothing_of_what_was_withheld(
    store: Store, tmp_path: Path
) -> None:
    load(store, tmp_path, "East", 3, 20)
    first = api.publish_sheets(store, TABLE)
    # 3 is small and 20 guards it
    assert told(first) == [None, None, 23]

    # 3 would be shown by a threshold of 3; it has not changed
    lower = api.publish_sheets(store, replace(TABLE, threshold=3), reason="A lower threshold")
    assert told(lower) == [None, None, 23]
    assert lower.passport["protection"]["certificate"]["revisions"] == 1
    dimensions = TABLE.dataflow.dimension_ids
    compared = Comparison(first.folder / "cells.parquet", lower.folder / "cells.parquet", dimensions)
    assert compared.counts()["changed"] == 0

    # another post sends 6 men and no women: 9 men could be shown, but with 20 women as before 23 - 20 = 3 is told
    load(store, tmp_path, "West", 6, 0)
    planned = api.withholding(store, TABLE)
    later = api.publish_sheets(store, TABLE, reason="West came in")
    men, women, everybody = told(later)
    assert women is None and (men, everybody).count(None) == 1
    assert {cell.key for cell in planned.withheld} == {
        row["CELL_KEY"] for row in api.read_cells(later) if row["OBS_STATUS"] == "Q"
    }

    # a third post changes both: nothing of the new figures is small, and nothing of the old ones follows
    load(store, tmp_path, "South", 10, 10)
    assert told(api.publish_sheets(store, TABLE, reason="South came in")) == [19, 30, 49]
