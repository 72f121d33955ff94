"""The tables that come ready to be filled: which there are, what stands behind them, whose codes they have."""

from __future__ import annotations

import csv

import pytest

from serai.engine.model.dataflow import Dataflow
from serai.engine.publish.dataflows import SHIPPED, read_dataflow, ready

TABLES = [read_dataflow(path) for path in sorted(SHIPPED.glob("*.yaml"))]
READY = [one for one in TABLES if one.origin == "submitted"]


def test_they_are_the_tables_of_labour_migration_and_of_the_regulation_and_stocks() -> None:
    ids = [one.id for one in READY]
    assert sum(one.startswith("DF_ILMS_") for one in ids) == 11
    topics = ("IMMIGRATION", "EMIGRATION", "POPULATION_CITIZENSHIP", "POPULATION_BIRTH", "CITIZENSHIP_ACQUIRED",
              "ASYLUM_APPLICATIONS", "ASYLUM_DECISIONS", "FIRST_PERMITS", "RETURNED", "ILLEGALLY_PRESENT",
              "REFUSED_ENTRY")  # fmt: skip
    assert {f"DF_R862_{topic}" for topic in topics} <= set(ids)
    assert {"DF_MIGRANT_STOCK_BIRTH", "DF_MIGRANT_STOCK_CITIZENSHIP", "DF_BORDER_FLOWS"} <= set(ids)
    assert [one.id for one in ready()] == ids


@pytest.mark.parametrize("table", READY, ids=lambda one: one.id)
def test_each_says_where_its_topic_is_from_and_what_its_totals_are(table: Dataflow) -> None:
    assert table.sources and {"en", "ar", "fa"} <= set(table.title) and table.frequency in "AQM"
    for dimension in table.dimensions:
        if dimension.id in ("SEX", "AGE"):
            assert set(dimension.codes) == {"_T", *(part.code for part in dimension.adds_up["_T"])}
            assert any(check.kind == "sum" and check.dimension == dimension.id for check in table.checks)


def test_countries_are_those_of_iso_3166() -> None:
    """Hand-picked: states, a territory, and what is none (Kosovo's XKX, the invented QRV, withdrawn YUG)."""
    text = (SHIPPED / "codes" / "areas.csv").read_text(encoding="utf-8")
    rows = {row["code"]: row for row in csv.DictReader(one for one in text.splitlines() if one[0] != "#")}
    assert len(rows) == 249  # the number of entries of ISO 3166-1
    assert {"AFG", "BGD", "IRN", "PAK", "TUR", "GRL"} <= set(rows) and not {"XKX", "QRV", "YUG"} & set(rows)
    assert rows["TUR"]["en"] == "Türkiye" and rows["IRN"]["fa"] == "ایران"
    for table in READY:
        for dimension in table.dimensions:
            if dimension.id in ("REF_AREA", "CITIZENSHIP") and len(dimension.codes) > 100:
                assert set(rows) <= set(dimension.codes)
