"""Decisions about rows and names, as tables of cases worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from serai.commons.partnership.rules import (
    DatedName,
    calendar_month,
    check_row,
    covers,
    name_on,
    row_names,
    sorting_key,
)
from serai.kernel.clock import PartialDate

OLD = DatedName("partnership", "en", "Reedland", until="2009-12")
NEW = DatedName("partnership", "en", "the Reeds", since="2010-01", footnote="Renamed.")
SHORT = DatedName("short", "en", "Reeds")
OFFICIAL = DatedName("official", "en", "Republic of the Reeds")
NATIVE = DatedName("short", "qq", "Riidi")

NAMES = [
    pytest.param([OLD, NEW, SHORT], date(2009, 12, 31), "Reedland", id="the name of its last day"),
    pytest.param([OLD, NEW, SHORT], date(2010, 1, 1), "the Reeds", id="the name of its first day"),
    pytest.param([OFFICIAL, SHORT], date(2020, 1, 1), "Reeds", id="the short name before the official"),
    pytest.param([OLD, SHORT], date(2015, 1, 1), "Reeds", id="a name that holds before one that has ended"),
    pytest.param([OLD], date(2015, 1, 1), "Reedland", id="a name that has ended, when there is no other"),
    pytest.param([SHORT, NATIVE], date(2015, 1, 1), "Reeds", id="in the language asked for"),
    pytest.param([NATIVE], date(2015, 1, 1), "Riidi", id="in another language, when there is no other"),
]


@pytest.mark.parametrize(("names", "day", "text"), NAMES)
def test_the_name_of_a_state_is_chosen_by_day(names: list[DatedName], day: date, text: str) -> None:
    found = name_on(names, day)
    assert found is not None
    assert found.text == text


def test_a_state_without_a_name_has_none() -> None:
    assert name_on([], date(2020, 1, 1)) is None


@pytest.mark.parametrize(
    ("since", "until", "day", "inside"),
    [
        ("2006-01", "", date(2006, 1, 1), True),
        ("2006-01", "", date(2005, 12, 31), False),
        ("", "2005", date(2005, 12, 31), True),
        ("", "2005", date(2006, 1, 1), False),
        ("", "", date(1900, 1, 1), True),
    ],
)
def test_validity_covers_a_day(since: str, until: str, day: date, inside: bool) -> None:
    assert covers(since, until, day) is inside


@pytest.mark.parametrize(
    ("since", "until", "in_order"),
    [
        pytest.param("2013-05", "2013", True, id="a month before the end of its year"),
        pytest.param("2013", "2013-05", True, id="only as much is compared as both say"),
        pytest.param("2014", "2013-12", False, id="a year too late"),
        pytest.param("2013-05-02", "2013-05-01", False, id="a day too late"),
        pytest.param("2013-05-02", "", True, id="no end"),
    ],
)
def test_dates_must_be_in_order(since: str, until: str, in_order: bool) -> None:
    assert (check_row("bodies", {"since": since, "until": until}) == []) is in_order


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Ask reed.officer@lagoon.invalid", True),
        ("+" + "99 (1) 234-56-78", True),
        ("00" + "99 1 2345678", True),
        ("20+ Years of the process", False),
        ("1,178,038 refugees at the end of 2025", False),
        ("A/RES/73/195, 2016-05-15", False),
        ("EUR 150,000 to 250,000", False),
    ],
)
def test_contact_details_are_recognised(text: str, contact: bool) -> None:
    assert bool(check_row("bodies", {"description": text})) is contact


def test_an_address_of_a_page_is_no_contact() -> None:
    assert check_row("sources", {"url": "https://reed.invalid/0099123456789"}) == []


@pytest.mark.parametrize(
    ("when", "year", "month"),
    [
        ("2017-05-24", 2017, 5),
        ("2017-05", 2017, 5),
        ("2017", 2017, 0),
        ("2016-12-30/2017-01-02", 2016, 12),
        ("2016-12-30/2017-01-02", 2017, 1),
        ("2013-06..2013-07", 2013, 6),
    ],
)
def test_a_calendar_shows_a_date_in_one_month(when: str, year: int, month: int) -> None:
    assert calendar_month(PartialDate.parse(when), year) == month


def test_names_of_rows_are_read_from_a_list() -> None:
    assert row_names(" activities:R1 ;; topics:T2;") == ["activities:R1", "topics:T2"]


def test_an_article_does_not_count_in_the_alphabet() -> None:
    assert sorted(["the Netherlands", "Norway", "Malta"], key=sorting_key) == [
        "Malta",
        "the Netherlands",
        "Norway",
    ]
