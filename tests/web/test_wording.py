"""Numbers, dates and counts in the words and digits of each language."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from serai.kernel.clock import PartialDate
from serai.kernel.units import Count, Qualifier
from serai.web import wording

NUMBERS = [
    ("en", 12345, None, "12,345"),
    ("en", 12345.678, 1, "12,345.7"),
    ("en", 0, None, "0"),
    ("en", None, None, "–"),
    ("ar", 12345, None, "١٢٬٣٤٥"),
    ("ar", 7.5, None, "٧٫٥"),
    ("ar", 0, None, "٠"),
    ("ar", None, None, "–"),
]


@pytest.mark.parametrize(("language", "value", "decimals", "expected"), NUMBERS)
def test_numbers_come_in_the_digits_of_the_language(
    language: str, value: float | None, decimals: int | None, expected: str
) -> None:
    with translation.override(language):
        assert wording.number(value, decimals) == expected


COUNTS = [
    ("en", Count(22), "22"),
    ("en", Count(75, Qualifier.MORE_THAN), "more than 75"),
    ("en", Count(10, Qualifier.AT_LEAST), "at least 10"),
    ("en", Count(120_000_000, Qualifier.AROUND), "around 120,000,000"),
    ("en", Count(90, Qualifier.ALMOST), "almost 90"),
    ("en", Count(41, Qualifier.UP_TO), "up to 41"),
    ("ar", Count(22), "٢٢"),
    ("ar", Count(75, Qualifier.MORE_THAN), "أكثر من ٧٥"),
    ("ar", Count(250, Qualifier.AROUND), "نحو ٢٥٠"),
]


@pytest.mark.parametrize(("language", "value", "expected"), COUNTS)
def test_counts_keep_their_qualifier(language: str, value: Count, expected: str) -> None:
    with translation.override(language):
        assert wording.count(value) == expected


DATES = [
    ("en", "2017-05-24", "stated", "24 May 2017"),
    ("en", "2017-11-27/2017-11-28", "stated", "27–28 November 2017"),
    ("en", "2020-09-30/2020-10-02", "stated", "30 September – 2 October 2020"),
    ("en", "2018-12-31/2019-01-02", "stated", "31 December 2018 – 2 January 2019"),
    ("en", "2014-02", "stated", "February 2014"),
    ("en", "2013-06/2013-07", "stated", "June – July 2013"),
    ("en", "2013", "stated", "2013"),
    ("en", "2010/2013", "stated", "2010–2013"),
    ("en", "2016-05-15..2016-05-19", "stated", "within 15–19 May 2016"),
    ("en", "2016-12-15", "inferred", "15 December 2016 (inferred)"),
    ("en", "2014-12-11", "announced", "11 December 2014 (announced)"),
    ("en", "2020-06", "reported", "June 2020 (when it was reported)"),
    ("en", "", "stated", "no date stated"),
    ("ar", "2017-05-24", "stated", "٢٤ أيار ٢٠١٧"),
    ("ar", "2014-02", "stated", "شباط ٢٠١٤"),
    ("ar", "2013", "stated", "٢٠١٣"),
    ("ar", "", "stated", "لم يُذكر تاريخ"),
]


@pytest.mark.parametrize(("language", "text", "certainty", "expected"), DATES)
def test_dates_say_what_is_known_and_no_more(language: str, text: str, certainty: str, expected: str) -> None:
    with translation.override(language):
        assert wording.partial_date(PartialDate.parse(text, certainty=certainty)) == expected


PERIODS = [
    ("2014-02", "2017-04", "February 2014 to April 2017"),
    ("2006-01", "", "since January 2006"),
    ("", "2013", "until 2013"),
    ("2013", "2013", "2013"),
    ("", "", ""),
]


@pytest.mark.parametrize(("since", "until", "expected"), PERIODS)
def test_periods_leave_open_what_no_source_says(since: str, until: str, expected: str) -> None:
    with translation.override("en"):
        assert wording.period(PartialDate.parse(since), PartialDate.parse(until)) == expected


def test_days_and_months_stand_alone() -> None:
    with translation.override("en"):
        assert wording.day(date(2013, 4, 19)) == "19 April 2013"
        assert wording.month(9) == "September"
    with translation.override("ar"):
        assert wording.day(date(2013, 4, 19)) == "١٩ نيسان ٢٠١٣"
        assert wording.month(9) == "أيلول"
