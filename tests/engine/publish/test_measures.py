"""A table with a column for each kind of figure is published with a dimension of kinds."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from serai.engine import api
from serai.engine.publish.dataflows import SHIPPED
from serai.engine.store.store import Store

COLUMNS = [
    "refugees",
    "asylum_seekers",
    "returned_refugees",
    "idps",
    "returned_idps",
    "stateless",
    "ooc",
    "oip",
    "hst",
]
KINDS = ["REF", "ASY", "RET", "IDP", "RDP", "STA", "OOC", "OIP", "HST"]
HEADING = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso," + ",".join(COLUMNS)
# the codes of the owner and those of ISO differ; the name of the first changed
FIGURES = f"""{HEADING}
2022,Old Karvania,KAR,QRV,Neighbour A,NEA,QRX,12,0,,1,2,3,4,,5
2023,Karvania,KAR,QRV,Neighbour A,NEA,QRX,13,7,0,0,0,0,0,9,
2023,Neighbour A,NEA,QRX,Karvania,KAR,QRV,1,1,1,1,1,1,1,1,1
"""


@pytest.fixture
def store(tmp_path: Path, catalogue_url: str) -> Store:
    return Store.open(tmp_path / "home", catalogue_url)


def published(store: Store, file: Path) -> api.ReleaseInfo:
    api.load(store, file, "unhcr_population")
    return api.publish_reported(store, "unhcr_population")


def test_each_column_of_figures_becomes_a_code(store: Store, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(FIGURES)
    release = published(store, tmp_path / "figures.csv")
    assert (release.dataflow, release.passport["cells_published"]) == ("DF_UNHCR_POPULATION", 27)
    rows = api.read_cells(release)
    found = {row["CELL_KEY"]: row["OBS_VALUE"] for row in rows}
    first = dict(zip(KINDS, [12, 0, None, 1, 2, 3, 4, None, 5], strict=True))
    second = dict(zip(KINDS, [13, 7, 0, 0, 0, 0, 0, 9, None], strict=True))
    expected = {f"QRV.QRX.{kind}.2022": value for kind, value in first.items()}
    expected |= {f"QRV.QRX.{kind}.2023": value for kind, value in second.items()}
    expected |= {f"QRX.QRV.{kind}.2023": 1 for kind in KINDS}
    assert found == expected
    # in the order of the code lists, then by period
    assert [row["CELL_KEY"] for row in rows][:3] == [
        "QRV.QRX.REF.2022",
        "QRV.QRX.REF.2023",
        "QRV.QRX.ASY.2022",
    ]
    # nobody knows is neither zero nor withheld
    assert {row["OBS_STATUS"] for row in rows if row["OBS_VALUE"] is None} == {"M"}
    assert {row["OBS_STATUS"] for row in rows if row["OBS_VALUE"] is not None} == {"A"}
    assert release.passport["cells_suppressed"] == 0
    assert release.passport["sums"]["OBS_VALUE"] == 27 + 29 + 9
    origin, asylum, kind = release.passport["dimensions"]
    assert origin["codes"] == {"QRV": {"en": "Karvania"}, "QRX": {"en": "Neighbour A"}}
    assert list(asylum["codes"]) == ["QRV", "QRX"]
    assert list(kind["codes"]) == KINDS
    told = api.cell_passport(release, "QRX.QRV.OIP.2023")
    assert (told["behind"]["file"], told["behind"]["row"]) == ("figures.csv", 4)


def test_a_description_that_does_not_hold_together_is_refused(tmp_path: Path) -> None:
    text = (SHIPPED / "DF_UNHCR_POPULATION.yaml").read_text(encoding="utf-8")
    wrong = {
        "the measures of AGE": text.replace("measures:\n  POPULATION_TYPE:", "measures:\n  AGE:"),
        "the measures of POP": text.replace("columns:\n", "columns:\n  OBS_VALUE: refugees\n"),
        "codes that POPULATION_TYPE does not list: XXX": text.replace(
            "    REF: refugees", "    XXX: refugees"
        ),
    }
    for at, (said, spec) in enumerate(wrong.items()):
        (tmp_path / f"{at}.yaml").write_text(spec)
        with pytest.raises(api.EngineError, match=f"(?i){said}"):
            api.read_dataflow(tmp_path / f"{at}.yaml")


def test_a_column_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(FIGURES)
    api.load(store, tmp_path / "figures.csv", "unhcr_population")
    text = (SHIPPED / "DF_UNHCR_POPULATION.yaml").read_text(encoding="utf-8")
    (tmp_path / "DF_X.yaml").write_text(text.replace("REF: refugees", "REF: people"))
    with pytest.raises(api.EngineError, match="no column people"):
        api.publish_reported(store, "unhcr_population", tmp_path / "DF_X.yaml")


@pytest.mark.full
def test_the_whole_of_a_real_edition(store: Store, shared: Path) -> None:
    """132,602 rows of nine figures; the oracle is the file itself, added up here."""
    file = shared / "data" / "migration" / "unhcr" / "unhcr_population_GT2024.parquet"
    release = published(store, file)
    sums = ", ".join(f"sum({one}), count({one})" for one in COLUMNS)
    with duckdb.connect() as connection:
        expected = connection.execute(f"select {sums} from '{file}'").fetchall()[0]
        found = {
            kind: (total, known)
            for kind, total, known, _ in connection.execute(
                "select POPULATION_TYPE, sum(OBS_VALUE), count(OBS_VALUE), count(*)"
                f" from '{release.folder / 'cells.parquet'}' group by 1 having count(*) = 132602"
            ).fetchall()
        }
    assert found == {kind: (expected[2 * at] or None, expected[2 * at + 1]) for at, kind in enumerate(KINDS)}
    assert release.passport["cells_published"] == 132602 * 9
    # more than a sheet holds: no workbook
    assert sorted(path.suffix for path in release.folder.iterdir()) == [
        ".csv",
        ".csv",
        ".json",
        ".parquet",
        ".parquet",
    ]
    with (release.folder / "DF_UNHCR_POPULATION.csv").open(encoding="utf-8-sig", newline="") as stream:
        keys = [row["CELL_KEY"] for row in csv.DictReader(stream)]
    kinds = {kind: f"{at}" for at, kind in enumerate(KINDS)}
    # the CSV is in the order of the code lists too
    assert keys == sorted(keys, key=lambda key: [kinds.get(part, part) for part in key.split(".")])
    assert len(set(keys)) == 132602 * 9
