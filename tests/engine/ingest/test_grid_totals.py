"""Totals of monthly sheets whose parts have no figure: invented sheets, worked by hand."""

from __future__ import annotations

from pathlib import Path

from .conftest import Stage


def test_a_total_is_held_against_its_parts_also_where_one_of_them_has_no_figure(
    tmp_path: Path, staged: Stage
) -> None:
    # in January 50 departures stand in the total alone; in February the dash hides nobody
    (tmp_path / "sheet.csv").write_text(
        "Border post,Torkham,,\nMonth,Arrivals,Departures,Total\nJan 2023,100,-,150\nFeb 2023,7,-,7\n"
    )
    loaded = staged(tmp_path / "sheet.csv", "crossings_monthly")
    assert [(r["month"], r["direction"], r["persons"]) for r in loaded.rows] == [
        ("2023-01", "IN", 100), ("2023-01", "OUT", None), ("2023-02", "IN", 7), ("2023-02", "OUT", None)
    ]  # fmt: skip
    assert [(e.row, e.reason, e.value) for e in loaded.receipt.examples] == [
        (3, "total_differs", "150, but its parts make 100, and some of them have no figure"),
        (4, "total", "7"),
    ]
