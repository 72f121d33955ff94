"""The whole way: an invented register and reported figures in, protected releases with their files out."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from pysdmx.io import read_sdmx

from serai.engine import api
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.store.store import Store
from serai.project.register import write_crossings


@dataclass(frozen=True)
class Published:
    """A store with the register's release in it."""

    store: Store
    register: Path
    release: ReleaseInfo


@pytest.fixture
def published(tmp_path: Path, catalogue_url: str) -> Published:
    store = Store.open(tmp_path / "home", catalogue_url)
    register = tmp_path / "crossings.csv"
    write_crossings(register)
    api.load(store, register, "crossings_daily", dataset="crossings_qrv", synthetic=True)
    return Published(store, register, api.publish_residence_flows(store))


def prints(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "passport.json"
    }


def test_the_release_of_the_invented_register(published: Published, tmp_path: Path) -> None:
    release, folder = published.release, published.release.folder
    stem = "DF_MIGRATION_FLOWS.SYNTHETIC"
    assert {path.name for path in folder.iterdir()} == {
        "cells.parquet",
        "passport.json",
        *(f"{stem}.{kind}" for kind in ("csv", "xlsx", "parquet", "sdmx.csv")),
    }
    passport = json.loads((folder / "passport.json").read_text())
    assert passport["cells_published"] >= 500
    rows = api.read_cells(release)
    assert len(rows) == passport["cells_published"] + passport["cells_suppressed"]

    # small counts are nowhere, what is withheld says no more than that, and every row is marked
    shown = [row for row in rows if row["OBS_STATUS"] == "A"]
    hidden = [row for row in rows if row["OBS_STATUS"] == "Q"]
    assert not [r for r in shown if r["KIND"] != "N" and 0 < r["OBS_VALUE"] < 5]
    assert {(r["OBS_VALUE"], r["RECORDS"], r["CONF_STATUS"]) for r in hidden} == {(None, None, "C")}
    assert {row["SYNTHETIC"] for row in rows} == {"true"}
    values = {row["CELL_KEY"]: row["OBS_VALUE"] for row in rows}
    quarters = [values[f"Q.QRV.I._T._T._T.2022-Q{number}"] for number in (1, 2, 3, 4)]
    assert sum(quarters) == values["A.QRV.I._T._T._T.2022"]
    year = {kind: values[f"A.QRV.{kind}._T._T._T.2023"] for kind in "IEN"}
    assert year["N"] == year["I"] - year["E"]

    check_files_agree(folder, stem, values)
    check_cell_passports(release, rows)

    # again: the same release, the same bytes
    before = prints(folder)
    again = api.publish_residence_flows(published.store)
    assert (again.key, again.revision, len(published.store.releases())) == (release.key, 1, 1)
    assert prints(folder) == before
    assert api.compile_residence(published.store).already_loaded

    # a crossing more makes a revision, with a history
    more = tmp_path / "more.csv"
    heading, first = published.register.read_text().splitlines()[:2]
    more.write_text(f"{heading}\n{first.replace(first.split(',')[0], '9999999')}\n")
    api.load(published.store, more, "crossings_daily", dataset="crossings_qrv", synthetic=True)
    revised = api.publish_residence_flows(published.store, reason="One crossing came late.")
    assert (revised.revision, revised.passport["revises"]) == (2, release.key)
    history = api.cell_passport(revised, "A.QRV.I._T._T._T.2022")["history"]
    assert [(line["revision"], line["reason"]) for line in history] == [
        (1, ""),
        (2, "One crossing came late."),
    ]
    # the other files are made anew of the same cells, and are the same to the byte
    other = prints(revised.folder)
    same = {name for name in before if other[name] == before[name]}
    assert {f"{stem}.csv", f"{stem}.sdmx.csv", f"{stem}.parquet", "cells.parquet"} <= same


def check_files_agree(folder: Path, stem: str, values: dict[str, float | None]) -> None:
    with (folder / f"{stem}.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["CELL_KEY"]: float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None for row in rows} == values
    assert {row["SYNTHETIC"] for row in rows} == {"true"}
    table = pq.read_table(folder / f"{stem}.parquet")
    assert table.schema.metadata[b"synthetic"] == b"true"
    assert dict(zip(table["CELL_KEY"].to_pylist(), table["OBS_VALUE"].to_pylist(), strict=True)) == values
    assert (
        observations(folder / f"{stem}.sdmx.csv", ["FREQ", "REF_AREA", "KIND", "SEX", "AGE", "CITIZENSHIP"])
        == values
    )

    book = openpyxl.load_workbook(folder / f"{stem}.xlsx")
    assert all("SYNTHETIC" in name for name in book.sheetnames)
    for sheet in book:
        assert str(sheet["A1"].value).startswith("SYNTHETIC")
        assert sheet.sheet_view.rightToLeft in (None, False)
        assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    data = list(book["Data SYNTHETIC"].iter_rows(min_row=2, values_only=True))
    key, value, mark = (data[0].index(name) for name in ("CELL_KEY", "OBS_VALUE", "SYNTHETIC"))
    assert {row[key]: row[value] for row in data[1:]} == values
    assert {row[mark] for row in data[1:]} == {"true"}


def observations(path: Path, dimensions: list[str]) -> dict[str, float | None]:
    """An SDMX-CSV file as pysdmx reads it: value by cell."""
    (dataset,) = read_sdmx(path).get_datasets()
    assert dataset.short_urn == "Dataflow=SERAI:DF_MIGRATION_FLOWS(1.0.0)"
    found = {}
    for row in dataset.data.fillna("").to_dict("records"):
        value = row["OBS_VALUE"]
        key = ".".join(str(row[name]) for name in (*dimensions, "TIME_PERIOD"))
        found[key] = None if value == "" else float(value)
    return found


def check_cell_passports(release: ReleaseInfo, rows: list[dict[str, object]]) -> None:
    told = api.cell_passport(release, "A.QRV.I._T._T._T.2022")
    assert told["behind"]["migrations"] == told["value"]
    assert told["behind"]["crossings"] >= told["value"]
    assert "365 of the 487 days" in told["definition"]["words"]["en"]
    (entered,) = told["inputs"]
    receipt = entered["imports"][0]
    assert (
        receipt["rows_in"] == receipt["accepted"] + sum(receipt["rejected"].values()) + receipt["duplicates"]
    )
    hidden = next(str(row["CELL_KEY"]) for row in rows if row["OBS_STATUS"] == "Q")
    bare = api.cell_passport(release, hidden)
    assert (bare["value"], bare["withheld"], bare["behind"]) == (None, True, {})
    assert "Withheld to protect people" in bare["protection"]
    balance = next(row for row in rows if row["KIND"] == "N" and row["OBS_STATUS"] == "A")
    assert set(api.cell_passport(release, str(balance["CELL_KEY"]))["behind"]) == {"words"}


def test_nothing_is_published_from_an_empty_store(tmp_path: Path, catalogue_url: str) -> None:
    store = Store.open(tmp_path / "home", catalogue_url)
    with pytest.raises(api.EngineError, match="Load a file first"):
        api.publish_residence_flows(store)


@pytest.fixture
def small(tmp_path: Path, catalogue_url: str) -> Store:
    """A store with a register of few people."""
    store = Store.open(tmp_path / "home", catalogue_url)
    write_crossings(tmp_path / "small.csv", people=800)
    api.load(store, tmp_path / "small.csv", "crossings_daily", dataset="crossings_qrv", synthetic=True)
    return store


def test_nothing_is_published_before_a_quarter_is_settled(small: Store) -> None:
    with pytest.raises(api.EngineError, match="No period of the table is settled yet") as refused:
        api.publish_residence_flows(small, observed_until=dt.date(2022, 6, 30))
    assert "487 days" in refused.value.advice
    assert small.releases() == []


def test_people_of_a_code_that_is_not_listed_stop_the_table(small: Store, tmp_path: Path) -> None:
    heading = (tmp_path / "small.csv").read_text().splitlines()[0]
    rows = ["900001,V900001,2022-03-01,IN,Invented post North,QRA,F,1980,true"]
    (tmp_path / "more.csv").write_text("\n".join([heading, *rows]) + "\n")
    api.load(small, tmp_path / "more.csv", "crossings_daily", dataset="crossings_qrv", synthetic=True)
    with pytest.raises(api.EngineError, match="CITIZENSHIP QRA"):
        api.publish_residence_flows(small)
    assert small.releases() == []


def test_an_arrival_too_much_is_a_revision_with_both_figures(small: Store, tmp_path: Path) -> None:
    first = api.publish_residence_flows(small)
    heading = (tmp_path / "small.csv").read_text().splitlines()[0]
    rows = [
        f"{900000 + n},V9{n:05},2022-03-01,IN,Invented post North,QRX,F,1980,true" for n in range(20)
    ]  # twenty women who come and stay
    (tmp_path / "late.csv").write_text("\n".join([heading, *rows]) + "\n")
    api.load(small, tmp_path / "late.csv", "crossings_daily", dataset="crossings_qrv", synthetic=True)
    second = api.publish_residence_flows(small, reason="A post sent its forms late.")
    total = "A.QRV.I._T._T._T.2022"
    before, after = (api.cell_passport(release, total)["value"] for release in (first, second))
    assert after == before + 20
    assert [line["value"] for line in api.cell_passport(second, total)["history"]] == [before, after]
