"""The real published files: what is loaded equals what the source holds, counted here by other means."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from serai.engine import api

from .conftest import Stage

Row = dict[str, Any]


def rows_of(path: Path) -> list[Row]:
    """The rows of a plain file, by pyarrow or the csv module."""
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def number(text: object) -> float | None:
    """A number as these files write it; None for blanks and marks."""
    try:
        return float(str(text).replace(",", ""))
    except ValueError:
        return None


POPULATION = [
    "refugees", "asylum_seekers", "returned_refugees", "idps", "returned_idps", "stateless", "ooc", "oip", "hst",
]  # fmt: skip
# file under migration/, mapping, {measure: column of the file}, what is in scope
LONG: list[tuple[str, str, dict[str, str], Callable[[Row], bool]]] = [
    ("unhcr/unhcr_population_GT2023.parquet", "unhcr_population", {m: m for m in POPULATION}, lambda r: True),
    ("unhcr/unhcr_population_GT2024.parquet", "unhcr_population", {m: m for m in POPULATION}, lambda r: True),
    ("unhcr/unhcr_population_GT2024_silkroutes.csv", "unhcr_population", {m: m for m in POPULATION}, lambda r: True),
    (
        "unhcr/unhcr_asylum_applications_GT2024.parquet", "unhcr_asylum_applications",
        {"applied": "applied"}, lambda r: True,
    ),
    (
        "unhcr/unhcr_solutions_GT2024.parquet", "unhcr_solutions",
        {m: m for m in ("returned_refugees", "resettlement", "naturalisation", "returned_idps")}, lambda r: True,
    ),
    (
        "unhcr/unhcr_flows_GT2024.parquet", "unhcr_flows",
        {m: m for m in ("refugees", "asylum_seekers", "refugee_like", "oip")}, lambda r: True,
    ),
    ("undesa/undesa_migrant_stock_2024rev.parquet", "undesa_migrant_stock_2024", {"stock": "n"}, lambda r: True),
    ("undesa/undesa_migrant_stock_2024rev_silkroutes.csv", "undesa_migrant_stock_2024", {"stock": "n"}, lambda r: True),
    (
        "eurostat/eu_first_time_asylum_2011_2024.parquet", "eurostat_first_time_asylum",
        {"applicants": "n"}, lambda r: r["geo"] != "EU27",
    ),
    (
        "eurostat/sdmxcsv_tps00170_permits.csv", "eurostat_tps00170",
        {"permits": "OBS_VALUE"}, lambda r: not r["geo"].startswith("European Union"),
    ),
    (
        "eurostat/sdmxcsv_labels_both_migr_asyappctza.csv", "eurostat_migr_asyappctza",
        {"applicants": "OBS_VALUE"}, lambda r: not r["geo"].startswith("EU"),
    ),
    ("frontex/frontex_ibc_monthly_2009_2025.parquet", "frontex_monthly", {"detections": "n"}, lambda r: True),
    ("uk_home_office/family_reunion.csv", "uk_family_reunion", {"visas": "Visas granted"}, lambda r: True),
    (
        "uk_home_office/irregular_migration.csv", "uk_irregular_migration",
        {"detections": "Number of detections"}, lambda r: True,
    ),
    ("idmc/idmc_flows.csv", "idmc_flows", {"displacements": "n"}, lambda r: True),
    ("idmc/idmc_stocks.csv", "idmc_stocks", {"persons": "n"}, lambda r: True),
    ("worldbank/wdi_context_indicators.parquet", "wdi_context", {"value": "v"}, lambda r: True),
    ("worldbank/wdi_context_silkroutes.csv", "wdi_context", {"value": "v"}, lambda r: True),
]  # fmt: skip


@pytest.mark.parametrize(("file", "mapping", "measures", "scope"), LONG, ids=[f[0] for f in LONG])
def test_totals_of_a_published_table_equal_its_source(
    shared: Path,
    staged: Stage,
    file: str,
    mapping: str,
    measures: dict[str, str],
    scope: Callable[[Row], bool],
) -> None:
    path = shared / "data" / "migration" / file
    source = rows_of(path)
    wanted = [r for r in source if scope(r)]
    loaded = staged(path, mapping)
    assert loaded.receipt.rows_in == len(source)
    assert loaded.receipt.accepted == len(loaded.rows) == len(wanted)
    out = len(source) - len(wanted)
    assert loaded.receipt.rejected == ({"out_of_scope": out} if out else {})
    assert loaded.receipt.duplicates == 0
    for measure, column in measures.items():
        values = [v for r in wanted if (v := number(r[column])) is not None]
        assert loaded.receipt.sums[measure] == pytest.approx(sum(values), rel=1e-12)
        assert sum(r[measure] is not None for r in loaded.rows) == len(values)


def test_namibia_and_new_applications_are_codes_and_not_missing(shared: Path, staged: Stage) -> None:
    path = shared / "data/migration/unhcr/unhcr_asylum_applications_GT2024.parquet"
    loaded = staged(path, "unhcr_asylum_applications")
    assert (
        sum(r["dec_level"] == "NA" for r in loaded.rows)
        == sum(r["dec_level"] == "NA" for r in rows_of(path))
        > 0
    )


def test_age_groups_of_a_wide_table_add_up_to_each_column_of_the_source(shared: Path, staged: Stage) -> None:
    path = shared / "data/migration/unhcr/unhcr_demographics_GT2024_silkroutes.parquet"
    source = rows_of(path)
    loaded = staged(path, "unhcr_demographics")
    assert loaded.receipt.rows_in == loaded.receipt.accepted == 15 * len(source)
    for column, sex, age in (("f_0_4", "F", "Y0T4"), ("m_60", "M", "Y_GE60"), ("total", "_T", "_T")):
        total = sum(r["persons"] for r in loaded.rows if r["sex"] == sex and r["age"] == age)
        assert total == sum(r[column] for r in source)


def test_matrix_becomes_pairs(shared: Path, staged: Stage) -> None:
    path = shared / "data/migration/worldbank/wb_bilateral_migrant_stock_2000_matrix.csv"
    loaded = staged(path, "worldbank_bilateral_2000")
    assert loaded.receipt.accepted == 226 * 226
    assert loaded.receipt.sums["migrants"] == sum(
        int(float(v)) for r in rows_of(path) for k, v in r.items() if k != "origin"
    )
    pair = [r for r in loaded.rows if r["origin"] == "Afghanistan" and r["destination"].startswith("Iran")]
    assert [p["migrants"] for p in pair] == [762129]


def test_published_files_load_into_the_store_and_a_new_vintage_replaces_the_old(
    shared: Path, tmp_path: Path, catalogue_url: str
) -> None:
    store = api.Store.open(tmp_path / "home", catalogue_url)
    folder = shared / "data/migration/unhcr"
    old = api.load(store, folder / "unhcr_population_GT2023.parquet", "unhcr_population")
    before = store.snapshot_id("unhcr_population")
    new = api.load(store, folder / "unhcr_population_GT2024.parquet", "unhcr_population")
    assert [(d.name, d.rows, d.imports) for d in store.datasets()] == [
        ("unhcr_population", new.accepted, [new.import_id])
    ]
    assert [r.import_id for r in store.receipts()] == [old.import_id, new.import_id]
    sums = [
        sum(
            r["refugees"]
            for f in store.files("unhcr_population", snapshot)
            for r in pq.read_table(f).to_pylist()
        )
        for snapshot in (before, None)
    ]
    assert sums == [old.sums["refugees"], new.sums["refugees"]]
    store.close()
