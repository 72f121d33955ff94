"""From a register worked out by hand, through the engine, to the page, the passport and every file."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from serai.commons.access.readers import NOBODY
from serai.components.statistics import pages, services
from serai.components.statistics.models import Release
from serai.engine import api
from serai.engine.store.store import Store

# Who arrived in 2020 and stayed for good, by citizenship. Two people are fewer than five.
STAYED = {"QRX": 20, "QRY": 8, "QRZ": 2}
TRUTH = {**STAYED, "_T": 30}
PAGE = "/statistics/DF_BY_HAND/"
DATAFLOW = """
id: DF_BY_HAND
agency: SERAI
version: "1.0"
origin: compiled
dataset: crossings_by_hand
home: QRV
definition: 12/16
unit: persons
title: {en: Migration of an invented state}
dimensions:
  - {id: FREQ, title: {en: Frequency}, codes: {A: {en: Annual}, Q: {en: Quarterly}}}
  - {id: REF_AREA, title: {en: Country}, codes: {QRV: {en: Karvania (invented state)}}}
  - {id: KIND, title: {en: Direction}, codes: {I: {en: Immigration}, E: {en: Emigration}}}
  - {id: SEX, title: {en: Sex}, codes: {F: {en: Female}, M: {en: Male}, _T: {en: Total}},
     adds_up: {_T: [F, M]}}
  - {id: AGE, title: {en: Age}, codes: {Y0T64: {en: Under 65}, Y_GE65: {en: 65 and over}, _T: {en: Total}},
     adds_up: {_T: [Y0T64, Y_GE65]}}
  - id: CITIZENSHIP
    title: {en: Citizenship}
    codes:
      QRX: {en: Neighbour A}
      QRY: {en: Neighbour B}
      QRZ: {en: Neighbour C}
      _T: {en: Total}
    adds_up: {_T: [QRX, QRY, QRZ]}
protection: {threshold: 5, width: 4}
sources: [A register written by hand]
rules: [residence-by-outcome 1]
"""


def register(path: Path) -> None:
    """A visitor at either end of six years, so that 2020 is whole, and thirty people who come and stay."""
    lines = [("v1", date(2018, 1, 1), "IN", "QRX"), ("v1", date(2018, 1, 4), "OUT", "QRX")]
    for citizenship, people in STAYED.items():
        for number in range(people):
            day = date(2020, 3, 1) + timedelta(days=number)
            lines.append((f"{citizenship}{number}", day, "IN", citizenship))
    lines += [("v2", date(2023, 12, 28), "IN", "QRX"), ("v2", date(2023, 12, 31), "OUT", "QRX")]
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "person_id",
                "crossed_at",
                "direction",
                "post",
                "citizenship",
                "sex",
                "birth_year",
                "record",
                "synthetic",
            ]
        )
        for number, (person, day, direction, citizenship) in enumerate(lines):
            writer.writerow(
                [person, f"{day} 12:00:00", direction, "P", citizenship, "F", 1990, f"r{number}", "true"]
            )


@pytest.fixture
def figures(
    db: None, home: Path, tmp_path_factory: pytest.TempPathFactory, catalogue_url: str
) -> dict[str, Any]:
    """Published and registered; gives the number, or None where it is withheld, by citizenship, for 2020."""
    files = tmp_path_factory.mktemp("by_hand")
    register(files / "crossings.csv")
    (files / "flow.yaml").write_text(DATAFLOW)
    store = Store.open(home, catalogue_url)
    api.load(store, files / "crossings.csv", "crossings", dataset="crossings_by_hand", synthetic=True)
    release = api.publish_residence_flows(store, files / "flow.yaml")
    services.register(store)
    rows = api.read_cells(release, {"KIND": "I", "SEX": "_T", "AGE": "_T", "TIME_PERIOD": "2020"})
    yield {row["CITIZENSHIP"]: row["OBS_VALUE"] for row in rows}
    store.close()


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_one_number_from_the_register_to_the_page_and_the_files(client, figures):
    assert set(figures) == set(TRUTH)
    assert figures["QRZ"] is None, "two people are fewer than five"
    hidden = [code for code, value in figures.items() if value is None]
    assert len(hidden) > 1, "one hidden part of a shown total can be worked out"
    assert {code: value for code, value in figures.items() if value is not None} == {
        code: number for code, number in TRUTH.items() if code not in hidden
    }

    page = words(client.get(f"{PAGE}?columns=CITIZENSHIP&KIND=I"))
    told = ["withheld" if figures[code] is None else str(TRUTH[code]) for code in TRUTH]
    assert f"2020 {' '.join(told)}" in page

    assert "1 January 2018 to 31 December 2023" in page
    assert "no withheld figure could be worked out" in page

    for code, value in figures.items():
        passport = words(client.get(f"{PAGE}1/cells/A.QRV.I._T._T.{code}.2020/"))
        said = "withheld" if value is None else f"{value:.0f} persons"
        assert f"Passport of a figure {said} Annual" in passport
        # thirty people and two visitors: 34 crossings, all accepted
        assert "34 rows came in = 34 accepted + 0 refused + 0 repeated" in passport
        assert ("Records behind it" in passport) == (value is not None)

    for name, numbers in downloads(client).items():
        assert numbers == figures, name


def downloads(client: Any) -> dict[str, dict[str, Any]]:
    """The immigrations of 2020 as each file tells them."""
    found = {}
    for name in re.findall(
        r'href="(/statistics/DF_BY_HAND/1/files/[^"]+)"', client.get(PAGE).content.decode()
    ):
        data = b"".join(client.get(name).streaming_content)
        if name.endswith("csv"):
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        elif name.endswith("parquet"):
            rows = pq.read_table(io.BytesIO(data)).to_pylist()
        elif name.endswith("xlsx"):
            rows = sheet(data)
        else:
            continue
        found[name.rpartition("/")[2]] = {
            row["CITIZENSHIP"]: float(row["OBS_VALUE"]) if row["OBS_VALUE"] not in ("", None) else None
            for row in rows
            if (row["KIND"], row["SEX"], row["AGE"], str(row["TIME_PERIOD"])) == ("I", "_T", "_T", "2020")
        }
    assert len(found) == 4
    assert all("SYNTHETIC" in name for name in found)
    return found


def sheet(data: bytes) -> list[dict[str, Any]]:
    """The rows of the sheet that has the cells, below its heading."""
    for worksheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets:
        rows = [list(row) for row in worksheet.iter_rows(values_only=True)]
        for number, row in enumerate(rows):
            if "OBS_VALUE" in row:
                return [dict(zip(row, values, strict=False)) for values in rows[number + 1 :]]
    raise AssertionError("no sheet holds the cells")


def test_the_data_of_a_chart_hold_no_withheld_figure(figures):
    asked = {"columns": "CITIZENSHIP", "KIND": "I"}
    spec = pages.chart(Release.objects.get(), asked, reader=NOBODY, narrow=False)
    points = {
        (point["series"], point["value"])
        for part in spec["vconcat"]
        for layer in part["layer"]
        for point in layer.get("data", {}).get("values", [])
        if point.get("period") == "2020"
    }
    names = {"QRX": "Neighbour A", "QRY": "Neighbour B", "QRZ": "Neighbour C", "_T": "Total"}
    assert points == {(names[code], value) for code, value in figures.items() if value is not None}
