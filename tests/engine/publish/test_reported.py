"""Figures that others published: each its own cell, with its source, its qualifier and its row."""

from __future__ import annotations

import csv
import datetime as dt
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pysdmx.io import read_sdmx

from serai.engine import api
from serai.engine.model.cells import Cell
from serai.engine.publish.files import cell_rows, write_csv
from serai.engine.publish.release import NoSuchCell, stage_release
from serai.engine.publish.reported import FigureTwice, code_of, period_code
from serai.engine.store.store import Store

HEADING = (
    "indicator,country,period_start,period_end,period_kind,breakdown_dim,breakdown_code,"
    "value,unit,qualifier,status,source_id,note"
)
FORMULA = '"=HYPERLINK(""x"")"'
FIGURES = f"""{HEADING}
STOCK,AFG,2015-07-01,2015-07-01,mid_year,,,5400916,persons,exact,A,S84,Revision of 2020
STOCK,AFG,2015-07-01,2015-07-01,mid_year,,,5000000,persons,rounded,A,S148,
WORKERS,PAK,2024-01-01,2024-12-31,year,province,Khyber Pakhtunkhwa,187103,persons,more_than,P,S89,{FORMULA}
RETURNS,AFG,2021-06-18,2021-06-24,week,,,30000,persons,about,A,S98,
"""


@pytest.fixture
def store(tmp_path: Path, catalogue_url: str) -> Store:
    return Store.open(tmp_path / "home", catalogue_url)


@pytest.fixture
def reported(store: Store, tmp_path: Path) -> api.ReleaseInfo:
    file = tmp_path / "figures.csv"
    file.write_text(FIGURES)
    api.load(store, file, "headline_figures")
    return api.publish_reported(store, "headline_figures")


def test_every_figure_is_a_cell_with_its_source_and_its_row(reported: api.ReleaseInfo) -> None:
    found = {
        row["CELL_KEY"]: (row["OBS_VALUE"], row["QUALIFIER"], row["ROW"]) for row in api.read_cells(reported)
    }
    assert found == {
        "STOCK.AFG.mid_year._Z._Z.S84.2015": (5400916.0, "exact", "2"),
        "STOCK.AFG.mid_year._Z._Z.S148.2015": (5000000.0, "rounded", "3"),
        "WORKERS.PAK.year.province.Khyber_Pakhtunkhwa.S89.2024": (187103.0, "more_than", "4"),
        "RETURNS.AFG.week._Z._Z.S98.2021-06-18/2021-06-24": (30000.0, "about", "5"),
    }
    assert {row["OBS_ORIGIN"] for row in api.read_cells(reported)} == {"reported"}
    assert (reported.passport["cells_published"], reported.passport["cells_suppressed"]) == (4, 0)
    assert reported.passport["protection"]["threshold"] == 0
    assert "Nothing is withheld" in reported.passport["protection"]["words"]
    assert not reported.passport["synthetic"]
    assert not [path.name for path in reported.folder.iterdir() if "SYNTHETIC" in path.name]


def test_a_passport_leads_to_the_row_of_the_file(reported: api.ReleaseInfo) -> None:
    told = api.cell_passport(reported, "WORKERS.PAK.year.province.Khyber_Pakhtunkhwa.S89.2024")
    assert told["behind"] == {
        "file": "figures.csv",
        "sheet": "",
        "row": 4,
        "source": "S89",
        "qualifier": "more_than",
        "note": '=HYPERLINK("x")',
    }
    assert (told["value"], told["status"], told["withheld"]) == (187103.0, "P", False)
    assert told["place"][4]["label"] == {"en": "Khyber Pakhtunkhwa"}
    assert [line["revision"] for line in told["history"]] == [1]
    with pytest.raises(NoSuchCell, match="no cell NOWHERE"):
        api.cell_passport(reported, "NOWHERE")


def test_sdmx_csv_reads_back_as_the_same_observations(reported: api.ReleaseInfo) -> None:
    path = reported.folder / "DF_REPORTED_FIGURES.sdmx.csv"
    (dataset,) = read_sdmx(path).get_datasets()
    found = [
        (row["INDICATOR"], row["SOURCE"], row["TIME_PERIOD"], float(row["OBS_VALUE"]), row["OBS_STATUS"])
        for row in dataset.data.to_dict("records")
    ]
    assert sorted(found) == [
        ("RETURNS", "S98", "2021-06-18/P7D", 30000.0, "A"),
        ("STOCK", "S148", "2015", 5000000.0, "A"),
        ("STOCK", "S84", "2015", 5400916.0, "A"),
        ("WORKERS", "S89", "2024", 187103.0, "P"),
    ]
    assert dataset.short_urn == "Dataflow=SERAI:DF_REPORTED_FIGURES(1.0.0)"


def test_no_text_of_a_file_becomes_a_formula(reported: api.ReleaseInfo) -> None:
    book = openpyxl.load_workbook(reported.folder / "DF_REPORTED_FIGURES.xlsx")
    notes = [cell for sheet in book for row in sheet for cell in row if cell.value == '=HYPERLINK("x")']
    assert len(notes) == 2  # in the table and in the data
    assert {cell.data_type for cell in notes} == {"s"}
    with zipfile.ZipFile(reported.folder / "DF_REPORTED_FIGURES.xlsx") as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    with (reported.folder / "DF_REPORTED_FIGURES.csv").open(encoding="utf-8-sig") as file:
        assert '\'=HYPERLINK("x")' in {row["NOTE"] for row in csv.DictReader(file)}


def test_the_same_figures_are_published_once(reported: api.ReleaseInfo, store: Store, tmp_path: Path) -> None:
    assert api.publish_reported(store, "headline_figures").revision == 1
    changed = tmp_path / "changed.csv"
    changed.write_text(FIGURES.replace("30000", "31000"))
    api.load(store, changed, "headline_figures")
    revised = api.publish_reported(store, "headline_figures", reason="The source corrected it.")
    assert (revised.revision, revised.passport["revises"]) == (2, reported.key)
    history = api.cell_passport(revised, "RETURNS.AFG.week._Z._Z.S98.2021-06-18/2021-06-24")["history"]
    assert [line["value"] for line in history] == [30000.0, 31000.0]


def test_the_same_release_gives_the_same_bytes(reported: api.ReleaseInfo, tmp_path: Path) -> None:
    flow = api.read_dataflow("DF_REPORTED_FIGURES")
    codes = tuple(next(iter(d.codes), "S1") for d in flow.dimensions)
    flow = flow.with_codes("SOURCE", {"S1": {"en": "S1"}})
    cells = [Cell(codes, "2020", 7.0, attributes={"ROW": "2", "IMPORT": "x"})]
    for name in ("one", "two"):
        stage_release(tmp_path / name, cells, flow, reported.passport, None)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 6
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_two_figures_in_one_place_are_refused(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    twice = FIGURES.splitlines()[1].replace("5400916,persons", "1,percent")
    file.write_text(FIGURES + twice + "\n")
    api.load(store, file, "headline_figures")
    with pytest.raises(FigureTwice, match="rows 2 and 6"):
        api.publish_reported(store, "headline_figures")


def test_the_partnerships_own_figures_are_published(store: Store) -> None:
    file = Path(__file__).parents[3] / "partnerships" / "silk_routes" / "figures.csv"
    receipt = api.load(store, file, "headline_figures")
    release = api.publish_reported(store, "headline_figures")
    cells = api.read_cells(release)
    assert len(cells) == receipt.accepted == sum(1 for _ in csv.DictReader(file.open(encoding="utf-8")))
    assert sum(cell["OBS_VALUE"] for cell in cells) == pytest.approx(receipt.sums["value"])
    assert json.loads((release.folder / "passport.json").read_text())["sums"]["OBS_VALUE"] == pytest.approx(
        receipt.sums["value"]
    )
    unnamed = {
        code
        for dimension in release.passport["dimensions"]
        for code, labels in dimension["codes"].items()
        if dimension["id"] in ("INDICATOR", "REF_AREA", "PERIOD_KIND", "BREAKDOWN") and "ar" not in labels
    }
    assert unnamed == set()


@pytest.mark.parametrize(
    ("first", "last", "kind", "expected"),
    [
        pytest.param("2020-01-01", "2020-12-31", "year", "2020", id="a calendar year"),
        pytest.param("2020-07-01", "2020-07-01", "mid_year", "2020", id="the middle of a year is its year"),
        pytest.param("2024-04-30", "2024-04-30", "stock", "2024-04-30", id="one day"),
        pytest.param("2022-01-01", "2022-03-31", "quarter", "2022-Q1", id="a quarter"),
        pytest.param("2016-05-01", "2016-05-31", "stock", "2016-05", id="a month"),
        pytest.param("2024-07-01", "2025-06-30", "fiscal_year", "2024-07-01/2025-06-30", id="a fiscal year"),
        pytest.param("2023-02-01", "2023-04-30", "", "2023-02-01/2023-04-30", id="three months, no quarter"),
        pytest.param("2022-01-01", "2022-03-30", "", "2022-01-01/2022-03-30", id="a quarter less a day"),
    ],
)
def test_period(first: str, last: str, kind: str, expected: str) -> None:
    assert period_code(dt.date.fromisoformat(first), dt.date.fromisoformat(last), kind) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "_Z"), ("SAU", "SAU"), ("former tribal areas", "former_tribal_areas"), ("a/b.c", "a_b_c")],
)
def test_code(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        (-5.0, "-5"),
        (2.5, "2.5"),
        (None, ""),
        ("", ""),
        ("a=b", "a=b"),
        ('a "b", c\nd', 'a "b", c\nd'),
        (1e22, "10000000000000000000000"),
        (0.1, "0.1"),
        (7, "7"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value: object, shown: str, tmp_path: Path) -> None:
    write_csv(pa.table({"x": [value], "y": ["="]}), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["x", "y"], [shown, "'="]]
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_native_digits_and_letters_survive_in_csv(tmp_path: Path) -> None:
    flow = api.read_dataflow("DF_REPORTED_FIGURES")
    cells = [Cell(("I", "AFG", "year", "_Z", "_Z", "S1"), "2020", 7.0, attributes={"NOTE": "۱۴۰۳ مهاجر"})]
    write_csv(cell_rows(cells, flow, synthetic=False), tmp_path / "x.csv")
    assert "۱۴۰۳ مهاجر" in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")


def test_another_dataset_is_published_by_its_own_description(store: Store, tmp_path: Path) -> None:
    (tmp_path / "stocks.yaml").write_text(
        "schema: 1\nname: stocks\ntitle: Invented stocks\ndataset: stocks\nsource: {name: test}\n"
        "columns: {year: {type: text}, origin: {type: code}, people: {type: integer}}\n"
        "key: [year, origin]\nmeasures: [people]\n"
    )
    (tmp_path / "stocks.csv").write_text("year,origin,people\n2024,QRX,12\n2024,QRY,3\n")
    (tmp_path / "DF_STOCKS.yaml").write_text(
        "id: DF_STOCKS\nagency: TEST\nversion: '2.1'\norigin: reported\ndataset: stocks\nunit: persons\n"
        "title: Invented stocks\nprotection: {threshold: 0, width: 0}\n"
        "columns: {ORIGIN: origin, TIME_PERIOD: year, OBS_VALUE: people}\n"
        "dimensions: [{id: ORIGIN, title: Origin, codes: {QRX: Neighbour A}}]\n"
    )
    api.load(store, tmp_path / "stocks.csv", tmp_path / "stocks.yaml")
    release = api.publish_reported(store, "stocks", tmp_path / "DF_STOCKS.yaml")
    cells = api.read_cells(release)
    # others have published the three already, so it is not withheld
    assert {cell["CELL_KEY"]: cell["OBS_VALUE"] for cell in cells} == {"QRX.2024": 12.0, "QRY.2024": 3.0}
    (dimension,) = release.passport["dimensions"]
    assert dimension["codes"] == {"QRX": {"en": "Neighbour A"}, "QRY": {"en": "QRY"}}
    assert "Nothing is withheld" in release.passport["protection"]["words"]
    assert "TEST:DF_STOCKS(2.1)" in (release.folder / "DF_STOCKS.sdmx.csv").read_text()


def test_a_dataflow_that_nobody_wrote_is_refused(store: Store) -> None:
    with pytest.raises(api.EngineError, match="publishes nothing_like_it"):
        api.publish_reported(store, "nothing_like_it")
    with pytest.raises(api.EngineError, match="no such dataflow"):
        api.read_dataflow("DF_NOWHERE")
