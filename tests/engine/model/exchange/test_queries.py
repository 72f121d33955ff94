"""Data and availability queries: the examples of SDMX REST 2.2, what its clients send, and what is refused."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.filters import Filter, Term
from serai.engine.model.exchange.queries import DataQuery, availability_query, data_query
from serai.engine.model.exchange.versions import wanted


def asked(address: str) -> DataQuery:
    path, _, parameters = address.partition("?")
    pairs = [part.partition("=")[::2] for part in parameters.split("&") if part]
    return data_query(
        [unquote(part) for part in path.split("/")],
        [(unquote(name), unquote(value)) for name, value in pairs],
    )


def test_every_example_of_the_standard_is_understood(shared: Path) -> None:
    page = (shared / "data/sdmx/specs/sdmx-rest/doc/data.md").read_text(encoding="utf-8")
    examples = re.findall(r"^\s+https://ws-entry-point/data/(\S+)$", page, re.MULTILINE)
    assert len(examples) == 19
    for example in examples:
        asked(example)


def test_one_example_in_full() -> None:
    found = asked(
        "dataflow/ECB/EXR/+/M.USD.EUR.SP00.A,A.CHF.EUR.SP00.A?updatedAfter=2009-05-15T14%3A15%3A00%2B01%3A00"
        "&c[TIME_PERIOD]=ge:2009-05-01+le:2009-05-31&sort=series_key:asc+TIME_PERIOD:desc&limit=100"
    )
    assert (found.artefacts.context, found.artefacts.agencies, found.artefacts.ids) == (
        "dataflow", ("ECB",), ("EXR",)
    )  # fmt: skip
    assert found.artefacts.versions == wanted("+")
    assert found.keys == ("M.USD.EUR.SP00.A", "A.CHF.EUR.SP00.A")
    assert found.updated_after == dt.datetime(2009, 5, 15, 13, 15, tzinfo=dt.UTC)
    assert found.filters == (Filter("TIME_PERIOD", ((Term("ge", "2009-05-01"), Term("le", "2009-05-31")),)),)
    assert found.sort == (("series_key", False), ("TIME_PERIOD", True))
    assert (found.limit, found.offset, found.history) == (100, 0, False)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("*/SERAI/STOCKS/+/A.AFG.F", id="sdmx1"),
        pytest.param("dataflow/SERAI/STOCKS/1.0?c%5BSEX%5D=F", id="pysdmx, a filter"),
        pytest.param(
            "dataflow/SERAI/STOCKS/1.0?asOf=2024-01-01T00%3A00%3A00%2B00%3A00", id="pysdmx, a moment"
        ),
        pytest.param("dataflow/SERAI/STOCKS/", id="a slash at the end"),
        pytest.param("", id="everything"),
    ],
)
def test_what_clients_send(address: str) -> None:
    asked(address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("table/SERAI/X", "no context"),
        ("dataflow/SE RAI/X", "agency"),
        ("dataflow/SERAI/X;Y", "an id"),
        ("dataflow/SERAI/X/1.x", "version"),
        ("dataflow//X", "empty"),
        ("dataflow/SERAI/X/+/A/B/C", "too many parts"),
        ("dataflow/SERAI/X?startPeriod=2020", "no parameter startPeriod"),
        ("dataflow/SERAI/X?limit=0", "limit"),
        ("dataflow/SERAI/X?limit=ten", "limit"),
        ("dataflow/SERAI/X?offset=-1", "offset"),
        ("dataflow/SERAI/X?limit=99999999999999999999", "limit"),
        ("dataflow/SERAI/X?limit=1&limit=2", "twice"),
        ("dataflow/SERAI/X?c[SEX]=F&c[SEX]=M", "twice"),
        ("dataflow/SERAI/X?asOf=yesterday", "asOf"),
        ("dataflow/SERAI/X?asOf=2024-01-01T00:00:00Z&updatedAfter=2024-02-01T00:00:00Z", "later than asOf"),
        ("dataflow/SERAI/X?includeHistory=yes", "neither true nor false"),
        ("dataflow/SERAI/X?sort=*+A", "no order"),
        ("dataflow/SERAI/X?sort=A:up", "no order"),
        ("dataflow/SERAI/X?reportingYearStartDay=--13-01", "day of the year"),
        ("dataflow/SERAI/X?dimensionAtObservation=1", "dimensionAtObservation"),
        ("dataflow/SERAI/X?attributes=", "missing"),
        ("dataflow/SERAI/X?c[SEX]=" + ",".join(["F"] * 1001), "too long"),
        ("dataflow/SERAI/X/+/" + ",".join(["A"] * 1001), "too many"),
    ],
)
def test_what_is_wrong_is_said(address: str, said: str) -> None:
    with pytest.raises(BadQuery, match=re.escape(said)):
        asked(address)


def test_availability_has_components_mode_and_references() -> None:
    found = availability_query(
        ["dataflow", "SERAI", "X", "1.0.0", "*", "SEX,AGE"],
        [("mode", "available"), ("references", "codelist")],
    )
    assert (found.components, found.mode, found.references) == (("SEX", "AGE"), "available", ("codelist",))
    assert availability_query(["dataflow", "SERAI", "X"], []).components == ("*",)


@pytest.mark.parametrize(
    ("name", "value"), [("mode", "all"), ("references", "everything"), ("limit", "3"), ("asOf", "2024-01-01")]
)
def test_availability_refuses_what_it_does_not_know(name: str, value: str) -> None:
    with pytest.raises(BadQuery):
        availability_query(["dataflow", "SERAI", "X"], [(name, value)])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text(max_size=12), max_size=7),
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=30))),
)
def test_any_address_is_understood_or_refused(path: list[str], parameters: list[tuple[str, str]]) -> None:
    for query in (data_query, availability_query):
        with suppress(BadQuery):
            query(path, parameters)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        ["c[SEX]", "c[TIME_PERIOD]", "asOf", "updatedAfter", "sort", "limit", "reportingYearStartDay"]
    ),
    st.text(alphabet="0123456789-:+TZ,.*AFge", max_size=25),
)
def test_any_value_is_understood_or_refused(name: str, value: str) -> None:
    with suppress(BadQuery):
        data_query(["dataflow", "SERAI", "X"], [(name, value)])
