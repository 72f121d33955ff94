"""Stocks beside flows, from files: worked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine import api
from serai.engine.compute.residence import MissingColumn
from serai.engine.errors import FileUnreadable
from serai.engine.publish.balance import BadStocks

D = dt.date
FLOWS = [
    # the first is of the month before, the last of the month after
    (D(2020, 12, 1), "immigration", "AFG", 900),
    (D(2021, 1, 1), "immigration", "AFG", 40),
    (D(2021, 12, 1), "immigration", "AFG", 10),
    (D(2021, 6, 1), "emigration", "AFG", 20),
    (D(2021, 6, 1), "emigration", None, 3),
    (D(2022, 1, 1), "emigration", "AFG", 700),
]


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    rows = [
        {"month": month, "kind": kind, "citizenship": state, "sex": "F", "age_group": "_U", "published": many}
        for month, kind, state, many in FLOWS
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "flows.parquet")
    return tmp_path / "flows.parquet"


def closed(flows: Path, stocks: str) -> api.Balance:
    file = flows.parent / "stocks.csv"
    file.write_text(stocks)
    return api.balance_population(
        file, flows, flows.parent / "out", first=D(2021, 1, 1), last=D(2021, 12, 31)
    )


def test_the_population_of_each_citizenship_and_what_is_left_over(flows: Path) -> None:
    # AFG: 1000 + 30 - 5 + 50 - 20 = 1055, counted 1060; PAK has no flow and no count
    made = closed(flows, "citizenship,opening,births,deaths,counted\nAFG,1000,30,5,1060\nPAK,10,1,0,\n")
    lines = {line["citizenship"]: line for line in made.lines}
    assert [lines["AFG"][name] for name in ("immigration", "emigration", "expected", "residual")] == [
        50, 20, 1055, 5
    ]  # fmt: skip
    assert lines["AFG"]["share"] == pytest.approx(5 / 1055)
    assert [lines["PAK"][name] for name in ("immigration", "expected", "residual")] == [0, 11, None]
    # three emigrants of unknown citizenship belong to no stock: their line says so
    assert [lines[None][name] for name in ("emigration", "opening", "expected")] == [3, None, None]
    assert pq.read_table(made.file).num_rows == 3


def test_the_whole_population_where_stocks_have_no_groups(flows: Path) -> None:
    # 1000 + 30 - 5 + 50 - 23 = 1052
    made = closed(flows, "opening,births,deaths,counted\n1000,30,5,1050\n")
    assert [(line["expected"], line["residual"]) for line in made.lines] == [(1052, -2)]


@pytest.mark.parametrize(
    ("stocks", "error", "says"),
    [
        ("opening,counted\n1,2\n", MissingColumn, "births, deaths"),
        ("opening,births,deaths,counted\n1,,0,2\n", BadStocks, "births is no number of persons in 1 rows"),
        ('opening,births,deaths,counted\n"1,000",1,0,2\n', BadStocks, "opening is no number"),
        ("sex,opening,births,deaths,counted\nF,1,1,0,2\nF,1,1,0,2\n", BadStocks, "one row for each sex"),
    ],
)
def test_stocks_that_cannot_be_used(flows: Path, stocks: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        closed(flows, stocks)
    assert not (flows.parent / "out").exists()


def test_a_file_that_is_not_there(flows: Path) -> None:
    with pytest.raises(FileUnreadable, match="no such file"):
        api.balance_population(
            flows.parent / "absent.csv", flows, flows.parent, first=D(2021, 1, 1), last=D(2021, 1, 31)
        )
