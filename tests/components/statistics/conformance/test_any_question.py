"""Questions that nobody thought of: never an error of ours, never the value of a withheld cell, always the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COMPONENTS = ("FREQ", "REF_AREA", "KIND", "CITIZENSHIP", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS",
              "CELL_KEY", "AGE", "")  # fmt: skip
NUMBERS = ("4321", "4320.5", "4321.0", "0", "-1", "1e400", "nan", "inf", "0x1", "31")
NOISE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
VALUES = st.one_of(
    st.sampled_from(("A", "QRV", "I", "E", "QRX", "_T", "2021", "2020-Q1", "Q", "*", *NUMBERS)), NOISE
)
OPERATORS = st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew", "xx", ""))
TERMS = st.builds(lambda operator, value: f"{operator}:{value}" if operator else value, OPERATORS, VALUES)
FILTERS = st.tuples(
    st.builds("c[{}]".format, st.one_of(st.sampled_from(COMPONENTS), NOISE)),
    st.builds(
        lambda terms, sign: sign.join(terms), st.lists(TERMS, min_size=1, max_size=3), st.sampled_from(",+")
    ),
)
WORDS: dict[str, tuple[str, ...]] = {
    "updatedAfter": ("2026-11-20T00:00:00Z", "2026-11-22T00:00:00", "never", "0001-01-01T00:00:00+14:00"),
    "asOf": ("2026-11-21T12:00:00Z", "9999-12-31T23:59:59-14:00", "2001-01-01"),
    "firstNObservations": ("1", "0", "999999999999", "٣"), "lastNObservations": ("1", "2", "-1"),
    "dimensionAtObservation": ("TIME_PERIOD", "AllDimensions", "KIND", "OBS_VALUE", ""),
    "attributes": ("dsd", "none", "OBS_STATUS", "OBS_STATUS,OBS_STATUS", "KIND", ","),
    "measures": ("all", "none", "OBS_VALUE", "X"), "includeHistory": ("true", "false", "yes"),
    "offset": ("0", "3", "1000000000000", "x"), "limit": ("1", "5", "0"),
    "sort": ("*", "OBS_VALUE", "OBS_VALUE:desc", "series_key+OBS_VALUE", "CELL_KEY", "*+KIND", "serai_place"),
    "reportingYearStartDay": ("--07-01", "--02-29", "--00-00"),
    "mode": ("exact", "available", "some"), "references": ("none", "all", "codelist", "parents", "children,x"),
    "detail": ("full", "allstubs", "raw", "much"), "deletion": ("true", "1"), "other": ("1",),
}  # fmt: skip
PARAMETERS = st.one_of(
    FILTERS, st.sampled_from([(name, value) for name, values in WORDS.items() for value in values])
)
PLACES = st.one_of(
    st.just("/dataflow/SERAI/DF_TEST_FLOWS"),
    st.builds(
        lambda *parts: "/" + "/".join(parts),
        st.sampled_from(("dataflow", "datastructure", "*", "provisionagreement", "codelist", "x")),
        st.sampled_from(("SERAI", "*", "SERAI,X", "1")),
        st.sampled_from(("DF_TEST_FLOWS", "DSD_TEST_FLOWS", "*", "DF_TEST_REPORTED", "CL_TEST_FLOWS_KIND")),
        st.sampled_from(("*", "+", "~", "1.0.0", "1.*.0", "*.0.*", "")),
    ),
)
KEYS = st.sampled_from(
    ("", "/*", "/+/A.QRV.I", "/*/A.*.E.QRY.2021", "/*/A.*.E.QRY.2021,A", "/*/...", "/*/A.QRV/KIND")
)
ACCEPTS = st.sampled_from(
    ("*/*", "application/xml", "text/csv", "application/vnd.sdmx.data+csv;version=2.1.0;labels=both;keys=both",
     "application/vnd.sdmx.data+csv;version=2.0.0;labels=name;timeFormat=normalized",
     "application/vnd.sdmx.structure+json;version=2.0.0", "application/vnd.sdmx.schema+xml", "text/html", ";;,q=")
)  # fmt: skip
QUESTIONS = st.tuples(
    st.sampled_from(("data", "data", "data", "availability", "availability", "structure", "schema", "metadata")),
    PLACES, KEYS, st.lists(PARAMETERS, max_size=3), ACCEPTS,
)  # fmt: skip
ALLOWED = {200, 204, 304, 400, 401, 404, 406, 413, 414, 422, 501}


@pytest.fixture
def client_of_all(published: Any, settings: Any, client: Client) -> Client:
    settings.API_LIMIT_ADDRESS = 10**9
    cache.clear()
    return client


def address(operation: str, place: str, key: str, parameters: list[tuple[str, str]]) -> str:
    words = "&".join(f"{quote(name, safe='[]')}={quote(value, safe=':,+*')}" for name, value in parameters)
    return f"/sdmx/v2/{operation}{place}{key}" + (f"?{words}" if words else "")


def judged(client: Client, hidden: tuple[str, ...], question: Any) -> None:
    operation, place, key, parameters, accept = question
    answer = client.get(address(operation, place, key, parameters), headers={"Accept": accept})
    assert answer.status_code in ALLOWED, (question, answer.status_code)
    if answer.status_code >= 400:  # a refusal may repeat the question, and holds nothing else
        assert answer["Content-Type"] == "application/problem+json"
        return
    words = answer.getvalue().decode()
    assert not any(one in words for one in hidden), question


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET)
@given(question=QUESTIONS)
def test_whatever_is_asked(client_of_all: Client, builders: Any, question: Any) -> None:
    judged(client_of_all, builders["hidden"], question)


@pytest.mark.full
@settings(max_examples=5000, deadline=None, database=None, suppress_health_check=QUIET)
@given(question=QUESTIONS)
def test_whatever_is_asked_for_long(client_of_all: Client, builders: Any, question: Any) -> None:
    judged(client_of_all, builders["hidden"], question)
