"""Dates of birth in two calendars: a day, a year, or nothing, and never more than was written."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from serai.engine.compute.births import prepare_births, read_birth


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# Solar Hijri days beside Gregorian ones: pairs computed with jdatetime, in the notes on the region's calendars.
DAYS = [
    ("1392-01-30", "2013-04-19"), ("1394/02/01", "2015-04-21"), ("1395.02.29", "2016-05-18"),
    ("18/3/1394", "2015-06-08"), ("۱۳۹۶/۰۳/۰۳", "2017-05-24"), ("١٣٩٧-١١-٣٠", "2019-02-19"),
    ("30 Esfand 1399", "2021-03-20"), ("۲۲ عقرب ۱۴۰۳", "2024-11-12"), ("۳ جوزا ۱۳۹۶", "2017-05-24"),
    ("3 غبرګولی 1396", "2017-05-24"), ("۳ خرداد ۱۳۹۶", "2017-05-24"), ("1396 Jawza 3", "2017-05-24"),
    ("1987-06-05", "1987-06-05"), ("1987-06-05 00:00:00", "1987-06-05"), ("5.6.1987", "1987-06-05"),
    ("25/12/1987", "1987-12-25"), ("12/25/1987", "1987-12-25"), ("5 June 1987", "1987-06-05"),
    ("June 5, 1987", "1987-06-05"), ("৫ জুন ১৯৮৭", "1987-06-05"), ("٥ حزيران ١٩٨٧", "1987-06-05"),
    ("5 كانون الثاني 1987", "1987-01-05"), ("۵ جون ۱۹۸۷", "1987-06-05"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DAYS, ids=[text for text, _ in DAYS])
def test_a_day_is_read_in_either_calendar(text: str, expected: str) -> None:
    assert read_birth(text) == (day(expected), day(expected))


# 1370 began on 21 March 1991, the leap year 1399 on 20 March 2020; 1403 ran from 20 March 2024 to 20 March 2025.
YEARS = [
    ("1987", "1987-01-01", "1987-12-31", False, None),
    ("1987-01-01", "1987-01-01", "1987-12-31", True, None),
    ("01/01/1987", "1987-01-01", "1987-12-31", True, None),
    ("1 January 1987", "1987-01-01", "1987-12-31", True, None),
    ("1370", "1991-03-21", "1992-03-20", False, None),
    ("1370/01/01", "1991-03-21", "1992-03-20", True, None),
    ("۱ حمل ۱۳۷۰", "1991-03-21", "1992-03-20", True, None),
    ("1 Farvardin 1403", "2024-03-20", "2025-03-20", True, None),
    ("1991-03-21", "1991-03-21", "1992-03-20", True, None),  # 1 Farvardin, converted by somebody else
    ("1403-10-12", "2025-01-01", "2025-12-31", True, None),  # and 1 January, written in the other calendar
    ("1987-05", "1987-01-01", "1987-12-31", False, None),
    ("00/00/1987", "1987-01-01", "1987-12-31", False, None),
    ("1400-12-30", "2021-03-21", "2022-03-20", False, "no_such_day"),
    ("31.02.1987", "1987-01-01", "1987-12-31", False, "no_such_day"),
]


@pytest.mark.parametrize(
    ("text", "first", "last", "heaped", "problem"), YEARS, ids=[text for text, *_ in YEARS]
)
def test_a_year_stays_a_year(text: str, first: str, last: str, heaped: bool, problem: str | None) -> None:
    [row] = prepare_births(pa.array([text])).to_pylist()
    assert (row["first"], row["last"], row["precision"]) == (day(first), day(last), "year")
    assert (row["heaped"], row["problem"]) == (heaped, problem)


def test_the_order_of_day_and_month_can_be_said() -> None:
    assert read_birth("05/06/1987") == (day("1987-06-05"), day("1987-06-05"))
    assert read_birth("05/06/1987", month_first=True) == (day("1987-05-06"), day("1987-05-06"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("about forty", "unreadable"), ("12/05/70", "unreadable"), ("5 Brumaire 1987", "unreadable"),
        ("9999-01-02", "out_of_range"), ("1100-05-05", "out_of_range"), ("1.2.3.1987", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_date_says_so(text: str, problem: str) -> None:
    [row] = prepare_births(pa.array([text])).to_pylist()
    assert (row["first"], row["last"], row["precision"], row["problem"]) == (None, None, None, problem)


@pytest.mark.parametrize("text", [None, "", "  ", "--", "??"])
def test_nothing_written_is_nothing(text: str | None) -> None:
    [row] = prepare_births(pa.array([text], pa.string())).to_pylist()
    assert set(row.values()) == {None}


def test_columns_of_dates_are_read_as_well() -> None:
    dates = pa.chunked_array([pa.array([day("1987-06-05"), day("1987-01-01"), None])])
    assert prepare_births(dates).column("precision").to_pylist() == ["day", "year", None]
    times = pa.array([day("1987-06-05")]).cast(pa.timestamp("us"))
    assert prepare_births(times).column("first").to_pylist() == [day("1987-06-05")]
    assert prepare_births(pa.array([], pa.string())).num_rows == 0
