"""Migrations into cells: which periods are settled, which codes people get, and every total."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis
import pyarrow as pa
import pytest

from serai.engine.compute.tabulate import coded_migrations, migration_cells, settled_periods, unlisted
from serai.engine.model.dataflow import BadDataflow, Dataflow, age_bounds, dataflow_from
from serai.engine.model.definition import TWELVE_SIXTEEN

SPEC: dict[str, Any] = {
    "id": "DF_TEST",
    "agency": "TEST",
    "version": 1.0,
    "title": "Test",
    "unit": "persons",
    "dataset": "crossings",
    "origin": "compiled",
    "home": "QRV",
    "protection": {"threshold": 5, "width": 4},
    "dimensions": [
        {"id": "FREQ", "title": "Frequency", "codes": {"A": "Annual", "Q": "Quarterly"}},
        {
            "id": "KIND",
            "title": "Direction",
            "codes": {"I": "Immigration", "E": "Emigration", "N": "Net"},
            "adds_up": {"N": ["I", "-E"]},
        },
        {
            "id": "AGE",
            "title": "Age",
            "codes": {"Y0T17": "Children", "Y_GE18": "Adults", "_T": "Total"},
            "adds_up": {"_T": ["Y0T17", "Y_GE18"]},
        },
    ],
}


@pytest.fixture
def dataflow() -> Dataflow:
    return dataflow_from(SPEC, where="test")


def migrations(*rows: tuple[str, str, int, str, bool, int]) -> Any:
    """(date, kind, birth year, status, warm-up, crossings) as a lazy table of migrations."""
    names = ("date", "kind", "birth_year", "status", "warm_up", "crossings")
    records = [
        dict(zip(names, row, strict=True))
        | {"date": dt.date.fromisoformat(row[0]), "sex": "F", "citizenship": "QRX"}
        for row in rows
    ]
    return ibis.memtable(pa.Table.from_pylist(records))


QUARTERS = settled_periods(
    TWELVE_SIXTEEN, observed_from=dt.date(2019, 1, 1), observed_until=dt.date(2022, 12, 31)
)


def test_every_cell_is_there_and_every_total_adds_up(dataflow: Dataflow) -> None:
    table = migrations(
        ("2021-02-01", "immigration", 1990, "final", False, 3),
        ("2021-02-01", "immigration", 2010, "final", False, 2),
        ("2021-06-30", "emigration", 1980, "final", False, 5),
        ("2021-02-02", "immigration", 1990, "final", True, 1),  # a warm-up is not counted
        ("2021-02-02", "immigration", 1990, "early", False, 1),  # nor is what may still change its window
        ("2021-02-02", "immigration", 1990, "provisional", False, 1),
    )
    rows = migration_cells(coded_migrations(table, dataflow), dataflow, QUARTERS).to_pyarrow().to_pylist()
    found = {
        ".".join(row[name] for name in ("FREQ", "KIND", "AGE", "TIME_PERIOD")): (
            row["OBS_VALUE"],
            row["crossings"],
        )
        for row in rows
    }
    # 2020-Q3 to 2021-Q2 are settled, no whole year: 4 quarters of 3 kinds and 3 ages
    assert len(rows) == len(found) == 36
    assert {key: value for key, value in found.items() if value[0]} == {
        "Q.I.Y0T17.2021-Q1": (1, 2),
        "Q.I.Y_GE18.2021-Q1": (1, 3),
        "Q.I._T.2021-Q1": (2, 5),
        "Q.N.Y0T17.2021-Q1": (1, None),
        "Q.N.Y_GE18.2021-Q1": (1, None),
        "Q.N._T.2021-Q1": (2, None),
        "Q.E.Y_GE18.2021-Q2": (1, 5),
        "Q.E._T.2021-Q2": (1, 5),
        "Q.N.Y_GE18.2021-Q2": (-1, None),
        "Q.N._T.2021-Q2": (-1, None),
    }


def test_a_table_of_years_alone_has_no_quarters() -> None:
    frequency = {"id": "FREQ", "title": "Frequency", "codes": {"A": "Annual"}}
    years = {**SPEC, "dimensions": [frequency, *SPEC["dimensions"][1:]]}
    annual = dataflow_from(years, where="test")
    two = migrations(
        ("2021-02-01", "immigration", 1990, "final", False, 2),
        ("2021-11-01", "immigration", 1990, "final", False, 2),
    )
    # 2021 lies between the first 487 days and the last ones: the one whole year that is settled
    periods = settled_periods(
        TWELVE_SIXTEEN, observed_from=dt.date(2019, 1, 1), observed_until=dt.date(2023, 12, 31)
    )
    cells = migration_cells(coded_migrations(two, annual), annual, periods).to_pyarrow().to_pylist()
    assert {cell["FREQ"] for cell in cells} == {"A"}
    total = [c["OBS_VALUE"] for c in cells if (c["KIND"], c["AGE"], c["TIME_PERIOD"]) == ("I", "_T", "2021")]
    assert total == [2]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # 2019-01-01 + 487 days = 2020-05-02: the next quarter begins on 1 July 2020.
        # 2021-06-30 + 486 days = 2022-10-29 and 2021-09-30 + 486 days = 2023-01-29
        pytest.param("2019-01-01", "2022-10-28", "2020-Q3 2020-Q4 2021-Q1", id="a day too early"),
        pytest.param("2019-01-01", "2022-10-29", "2020-Q3 2020-Q4 2021-Q1 2021-Q2", id="the day it settles"),
        pytest.param("2018-09-01", "2022-05-01", "2020-Q1 2020-Q2 2020-Q3 2020-Q4", id="a whole year"),
        pytest.param("2018-09-02", "2022-05-01", "2020-Q2 2020-Q3 2020-Q4", id="data begin a day too late"),
        pytest.param("2022-01-01", "2022-12-31", "", id="nothing is settled in a single year"),
    ],
)
def test_settled_periods(first: str, last: str, expected: str) -> None:
    found = settled_periods(
        TWELVE_SIXTEEN,
        observed_from=dt.date.fromisoformat(first),
        observed_until=dt.date.fromisoformat(last),
    )
    assert [level for period in found for freq, level in period.levels if freq == "Q"] == expected.split()
    years = {level for period in found for freq, level in period.levels if freq == "A"}
    assert years == ({"2020"} if expected.startswith("2020-Q1") else set())


def test_a_code_that_the_table_does_not_list_is_named(dataflow: Dataflow) -> None:
    table = migrations(("2021-02-01", "immigration", 2030, "final", False, 3))  # born after the migration
    found = unlisted(coded_migrations(table, dataflow), dataflow).to_pyarrow().to_pylist()
    assert found == [{"dimension": "AGE", "code": "_U", "migrations": 1}]


@pytest.mark.parametrize(
    ("code", "bounds"), [("Y0T17", (0, 17)), ("Y_GE65", (65, None)), ("Y7", (7, 7))], ids=str
)
def test_age_bounds(code: str, bounds: tuple[int, int | None]) -> None:
    assert age_bounds(code) == bounds


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"origin": "guessed"}, "origin 'guessed' is not known", id="an unknown origin"),
        pytest.param({"colour": "red"}, "colour", id="an unknown field"),
        pytest.param(
            {"dimensions": [{"id": "SEX", "title": "Sex", "codes": {"_T": "T"}, "adds_up": {"_T": ["F"]}}]},
            "not listed: F",
            id="a sum of codes that are not listed",
        ),
    ],
)
def test_a_description_that_makes_no_sense_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDataflow, match=says):
        dataflow_from(SPEC | change, where="test.yaml")
    with pytest.raises(BadDataflow, match="lacks agency"):
        dataflow_from({name: value for name, value in SPEC.items() if name != "agency"}, where="test.yaml")
