"""Monthly sheets as a protected table: sums over posts worked by hand, and the rows behind each."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine.api.sheets import SheetTable
from serai.engine.protect.protection import protect
from serai.engine.publish.crossings import NothingToCompile
from serai.engine.publish.sheets import rows_behind, sheet_cells

JAN = ("2024-01-01", "2024-01-31")
TABLE = SheetTable("sheets_qrv", "post", "QRV")


def rows(path: Path, *lines: tuple[str, str, str, str, int | None], days: tuple[str, str] = JAN) -> list[str]:
    import datetime as dt

    first, last = map(dt.date.fromisoformat, days)
    made = [
        {"post": post, "starts_on": first, "ends_on": last, "direction": direction, "sex": sex,
         "citizenship": citizenship, "persons": persons, "_import": f"{'ab'[at % 2]}" * 64, "_row": at + 1}
        for at, (post, direction, sex, citizenship, persons) in enumerate(lines)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(made), path)
    return [str(path)]


def values(files: list[str]) -> dict[str, float | None]:
    cells, _ = sheet_cells(files, TABLE.dataflow, "post")
    return {cell.key: cell.value for cell in cells}


def test_posts_are_summed_and_every_total_has_its_parts(tmp_path: Path) -> None:
    files = rows(
        tmp_path / "x.parquet",
        ("East", "IN", "M", "QRX", 100), ("East", "IN", "F", "QRX", 50),
        ("West", "IN", "M", "QRX", 10), ("West", "IN", "_T", "_T", 7), ("West", "IN", "F", "QRX", None),
    )  # fmt: skip
    found = values(files)
    # M 110, F 50, not told apart 7; all of QRX 160, and 167 in all
    assert {key: value for key, value in found.items() if value} == {
        "M.QRV.IN.M.QRX.2024-01": 110, "M.QRV.IN.M._T.2024-01": 110,
        "M.QRV.IN.F.QRX.2024-01": 50, "M.QRV.IN.F._T.2024-01": 50,
        "M.QRV.IN._U._U.2024-01": 7, "M.QRV.IN._U._T.2024-01": 7,
        "M.QRV.IN._T.QRX.2024-01": 160, "M.QRV.IN._T._U.2024-01": 7, "M.QRV.IN._T._T.2024-01": 167,
    }  # fmt: skip


def test_people_broken_down_twice_count_once(tmp_path: Path) -> None:
    files = rows(
        tmp_path / "x.parquet",
        ("East", "OUT", "M", "_T", 60), ("East", "OUT", "F", "_T", 40),
        ("East", "OUT", "_T", "QRX", 70), ("East", "OUT", "_T", "QRY", 30),
    )  # fmt: skip
    found = values(files)
    assert found["M.QRV.OUT._T._T.2024-01"] == 100
    assert found["M.QRV.OUT.M._U.2024-01"] == 60


def test_a_solar_month_keeps_its_own_days(tmp_path: Path) -> None:
    files = rows(tmp_path / "x.parquet", ("East", "IN", "M", "QRX", 9), days=("2023-03-21", "2023-04-20"))
    assert values(files)["M.QRV.IN.M.QRX.2023-03-21/2023-04-20"] == 9


def test_small_counts_are_withheld_and_cannot_be_worked_out(tmp_path: Path) -> None:
    files = rows(
        tmp_path / "x.parquet",
        ("East", "IN", "M", "QRX", 100), ("East", "IN", "F", "QRX", 3),
        ("East", "IN", "M", "QRY", 40), ("East", "IN", "F", "QRY", 60),
    )  # fmt: skip
    cells, whole = sheet_cells(files, TABLE.dataflow, "post")
    shown, _ = protect(cells, whole)
    told = {cell.key: cell for cell in shown}
    assert told["M.QRV.IN.F.QRX.2024-01"].withheld and not told["M.QRV.IN.F.QRX.2024-01"].attributes
    # 103 - 100 would be 3: the men of QRX or the total cannot both stand there
    assert told["M.QRV.IN.M.QRX.2024-01"].withheld or told["M.QRV.IN._T.QRX.2024-01"].withheld


def test_the_rows_behind_a_cell_are_those_of_its_sum(tmp_path: Path) -> None:
    files = rows(
        tmp_path / "x.parquet",
        ("East", "IN", "M", "QRX", 100), ("East", "IN", "F", "QRX", 50), ("West", "IN", "M", "QRX", 10),
        ("West", "OUT", "M", "QRX", 4),
    )  # fmt: skip
    codes = {"DIRECTION": "IN", "SEX": "M", "CITIZENSHIP": "_T", "TIME_PERIOD": "2024-01"}
    behind = rows_behind(files, "post", codes)
    assert [(row["place"], row["persons"], row["_import"][:1], row["_row"]) for row in behind] == [
        ("East", 100, "a", 1),
        ("West", 10, "a", 3),
    ]
    cells, _ = sheet_cells(files, TABLE.dataflow, "post")
    cell = next(c for c in cells if c.key == "M.QRV.IN.M._T.2024-01")
    assert cell.attributes == {"ROWS": "2", "IMPORT": "a" * 12}


def test_nothing_is_published_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingToCompile):
        sheet_cells([], TABLE.dataflow, "post")
    with pytest.raises(NothingToCompile):
        sheet_cells(rows(tmp_path / "x.parquet", ("East", "IN", "M", "QRX", None)), TABLE.dataflow, "post")
