"""Periods as days, and which of them a filter takes. Days were read off a calendar."""

from __future__ import annotations

import pytest

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.filters import filter_of
from serai.engine.model.exchange.periods import chosen, span


@pytest.mark.parametrize(
    ("period", "begins", "first", "last"),
    [
        ("2024", "--01-01", "2024-01-01", "2024-12-31"),
        ("2024-02", "--01-01", "2024-02-01", "2024-02-29"),
        ("2023-02-28", "--01-01", "2023-02-28", "2023-02-28"),
        ("2024-Q3", "--01-01", "2024-07-01", "2024-09-30"),
        ("2024-S2", "--01-01", "2024-07-01", "2024-12-31"),
        ("2024-T1", "--01-01", "2024-01-01", "2024-04-30"),
        ("2024-M02", "--01-01", "2024-02-01", "2024-02-29"),
        ("2024-A1", "--07-01", "2024-07-01", "2025-06-30"),
        ("2010-Q3", "--07-01", "2011-01-01", "2011-03-31"),
        ("2024-W01", "--01-01", "2024-01-01", "2024-01-07"),
        ("2021-W01", "--01-01", "2021-01-04", "2021-01-10"),
        ("2020-W53", "--01-01", "2020-12-28", "2021-01-03"),
        ("2024-D366", "--01-01", "2024-12-31", "2024-12-31"),
        ("2024-01-15/P1M", "--01-01", "2024-01-15", "2024-02-14"),
        ("2024-01-15/P20D", "--01-01", "2024-01-15", "2024-02-03"),
        ("2024-01-15/2024-03-01", "--01-01", "2024-01-15", "2024-03-01"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, begins: str, first: str, last: str) -> None:
    assert tuple(day.isoformat() for day in span(period, begins=begins)) == (first, last)


@pytest.mark.parametrize(
    "period", ["", "24", "2024-13", "2024-Q5", "2024-Q0", "2023-W53", "2023-D366", "2023-02-29", "soon",
               "2024-03-01/2024-01-01", "0000"]
)  # fmt: skip
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(BadQuery):
        span(period)


THERE = ["2019", "2020", "2021", "2020-Q1", "2020-Q4", "2020-12", "2021-01", "unknown"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2020", ["2020"]),
        ("ge:2020-01+le:2020-12", ["2020", "2020-Q1", "2020-Q4", "2020-12"]),
        ("gt:2020", ["2021", "2021-01"]),
        ("lt:2020-Q4", ["2019", "2020-Q1"]),
        ("2019,2021-01", ["2019", "2021-01"]),
        ("ne:2020", ["2019", "2021", "2020-Q1", "2020-Q4", "2020-12", "2021-01", "unknown"]),
        ("sw:2020-Q", ["2020-Q1", "2020-Q4"]),
        ("ew:01", ["2021-01"]),
        ("co:know", ["unknown"]),
        ("nc:2", ["unknown"]),
        ("2020-M12", ["2020-12"]),
    ],
)
def test_which_periods_a_filter_takes(asked: str, found: list[str]) -> None:
    assert chosen(THERE, filter_of("TIME_PERIOD", asked)) == found


def test_a_filter_with_no_period_in_it_is_refused() -> None:
    with pytest.raises(BadQuery):
        chosen(THERE, filter_of("TIME_PERIOD", "ge:yesterday"))
