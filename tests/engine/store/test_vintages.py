"""Editions of one table: what each revised, and what was known on any day between them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from serai.engine import api
from serai.engine.store.store import Store
from serai.engine.store.vintages import vintage_of

MAPPING = """
schema: 1
name: stocks
title: Invented stocks
dataset: stocks
source: {name: test, vintage_in_name: 'V\\d'}
columns: {year: {type: year}, origin: {type: code}, people: {type: integer}, rate: {type: decimal}}
marks: {"": M}
key: [year, origin]
measures: [people, rate]
mode: replace
"""
FIRST = "year,origin,people,rate\n2023,QRX,10,0.5\n2023,QRY,,1\n2023,QRZ,7,2\n2022,Q.X,3,\n2022,QRX,0,4\n"
# 10 became 12; nothing became 8; 7 became nothing and 2 became 2.5; the row of Q.X went away with its 3 and a cell
# without a value; 2024 came. 0 stays 0, which is not nothing.
SECOND = (
    "year,origin,people,rate\n2024,QRX,11,0.5\n2023,QRX,12,0.5\n2023,QRY,8,1\n2023,QRZ,,2.5\n2022,QRX,0,4\n"
)
REVISED = [
    ("2022.Q%2EX.people", 3, None),
    ("2023.QRX.people", 10, 12),
    ("2023.QRY.people", None, 8),
    ("2023.QRZ.people", 7, None),
    ("2023.QRZ.rate", 2.0, 2.5),
]


@pytest.fixture
def store(tmp_path: Path, catalogue_url: str) -> Store:
    return Store.open(tmp_path / "home", catalogue_url)


@pytest.fixture
def load(store: Store, tmp_path: Path):
    (tmp_path / "stocks.yaml").write_text(MAPPING)

    def loaded(name: str, text: str, mapping: str = "stocks.yaml") -> api.Receipt:
        (tmp_path / name).write_text(text)
        return api.load(store, tmp_path / name, tmp_path / mapping)

    return loaded


def test_exactly_the_cells_that_changed_are_told(store: Store, load) -> None:
    first = load("stocks_V1.csv", FIRST)
    assert api.revised(store, first) == api.Revised([], added=10)
    second = load("stocks_V2.csv", SECOND)
    found = api.revised(store, second)
    assert found is not None
    assert found.cells == REVISED
    # 2 cells of Q.X went, 2 of 2024 came; 4 of the 8 others have another value
    assert (found.changed, found.added, found.removed, found.same) == (4, 2, 2, 4)
    assert (first.vintage, second.vintage) == ("V1", "V2")
    # the second took the place of the first: nothing counts twice
    assert [(one.name, one.rows) for one in store.datasets()] == [("stocks", 5)]


def test_the_same_file_again_revises_nothing(store: Store, load) -> None:
    load("stocks_V1.csv", FIRST)
    load("stocks_V2.csv", SECOND)
    again = load("stocks_V2.csv", SECOND)
    assert again.already_loaded
    assert api.revised(store, again) == api.Revised([])
    assert len(store.vintages("stocks")) == 2
    # the older edition after the newer one is a revision like any other: backwards
    back = api.revised(store, load("stocks_V1.csv", FIRST))
    assert back is not None
    gone = {("2024.QRX.people", 11, None), ("2024.QRX.rate", 0.5, None)}
    assert {(key, old, new) for key, new, old in REVISED if "Q%2EX" not in key} | gone == set(back.cells)
    assert (back.changed, back.added, back.removed, back.same) == (4, 2, 2, 4)


def test_a_file_that_differs_in_nothing_that_counts_revises_nothing(store: Store, load) -> None:
    load("stocks_V1.csv", FIRST)
    lines = FIRST.splitlines()
    turned = load("stocks_V3.csv", "\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    assert api.revised(store, turned) == api.Revised([], same=10)


def test_what_is_appended_contradicts_nothing(store: Store, load, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(MAPPING.replace("mode: replace", "mode: append"))
    load("a.csv", FIRST, "more.yaml")
    more = load("b.csv", "year,origin,people,rate\n2023,QRX,99,0.5\n2025,QRX,1,1\n", "more.yaml")
    assert more.rejected == {"conflicting_key": 1}
    assert api.revised(store, more) == api.Revised([], added=2)


def test_a_measure_that_was_not_there_had_no_value(store: Store, load, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(
        MAPPING.replace(", rate: {type: decimal}", "").replace("[people, rate]", "[people]")
    )
    load("old.csv", "year,origin,people\n2023,QRX,10\n", "old.yaml")
    found = api.revised(store, load("new.csv", "year,origin,people,rate\n2023,QRX,10,0.5\n"))
    assert found is not None
    assert found.cells == [("2023.QRX.rate", None, 0.5)]


def test_rows_of_people_are_no_cells(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("record,person_id,crossed_on,direction,post,citizenship,sex,birth_year\n"
                    "1,P1,2024-01-01,IN,North,QRX,F,1990\n")  # fmt: skip
    receipt = api.load(store, file, "crossings_daily")
    assert api.revised(store, receipt) is None
    with pytest.raises(api.StoreRefused, match="single people"):
        list(api.rows_known(store, "crossings"))


def test_rows_are_had_as_they_were_known(store: Store, load, monkeypatch: pytest.MonkeyPatch) -> None:
    load("stocks_V1.csv", FIRST)
    second = load("stocks_V2.csv", SECOND)
    told = store.vintages("stocks")
    days = [dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC), dt.datetime(2026, 6, 1, 23, 59, tzinfo=dt.UTC)]
    dated = [type(one)(one.snapshot_id, day, one.import_id) for one, day in zip(told, days, strict=True)]
    monkeypatch.setattr(store, "vintages", lambda dataset: dated if dataset == "stocks" else [])

    def known(day: dt.date | None, **where: str) -> list[tuple[object, ...]]:
        rows = [row for batch in api.rows_known(store, "stocks", day, where) for row in batch.to_pylist()]
        return [(row["year"], row["origin"], row["people"]) for row in rows]

    assert known(dt.date(2025, 6, 1), origin="QRX") == [(2023, "QRX", 10), (2022, "QRX", 0)]
    assert known(dt.date(2026, 5, 31), origin="QRX") == [(2023, "QRX", 10), (2022, "QRX", 0)]
    assert known(dt.date(2026, 6, 1), origin="QRX", year="2023") == [(2023, "QRX", 12)]
    assert known(None, people="8") == [(2023, "QRY", 8)]
    [row] = [
        row for batch in api.rows_known(store, "stocks", None, {"year": "2024"}) for row in batch.to_pylist()
    ]
    assert row["KNOWN_FROM"] == second.loaded_at
    assert row["_import"] == second.import_id
    with pytest.raises(api.StoreRefused, match=r"Nothing was known by 2025-05-31.*2025-06-01"):
        known(dt.date(2025, 5, 31))
    with pytest.raises(api.StoreRefused, match=r"no column colour.*origin"):
        known(None, colour="red")
    with pytest.raises(api.StoreRefused, match="Load a file first"):
        vintage_of(store, "elsewhere")


def test_the_two_real_editions_against_a_join_of_the_files(store: Store, shared: Path) -> None:
    """GT2023 and then GT2024: a full outer join of the two files, written here and in long form, is the oracle."""
    folder = shared / "data" / "migration" / "unhcr"
    files = [folder / f"unhcr_population_GT{year}.parquet" for year in (2023, 2024)]
    receipts = [api.load(store, file, "unhcr_population") for file in files]
    found = api.revised(store, receipts[1])
    assert found is not None
    names = ["refugees", "asylum_seekers", "returned_refugees", "idps", "returned_idps", "stateless"]
    names += ["ooc", "oip", "hst"]
    long = [
        " union all ".join(f"select year, coo, coa, '{m}' as m, {m} as v from '{file}'" for m in names)
        for file in files
    ]
    with duckdb.connect() as connection:
        joined = connection.execute(
            f"select coalesce(a.year, b.year) || '.' || coalesce(a.coo, b.coo) || '.' || coalesce(a.coa, b.coa)"
            f" || '.' || coalesce(a.m, b.m), a.v, b.v, a.m is null, b.m is null from ({long[0]}) a"
            f" full join ({long[1]}) b on (a.year, a.coo, a.coa, a.m) = (b.year, b.coo, b.coa, b.m)"
            " where a.m is null or b.m is null or a.v is distinct from b.v"
        ).fetchall()
    added, removed = sum(row[3] for row in joined), sum(row[4] for row in joined)
    expected = {(key, old, new) for key, old, new, came, _ in joined if not came and old != new}
    assert len(found.cells) == len(expected) == 16
    assert set(found.cells) == expected
    assert (found.added, found.removed, found.changed) == (added, removed, len(joined) - added - removed)
    assert found.same + found.changed + found.added == 132602 * 9
    assert [one.vintage for one in receipts] == ["GT2023", "GT2024"]
    assert [(one.name, one.rows) for one in store.datasets()] == [("unhcr_population", 132602)]
