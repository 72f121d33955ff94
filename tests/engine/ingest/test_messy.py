"""The messy files as their owners made them: loaded right, with the oddities told apart."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine

from .conftest import Stage


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def sheet(path: Path, name: str) -> list[list[Any]]:
    return (
        calamine.CalamineWorkbook.from_path(str(path))
        .get_sheet_by_name(name)
        .to_python(skip_empty_area=False)
    )


@pytest.fixture
def messy(shared: Path) -> Path:
    return shared / "data" / "messy"


def test_native_digits_equal_the_truth_row_by_row(messy: Path, staged: Stage) -> None:
    truth = lines(messy / "derived_digits/derived_unhcr_truth.csv")
    loaded = staged(messy / "derived_digits/derived_unhcr_fa_digits.csv", "unhcr_persian_digits")
    assert [(r["year"], r["origin"], r["asylum"], r["refugees"]) for r in loaded.rows] == [
        (int(t["year"]), t["coo_iso"], t["coa_iso"], int(t["refugees"])) for t in truth
    ]
    assert [r["_row"] for r in loaded.rows] == list(range(2, 247))


def test_suppressed_and_blank_and_zero_are_three_things(messy: Path, staged: Stage) -> None:
    path = messy / "unhcr_popstats_2015_refugees_asterisk.csv"
    source = [r["Value"] for r in lines(path)]
    loaded = staged(path, "unhcr_popstats_2015")
    assert loaded.receipt.missing == {"": source.count(""), "*": source.count("*")}
    assert loaded.receipt.sums["persons"] == sum(int(v) for v in source if v.isdigit())
    kinds = {(r["_mark"], r["obs_status"], r["persons"] is None) for r in loaded.rows}
    assert kinds == {("*", "Q", True), ("", "M", True), (None, "A", False)}


@pytest.mark.parametrize(
    ("file", "mapping", "measure", "totals"),
    [
        (
            "eurostat_old_migr_asyappctza_2008_2016.csv", "eurostat_asyappctza_2017", "applicants",
            {"European Union (28 countries)", "Total"},
        ),
        (
            "eurostat_old_migr_eirtn_returns.csv", "eurostat_eirtn_2017", "returned",
            {"European Union (28 countries)"},
        ),
    ],
)  # fmt: skip
def test_thousands_commas_colons_and_flags_of_the_old_explorer(
    messy: Path, staged: Stage, file: str, mapping: str, measure: str, totals: set[str]
) -> None:
    source = lines(messy / file)
    wanted = [r for r in source if r["GEO"] not in totals]
    loaded = staged(messy / file, mapping)
    assert loaded.receipt.rejected == {"out_of_scope": len(source) - len(wanted)}
    assert loaded.receipt.accepted == len(wanted)
    assert loaded.receipt.sums[measure] == sum(
        int(r["Value"].replace(",", "")) for r in wanted if r["Value"] != ":"
    )
    assert loaded.receipt.missing == {":": sum(r["Value"] == ":" for r in wanted)}
    for row, line in zip(loaded.rows, wanted, strict=True):
        flag = {"": "A", "p": "P", "d": "D"}[line["Flag and Footnotes"]]
        assert row["obs_status"] == ("O" if line["Value"] == ":" else flag)
    assert len({r["geo"] for r in loaded.rows}) == len({r["GEO"] for r in wanted})
    assert {len(r["geo"]) for r in loaded.rows} == {2}


def test_workbook_with_two_byte_text_and_a_legend_below(messy: Path, staged: Stage) -> None:
    loaded = staged(messy / "eurostat_migr_dubti.xls", "eurostat_dubti")
    cells = [c for row in sheet(messy / "eurostat_migr_dubti.xls", "Data")[12:44] for c in row[1:]]
    figures = [float(c) for c in cells if isinstance(c, float | int)]
    assert loaded.receipt.rows_in == loaded.receipt.accepted == len(cells) == 32 * 7
    assert loaded.receipt.missing == {":": len(cells) - len(figures)}
    assert loaded.receipt.sums["transfers"] == sum(figures)
    assert ": | not available" in loaded.receipt.notes
    belgium = {r["year"]: r["transfers"] for r in loaded.rows if r["geo"] == "BE"}
    assert belgium == {2008: 0, 2009: 0, 2010: 0, 2011: 0, 2012: 931, 2013: 1779, 2014: 1673}
    assert {r["_sheet"] for r in loaded.rows} == {"Data"}


def test_un_workbook_of_six_tables_with_two_row_headers(messy: Path, staged: Stage) -> None:
    path = messy / "UN_MigrantStockTotal_2019.xls"
    loaded = staged(path, "undesa_migrant_stock_2019")
    table = [r for r in sheet(path, "Table 1")[16:] if r[3] != "" and r[3] < 900]
    stock = [r for r in loaded.rows if r["series"] == "STOCK"]
    assert len(stock) == len(table) * 21
    for place, sex in ((5, "_T"), (12, "M"), (19, "F")):
        expected = sum(c for r in table for c in r[place : place + 7] if c != "..")
        assert sum(r["value"] or 0 for r in stock if r["sex"] == sex) == pytest.approx(expected)
    world = next(r for r in sheet(path, "Table 1") if r[1] == "WORLD")
    both = sum(r["value"] or 0 for r in stock if r["sex"] == "_T" and r["period"] == "2019")
    assert both == pytest.approx(world[11], rel=1e-6)  # countries add up to the world
    assert loaded.receipt.rejected == {"out_of_scope": loaded.receipt.rows_in - loaded.receipt.accepted}
    dots = sum(
        c == ".."
        for n in range(1, 7)
        for r in sheet(path, f"Table {n}")[16:]
        if r[3] != "" and r[3] < 900
        for c in r[4:]
    )
    assert loaded.receipt.missing == {"..": dots}
    canada = [r for r in stock if r["area"] == "124" and r["period"] == "2019" and r["sex"] == "_T"]
    assert [(r["value"], r["_row"], r["_sheet"]) for r in canada] == [(7960657.0, 296, "Table 1")]


def test_un_list_of_locations(messy: Path, staged: Stage) -> None:
    rows = sheet(messy / "un_aggregates_correspondence_2020.xlsx", "Annex")[11:]
    loaded = staged(messy / "un_aggregates_correspondence_2020.xlsx", "undesa_locations_2020")
    assert loaded.receipt.rows_in == len(rows) == 283
    assert loaded.receipt.accepted + loaded.receipt.duplicates == 283
    assert {r["code"] for r in loaded.rows} == {str(int(r[3])) for r in rows}
    tonga = next(r for r in loaded.rows if r["iso3"] == "TON")
    assert (tonga["name"], tonga["code"], tonga["type"], tonga["parent"]) == (
        "Tonga",
        "776",
        "Country/Area",
        "957",
    )


@pytest.mark.parametrize(
    ("file", "mapping", "both", "first"),
    [
        ("population2011census_census2011p00.xls", "iran_census_2011", 1, 0),
        ("population2016census_jamiat00.xls", "iran_census_2016", 2, 1),
        ("population2016census_jamiat11.xls", "iran_census_2016", 2, 1),
    ],
)
def test_persian_census_sheets_add_up_to_their_own_totals(
    messy: Path, staged: Stage, file: str, mapping: str, both: int, first: int
) -> None:
    path = messy / "iran_census" / file
    loaded = staged(path, mapping)
    names = calamine.CalamineWorkbook.from_path(str(path)).sheet_names
    assert {r["_sheet"] for r in loaded.rows} == set(names)
    assert set(loaded.receipt.rejected) == {"out_of_scope"}
    for name in names:
        whole = next(r for r in sheet(path, name) if str(r[first]).strip() == "تمامي سنين")
        found = sum(r["persons"] or 0 for r in loaded.rows if r["_sheet"] == name)
        assert found == pytest.approx(float(whole[both]), abs=2), name  # the census rounds some cells itself


def test_tables_under_each_other_say_what_they_are_about(messy: Path, staged: Stage) -> None:
    path = messy / "uk_nomis_2019_census_migration.xlsx"
    loaded = staged(path, "uk_nomis_census_2011")
    rows = sheet(path, "Data")
    figures = [c for r in rows for c in r[1:] if isinstance(c, float) and r[0] not in ("date", "")]
    assert loaded.receipt.rows_in == loaded.receipt.accepted == len(figures) == 18 * 12 * 12
    assert loaded.receipt.sums["persons"] == sum(figures)
    moved = {
        r["sex"]: r["persons"]
        for r in loaded.rows
        if (r["age"], r["residence"], r["origin"]) == ("Aged 1 and over", "North East", "North West")
    }
    assert moved == {"_T": 6276, "M": 3471, "F": 6276 - 3471}


def test_period_headers_and_dots(messy: Path, staged: Stage) -> None:
    path = messy / "wb_remittance_prices_corridors_raw.csv"
    source = [r for r in lines(path) if r["Series Code"]]
    loaded = staged(path, "worldbank_remittance_prices")
    cells = [v for r in source for k, v in r.items() if "[YR" in k]
    prices = [float(c) for c in cells if c != ".."]
    assert loaded.receipt.rows_in == loaded.receipt.accepted == len(cells)
    assert loaded.receipt.missing == {"..": len(cells) - len(prices)}
    assert loaded.receipt.sums["price"] == pytest.approx(sum(prices))
    assert "Last Updated: 12/07/2020" in loaded.receipt.notes
    assert {r["quarter"] for r in loaded.rows} >= {"2011-Q1", "2020-Q3"}


def test_preamble_and_wide_years(messy: Path, staged: Stage) -> None:
    path = messy / "wb_wdi_BM.TRF.PWKR.CD.DT_raw.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[5:]
    cells = [c for r in rows for c in r[4:65]]
    loaded = staged(path, "wdi_bulk")
    assert loaded.receipt.rows_in == loaded.receipt.accepted == len(cells)
    assert loaded.receipt.missing == {"": cells.count("")}
    assert loaded.receipt.sums["value"] == pytest.approx(sum(float(c) for c in cells if c))
    assert loaded.rows[0]["_row"] == 6


def test_labels_that_hold_until_the_next(messy: Path, staged: Stage) -> None:
    path = messy / "eldridge1965_tabD.csv"
    source = [r for r in lines(path) if not r["age"].startswith("Total")]
    loaded = staged(path, "us_eldridge_1950_1960")
    assert loaded.receipt.accepted == 4 * len(source)
    assert loaded.receipt.sums["persons"] == sum(
        int(v.replace(",", "")) for r in source for k, v in r.items() if "male" in k
    )
    assert len({(r["division"], r["year"]) for r in loaded.rows}) == 9 * 2
    first = loaded.rows[0]
    assert (first["division"], first["year"], first["race"], first["sex"], first["persons"]) == (
        "New England", 1950, "white", "M", 465097,
    )  # fmt: skip


def test_several_measures_per_sex(messy: Path, staged: Stage) -> None:
    path = messy / "alabama_census_text.csv"
    source = [r for r in lines(path) if r["female_age_1970"] != "TOTAL"]
    loaded = staged(path, "us_alabama_1970")
    assert loaded.receipt.accepted == 12 * len(source)
    men = [r["value"] for r in loaded.rows if r["sex"] == "M" and r["item"] == "net_forward"]
    assert men == [float(r["male_net_forward"]) for r in source]
