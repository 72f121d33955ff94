"""Releases written by hand, so that every number on a page can be traced to a line of this file."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection

from serai.components.statistics import services
from serai.components.statistics.selectors import releases as selectors
from serai.engine.model.dataset import ReleaseInfo
from serai.engine.model.receipt import Receipt

FLOWS, REPORTED = "DF_TEST_FLOWS", "DF_TEST_REPORTED"

# KIND, CITIZENSHIP, period, value, status, confidentiality. Withheld figures have no value; 2020 emigration
# of neighbour B has none either, but nobody hides it. The last line carries a value by mistake.
FLOW_CELLS = [
    ("I", "QRX", "2020", 1200.0, "A", "F"),
    ("I", "QRY", "2020", None, "Q", "C"),
    ("I", "_T", "2020", 1203.0, "A", "F"),
    ("E", "QRX", "2020", 0.0, "A", "F"),
    ("E", "QRY", "2020", None, "M", "F"),
    ("E", "_T", "2020", 0.0, "A", "F"),
    ("I", "QRX", "2021", 1500.0, "P", "F"),
    ("I", "QRY", "2021", 31.0, "P", "F"),
    ("I", "_T", "2021", 1531.0, "P", "F"),
    ("E", "QRX", "2021", 77.0, "A", "F"),
    ("E", "QRY", "2021", 4321.0, "Q", "C"),
    ("E", "_T", "2021", 81.0, "A", "F"),
]
HIDDEN_BY_MISTAKE = "4,321", "4321"

# INDICATOR, REF_AREA, BREAKDOWN, PART, period, value, qualifier, source, note, row of the file
REPORTED_CELLS = [
    ("STOCK", "AFG", "", "", "2015", 5400916.0, "exact", "S84", "Revision of 2020", "2"),
    ("STOCK", "PAK", "", "", "2015", 5798210.0, "exact", "S84", "Revision of 2020", "3"),
    ("STOCK", "IRQ", "", "", "2015", 1675613.0, "exact", "S84", "Revision of 2020", "4"),
    ("STOCK", "AFG", "", "", "2019", 5100000.0, "rounded", "S148", "Revision of 2019", "5"),
    ("STOCK", "AFG", "", "", "2020", 5853838.0, "exact", "S84", "Revision of 2020", "6"),
    ("STOCK", "PAK", "", "", "2020", 6328400.0, "exact", "S84", "Revision of 2020", "7"),
    ("STOCK", "IRQ", "", "", "2020", 2077976.0, "exact", "S84", "Revision of 2020", "8"),
    ("LABOUR", "PAK", "province", "Punjab", "2024", 404000.0, "more_than", "S89", "", "9"),
    ("LABOUR", "PAK", "", "", "2024", 727381.0, "exact", "S88", "", "10"),
]


def write_flows(folder: Path, *, revision: int = 1, cells: list[Any] = FLOW_CELLS) -> ReleaseInfo:
    """A synthetic release of immigration and emigration."""
    rows = [
        {
            "FREQ": "A",
            "REF_AREA": "QRV",
            "KIND": kind,
            "CITIZENSHIP": citizenship,
            "TIME_PERIOD": period,
            "OBS_VALUE": value,
            "OBS_STATUS": status,
            "CONF_STATUS": confidentiality,
            "CELL_KEY": f"A.QRV.{kind}.{citizenship}.{period}",
        }
        for kind, citizenship, period, value, status, confidentiality in cells
    ]
    # the reverse of the alphabet, so that an order lost on the way would show
    dimensions = [
        _dimension("FREQ", "Frequency", {"A": "Annual"}),
        _dimension("REF_AREA", "Country", {"QRV": "Karvania (invented state)"}),
        _dimension("KIND", "Direction", {"I": "Immigration", "E": "Emigration"}),
        _dimension("CITIZENSHIP", "Citizenship", {"QRX": "Neighbour A", "QRY": "Neighbour B", "_T": "Total"}),
    ]
    return _write(folder, FLOWS, revision, rows, dimensions, synthetic=True, threshold=5)


def write_reported(folder: Path) -> ReleaseInfo:
    """A release of figures that others published."""
    rows = [
        {
            "INDICATOR": indicator,
            "REF_AREA": area,
            "BREAKDOWN": by,
            "PART": part,
            "TIME_PERIOD": period,
            "OBS_VALUE": value,
            "OBS_STATUS": "A",
            "CONF_STATUS": "F",
            "CELL_KEY": f"{indicator}.{area}.{by}.{part}.{period}",
            "QUALIFIER": qualifier,
            "SOURCE": source,
            "NOTE": note,
            "UNIT_MEASURE": "persons",
            "IMPORT": "b" * 64,
            "ROW": row,
        }
        for indicator, area, by, part, period, value, qualifier, source, note, row in REPORTED_CELLS
    ]
    dimensions = [
        _dimension("INDICATOR", "Indicator", {"STOCK": "Emigrants", "LABOUR": "Registered workers"}),
        _dimension("REF_AREA", "Country", {"AFG": "Afghanistan", "IRQ": "Iraq", "PAK": "Pakistan"}),
        _dimension("BREAKDOWN", "Breakdown", {"": "None", "province": "Province"}),
        _dimension("PART", "Part", {"": "None", "Punjab": "Punjab"}),
    ]
    return _write(folder, REPORTED, 1, rows, dimensions, synthetic=False, threshold=0)


def _dimension(name: str, title: str, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "id": name,
        "title": {"en": title},
        "codes": {code: {"en": label} for code, label in codes.items()},
    }


def _write(
    home: Path,
    dataflow: str,
    revision: int,
    rows: list[dict[str, Any]],
    dimensions: list[dict[str, Any]],
    *,
    synthetic: bool,
    threshold: int,
) -> ReleaseInfo:
    folder = home / dataflow / str(revision)
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / "cells.parquet")
    for name in (f"{dataflow}.csv", f"{dataflow}.sdmx.csv"):
        with (folder / name).open("w", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    withheld = sum(row["OBS_STATUS"] == "Q" for row in rows)
    passport = {
        "dataflow": dataflow,
        "agency": "SERAI",
        "version": "1.0.0",
        "revision": revision,
        "key": f"{dataflow}-{revision}",
        "title": {"en": f"Title of {dataflow}", "ar": "عنوان الجدول"},
        "synthetic": synthetic,
        "published_at": f"2026-11-2{revision}T08:00:00+00:00",
        "inputs": [{"dataset": "things", "snapshot_id": 7, "imports": [_told()]}],
        "definition": {"name": "12/16", "words": "Twelve of sixteen months."} if synthetic else None,
        "rules": ["residence-by-outcome 1"],
        "protection": {"method": "suppression", "threshold": threshold},
        "cells_published": len(rows) - withheld,
        "cells_suppressed": withheld,
        "sums": {},
        "sources": ["A source with a name"],
        "notes": ["A note of the release."],
        "revises": None,
        "reason": "A reason to revise." if revision > 1 else "",
        "dimensions": dimensions,
        "unit": "persons",
    }
    (folder / "passport.json").write_text(json.dumps(passport))
    published = str(passport["published_at"])
    return ReleaseInfo(dataflow, revision, str(passport["key"]), folder, passport, 40 + revision, published)


def _told() -> dict[str, Any]:
    return {"import_id": "b" * 64, "file_name": "things.csv", "rows_in": 12, "accepted": 9,
            "rejected": {"not_a_date": 2}, "duplicates": 1}  # fmt: skip


def receipt(**changes: Any) -> Receipt:
    """A receipt of 12 rows: 9 accepted, 2 refused, 1 repeated."""
    values: dict[str, Any] = {
        "import_id": "b" * 64,
        "dataset": "things",
        "mapping": "things",
        "file_name": "things.csv",
        "file_sha256": "c" * 64,
        "bytes": 2048,
        "rows_in": 12,
        "accepted": 9,
        "rejected": {"not_a_date": 2},
        "duplicates": 1,
        "sums": {"people": 345},
        "missing": {":": 3, "": 1},
        "notes": ["Note of the file."],
        "loaded_at": "2026-11-20T08:00:00+00:00",
    }
    return Receipt(**{**values, **changes})


class Shelf:
    """What the room sees of the store: receipts and releases."""

    def __init__(self, receipts: list[Receipt], releases: list[ReleaseInfo]) -> None:
        self._receipts, self._releases = receipts, releases

    def receipts(self, dataset: str | None = None) -> list[Receipt]:
        return self._receipts

    def releases(self, dataflow: str | None = None) -> list[ReleaseInfo]:
        return self._releases


@pytest.fixture
def builders() -> dict[str, Any]:
    """The functions and numbers above, for tests that need a shelf of their own."""
    return {
        "flows": write_flows,
        "reported": write_reported,
        "receipt": receipt,
        "shelf": Shelf,
        "cells": FLOW_CELLS,
        "hidden": HIDDEN_BY_MISTAKE,
    }


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and no cells remembered from another test."""
    settings.HOME = tmp_path
    monkeypatch.setattr(selectors, "_cache", type(selectors._cache)())
    return tmp_path


@pytest.fixture
def published(db: None, home: Path) -> Shelf:
    """Both releases and one receipt, registered."""
    shelf = Shelf([receipt()], [write_flows(home / "releases"), write_reported(home / "releases")])
    services.register(shelf)
    return shelf


@pytest.fixture
def logged(db: None) -> Callable[[], list[str]]:
    """What the vault's log was told since the test began; tests that commit leave lines of theirs in it."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from vault_registers.log")
        [before] = cursor.fetchone()

    def purposes() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("select purpose from vault_registers.log where id > %s order by id", [before])
            return [row[0] for row in cursor.fetchall()]

    return purposes


@pytest.fixture
def who(db, home):
    """People of two agencies, one that sends and one that approves, and of a third."""
    from tests.components.statistics import submitting

    submitting.organisations()
    return submitting.people()


@pytest.fixture
def row(who):
    """What the first agency has to send."""
    from tests.components.statistics import submitting

    return submitting.provision()


@pytest.fixture
def as_(who):
    """``as_("judge")`` is a client in which that person is signed in; ``as_("")`` a visitor."""
    from django.test import Client

    def client(name: str) -> Client:
        made = Client()
        if name:
            made.force_login(who[name])
        return made

    return client
