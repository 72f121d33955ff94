"""What the media type of SDMX-CSV leaves open: names beside codes, keys, and periods that compare."""

from __future__ import annotations

import csv
import io

import duckdb
import pytest

from serai.engine.model.exchange.periods import normalized
from serai.engine.model.exchange.queries import data_query
from serai.engine.publish.exchange.csv import Columns, as_csv
from serai.engine.publish.exchange.selecting import Revision, data_sets

from .published import revisions

ANNUAL = [("c[FREQ]", "A"), ("c[SEX]", "M"), ("attributes", "OBS_STATUS")]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Revision]:
    return revisions(tmp_path_factory.mktemp("published"))


def lines(
    published: list[Revision], shown: Columns, parameters: list[tuple[str, str]], apart: str = "TIME_PERIOD"
) -> list[str]:
    query = data_query(["dataflow", "SERAI", "DF_INVENTED"], [*parameters, ("dimensionAtObservation", apart)])
    with duckdb.connect() as connection:
        sets = data_sets(connection, published, query)
        text = b"".join(as_csv(connection, sets, shown, apart=apart)).decode()
    return [",".join(fields) for fields in csv.reader(io.StringIO(text, newline=""))]


def test_names_in_columns_of_their_own(published: list[Revision]) -> None:
    """The field guide, options of labels: what has no name has an empty one."""
    assert lines(published, Columns(labels="name"), ANNUAL) == [
        (
            "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,FREQ,Frequency,SEX,Sex,AREA,Area,TIME_PERIOD,Period,"
            "OBS_VALUE,OBS_VALUE,OBS_STATUS,OBS_STATUS"
        ),
        "dataflow,SERAI:DF_INVENTED(1.0.0),Invented,M,A,Annual,M,Male,QRV,Karvania,2021,,30,,A,",
        "dataflow,SERAI:DF_INVENTED(1.0.0),Invented,M,A,Annual,M,Male,QRV,Karvania,2022,,28.5,,E,",
        "dataflow,SERAI:DF_INVENTED(1.0.0),Invented,M,A,Annual,M,Male,QRX,Osk,2022,,5,,A,",
    ]


def test_names_behind_the_codes(published: list[Revision]) -> None:
    assert lines(published, Columns(labels="both"), ANNUAL)[:2] == [
        (
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ: Frequency,SEX: Sex,AREA: Area,TIME_PERIOD: Period,"
            "OBS_VALUE: OBS_VALUE,OBS_STATUS: OBS_STATUS"
        ),
        "dataflow,SERAI:DF_INVENTED(1.0.0): Invented,M,A: Annual,M: Male,QRV: Karvania,2021,30,A",
    ]


@pytest.mark.parametrize(
    ("keys", "apart", "head", "first"),
    [
        ("series", "TIME_PERIOD", "SERIES_KEY", "A.M.QRV"),
        ("obs", "TIME_PERIOD", "OBS_KEY", "A.M.QRV.2021"),
        ("both", "TIME_PERIOD", "SERIES_KEY,OBS_KEY", "A.M.QRV,A.M.QRV.2021"),
        ("both", "SEX", "SERIES_KEY,OBS_KEY", "A.QRV.2021,A.M.QRV.2021"),
        ("both", "AllDimensions", "SERIES_KEY,OBS_KEY", ",A.M.QRV.2021"),
    ],
)
def test_keys(published: list[Revision], keys: str, apart: str, head: str, first: str) -> None:
    heading, row, *_ = lines(published, Columns(keys=keys), ANNUAL, apart)
    assert heading == f"STRUCTURE,STRUCTURE_ID,ACTION,{head},FREQ,SEX,AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS"
    assert row == f"dataflow,SERAI:DF_INVENTED(1.0.0),M,{first},A,M,QRV,2021,30,A"


def test_periods_that_compare(published: list[Revision]) -> None:
    """With quarters in the answer, years are months as well: those in which they end."""
    shown = Columns(times="normalized", keys="obs")
    found = lines(published, shown, [("c[SEX]", "F"), ("c[AREA]", "QRV"), ("measures", "none"),
                                     ("attributes", "none")])  # fmt: skip
    assert [line.split(",")[3:] for line in found[1:]] == [
        ["A.F.QRV.2021", "A", "F", "QRV", "2021-12"],
        ["A.F.QRV.2022", "A", "F", "QRV", "2022-12"],
        ["Q.F.QRV.2021-Q4", "Q", "F", "QRV", "2021-12"],
        ["Q.F.QRV.2022-Q1", "Q", "F", "QRV", "2022-03"],
    ]


def test_an_answer_with_what_is_gone_keeps_its_columns(published: list[Revision]) -> None:
    found = lines(published, Columns("both", "normalized", "both"), [("includeHistory", "true")])
    [gone] = [line for line in found if ",D," in line]
    assert gone == (
        "dataflow,SERAI:DF_INVENTED(1.0.0): Invented,D,Q.M.QRX,Q.M.QRX.2022-Q1,Q: Quarterly,M: Male,QRX: Osk,"
        "2022-03,,,"
    )


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (["2013", "2014-A1"], ["2013", "2014"]),
        (["2014", "2014-S1", "2014-03"], ["2014-12", "2014-06", "2014-03"]),
        # the field guide: an annual figure among daily ones, taken at the end of the year
        (["2014", "2014-02-03"], ["2014-12-31", "2014-02-03"]),
        (["2020-W53", "2020-02"], ["2021-01-03", "2020-02-29"]),
        (["2020-05-10/P7D", "unknown"], ["2020-05-16", "unknown"]),
    ],
)
def test_the_finest_of_them_says_how_fine(periods: list[str], expected: list[str]) -> None:
    assert normalized(periods) == dict(zip(periods, expected, strict=True))


def test_reporting_years_begin_when_the_query_says() -> None:
    assert normalized(["2010-Q1", "2010-A1"], begins="--07-01") == {
        "2010-Q1": "2010-09",
        "2010-A1": "2011-06",
    }
