"""Partial dates: what was said, no more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.kernel.clock import Certainty, PartialDate, Precision, UnreadableDate

READ = [
    pytest.param(
        "2017-05-24", date(2017, 5, 24), date(2017, 5, 24), Precision.DAY, "24 May 2017", id="one day"
    ),
    pytest.param(
        *("2017-11-27/2017-11-28", date(2017, 11, 27), date(2017, 11, 28), Precision.DAY),
        "27 to 28 November 2017",
        id="a run of days in one month",
    ),
    pytest.param(
        *("2015-03-31/2015-04-02", date(2015, 3, 31), date(2015, 4, 2), Precision.DAY),
        "31 March to 2 April 2015",
        id="a run of days over two months",
    ),
    pytest.param(
        *("2023-12-30/2024-01-02", date(2023, 12, 30), date(2024, 1, 2), Precision.DAY),
        "30 December 2023 to 2 January 2024",
        id="a run of days over two years",
    ),
    pytest.param(
        *("2014-02", date(2014, 2, 1), date(2014, 2, 28), Precision.MONTH),
        "February 2014",
        id="a month ends on its last day",
    ),
    pytest.param(
        *("2016-02", date(2016, 2, 1), date(2016, 2, 29), Precision.MONTH),
        "February 2016",
        id="a month of a leap year",
    ),
    pytest.param("2013", date(2013, 1, 1), date(2013, 12, 31), Precision.YEAR, "2013", id="a year"),
    pytest.param(
        "2018/2022", date(2018, 1, 1), date(2022, 12, 31), Precision.YEAR, "2018 to 2022", id="a run of years"
    ),
    pytest.param(
        *("2016-05-15..2016-05-19", date(2016, 5, 15), date(2016, 5, 19), Precision.WINDOW),
        "between 15 and 19 May 2016",
        id="a window of days",
    ),
    pytest.param(
        *("2013-06..2013-07", date(2013, 6, 1), date(2013, 7, 31), Precision.WINDOW),
        "between June and July 2013",
        id="a window of months",
    ),
    pytest.param("", None, None, Precision.NONE, "no date stated", id="nothing"),
]


@pytest.mark.parametrize(("text", "first", "last", "precision", "words"), READ)
def test_a_date_is_read_written_and_said(
    text: str, first: date | None, last: date | None, precision: Precision, words: str
) -> None:
    read = PartialDate.parse(text)
    assert (read.first, read.last, read.precision) == (first, last, precision)
    assert str(read) == text
    assert read.in_words() == words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("May 2017", id="words"),
        pytest.param("2017-02-30", id="a day that does not exist"),
        pytest.param("2017-13", id="a month that does not exist"),
        pytest.param("2017-05-28/2017-05-24", id="the end before the start"),
        pytest.param("2017-05-24/2017-06", id="mixed precision"),
        pytest.param("2017/2018/2019", id="three parts"),
        pytest.param("0000", id="year nought"),
        pytest.param("٢٠١٧", id="native digits are converted before, not here"),
    ],
)
def test_an_unreadable_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate):
        PartialDate.parse(text)


def test_an_unknown_certainty_is_refused_with_the_words_that_exist() -> None:
    with pytest.raises(UnreadableDate, match="stated, inferred, announced, reported"):
        PartialDate.parse("2017", certainty="perhaps")


def test_certainty_is_said_unless_stated() -> None:
    assert PartialDate.parse("2014-12-11", certainty="announced").in_words() == "11 December 2014 (announced)"
    assert PartialDate.parse("2014-12-11", certainty="stated").in_words() == "11 December 2014"


def test_days_counts_both_ends_and_only_when_days_are_known() -> None:
    assert PartialDate.parse("2015-09-19/2015-09-22").days == 4
    assert PartialDate.parse("2015-09").days is None
    assert PartialDate.parse("2016-05-15..2016-05-19").days is None


def test_a_date_touches_the_years_it_may_lie_in() -> None:
    date_ = PartialDate.parse("2016-01/2018-10")
    assert [year for year in range(2014, 2021) if date_.touches(year)] == [2016, 2017, 2018]
    assert not PartialDate.parse("").touches(2016)


def test_a_month_that_is_not_whole_cannot_be_made() -> None:
    with pytest.raises(UnreadableDate):
        PartialDate(date(2016, 5, 2), date(2016, 5, 31), Precision.MONTH)
    with pytest.raises(UnreadableDate):
        PartialDate(date(2016, 5, 2), None, Precision.DAY)
    with pytest.raises(UnreadableDate):
        PartialDate(date(2016, 5, 2), date(2016, 5, 2))


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Any text that is a partial date."""
    precision = draw(st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y", ""]))
    if not precision:
        return ""
    first, last = sorted([draw(days), draw(days)])
    start, end = first.strftime(precision), last.strftime(precision)
    return draw(st.sampled_from([start, f"{start}/{end}", f"{start}..{end}"]))


@given(texts(), st.sampled_from(Certainty))
def test_what_is_written_reads_back_as_the_same_date(text: str, certainty: Certainty) -> None:
    once = PartialDate.parse(text, certainty=certainty, note="n")
    assert PartialDate.parse(str(once), certainty=certainty, note="n") == once


@given(st.lists(texts(), min_size=2, max_size=6))
def test_the_unknown_comes_last_and_the_order_is_by_first_day(given_texts: list[str]) -> None:
    dates = sorted(PartialDate.parse(text) for text in given_texts)
    known = [date_.first for date_ in dates if date_.first]
    assert known == sorted(known)
    assert all(not date_.known for date_ in dates[len(known) :])
