"""Residence by the 12/16-month rule: hand-worked histories."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from serai.engine.compute.residence import MissingColumn
from serai.engine.model.definition import (
    Definition,
    UnknownDefinition,
    definition,
)
from serai.engine.publish.crossings import NothingToCompile

from .histories import DAY_ZERO, Answer, table

LONG_AGO, FAR = (
    -1000,
    3000,
)  # the data begin long before day 0 and end long after: no warm-up, all final


def history(text: str, **person: Any) -> list[dict[str, Any]]:
    """'IN 0, OUT 365' as crossings of one person."""
    pairs = (item.split() for item in text.split(", "))
    return [{"person_id": "p", "direction": way, "day": int(day), **person} for way, day in pairs]


def trips(total: int) -> str:
    """An arrival on day 0, then trips abroad of 61 days and of the rest, all within the window."""
    return f"IN 0, OUT 50, IN 111, OUT 200, IN {200 + total - 61}"


COMMUTER = ", ".join(f"IN {7 * week}, OUT {7 * week + 4}" for week in range(150))

# crossings, citizenship, last day seen + 1, migrations as (day, kind, status); worked by hand
CASES = [
    pytest.param(
        "IN 0",
        "QRX",
        FAR,
        [(0, "immigration", "final")],
        id="who comes and stays has immigrated",
    ),
    pytest.param(
        "IN 0, OUT 365",
        "QRX",
        FAR,
        [(0, "immigration", "final"), (365, "emigration", "final")],
        id="365 days inside and then gone for good is an immigration and an emigration",
    ),
    pytest.param("IN 0, OUT 364", "QRX", FAR, [], id="364 days inside is a visit"),
    pytest.param(
        trips(122),
        "QRX",
        FAR,
        [(0, "immigration", "final")],
        id="122 days of trips abroad leave 365 inside",
    ),
    pytest.param(
        trips(123),
        "QRX",
        FAR,
        [(111, "immigration", "final")],
        # day 0: 487-123 = 364. Day 111: abroad only 200..262, so 487-62 = 425.
        id="with 123 days abroad the first arrival fails and the lasting return counts",
    ),
    pytest.param(
        "OUT 0, IN 21",
        "QRV",
        FAR,
        [],
        id="a resident's holiday of three weeks is nothing",
    ),
    pytest.param(
        "IN 0, OUT 335, IN 365",
        "QRX",
        FAR,
        [(0, "immigration", "final")],  # 335 + (487-365) = 457
        id="a visitor of 335 days who comes back after 30 to stay immigrated at the first arrival",
    ),
    pytest.param(
        "OUT 0, IN 330, OUT 344, IN 500",
        "QRV",
        FAR,
        # out 330 + (487-344) = 473 of 487; the return on day 500 lasts, so it is an immigration
        [(0, "emigration", "final"), (500, "immigration", "final")],
        id="eleven months abroad, two weeks home, five abroad: gone from the first departure",
    ),
    pytest.param(COMMUTER, "QRX", FAR, [], id="a commuter with 300 crossings never moves"),
    pytest.param(
        "IN 0, IN 300, OUT 365",
        "QRX",
        FAR,
        [(0, "immigration", "final"), (365, "emigration", "final")],
        id="of two arrivals in a row the first is kept",
    ),
    pytest.param(
        "OUT 0, OUT 200, IN 364",
        "QRV",
        FAR,
        [],
        id="of two departures in a row the first is kept: 364 days outside is no emigration",
    ),
    pytest.param(
        "IN 0, OUT 0, IN 0, OUT 400",
        "QRX",
        FAR,
        [(0, "immigration", "final"), (400, "emigration", "final")],
        id="several crossings on a day count as the last of them",
    ),
    pytest.param(
        "IN 0, OUT 0",
        "QRX",
        FAR,
        [],
        id="a day visitor was outside before and is outside after",
    ),
    pytest.param(
        "IN 0, OUT 100, IN 100",
        "QRX",
        FAR,
        [(0, "immigration", "final")],
        id="a day trip abroad changes no evening",
    ),
    pytest.param(
        "IN 0",
        "QRX",
        300,
        [(0, "immigration", "provisional")],
        id="300 days seen: undecided",
    ),
    pytest.param(
        "IN 0",
        "QRX",
        364,
        [(0, "immigration", "provisional")],
        id="364 days seen: undecided",
    ),
    pytest.param(
        "IN 0",
        "QRX",
        365,
        [(0, "immigration", "early")],
        id="365 days seen: decided early",
    ),
    pytest.param(
        "IN 0",
        "QRX",
        486,
        [(0, "immigration", "early")],
        id="486 days seen: still early",
    ),
    pytest.param("IN 0", "QRX", 487, [(0, "immigration", "final")], id="487 days seen: final"),
    pytest.param(
        "IN 0, OUT 10",
        "QRX",
        132,
        [(0, "immigration", "provisional")],  # 122 days outside so far: still possible
        id="with 122 days outside an arrival may still become one",
    ),
    pytest.param("IN 0, OUT 10", "QRX", 133, [], id="with 123 days outside it is impossible"),
    pytest.param(
        "OUT 0",
        "QRV",
        FAR,
        [(0, "emigration", "final")],
        id="a citizen first seen leaving was resident",
    ),
    pytest.param(
        "OUT 0",
        "QRX",
        FAR,
        [],
        id="anybody else first seen leaving is no emigrant that we know of",
    ),
    pytest.param(
        "OUT 0, IN 400",
        "QRX",
        FAR,
        [(400, "immigration", "final")],
        id="after 365 days outside a person of unknown status is known to live outside",
    ),
    pytest.param(
        "OUT 0, IN 10, OUT 500",
        "QRX",
        FAR,
        [(500, "emigration", "final")],  # day 10: 487 of 487 inside, so resident from then on
        id="after 365 days inside a person of unknown status is known to live inside",
    ),
]


@pytest.mark.parametrize(("crossings", "citizenship", "end", "expected"), CASES)
def test_hand_worked_history(
    crossings: str, citizenship: str, end: int, expected: list[tuple[int, str, str]]
) -> None:
    answer = Answer(table(history(crossings, citizenship=citizenship)), start=LONG_AGO, end=end)
    assert answer.moves() == expected


@pytest.mark.parametrize(
    ("arrival", "departure", "migrations"),
    [
        pytest.param(
            "2024-01-01",
            "2024-12-31",
            2,
            id="1 January to 31 December of a leap year is 365 days",
        ),
        pytest.param("2023-01-01", "2023-12-31", 0, id="the same of a common year is 364"),
    ],
)
def test_days_are_counted_and_not_calendar_months(arrival: str, departure: str, migrations: int) -> None:
    days = [(dt.date.fromisoformat(text) - DAY_ZERO).days for text in (arrival, departure)]
    answer = Answer(table(history(f"IN {days[0]}, OUT {days[1]}")), start=LONG_AGO, end=FAR)
    assert len(answer.migrations) == migrations


@pytest.mark.parametrize(
    ("crossings", "expected"),
    [
        pytest.param(
            "IN 0",
            [True],
            id="an arrival in the first 487 days may be a resident coming home",
        ),
        pytest.param("IN 486", [True], id="so may one on the 487th day"),
        pytest.param(
            "IN 487",
            [False],
            id="one on the day after the first window is taken at its word",
        ),
        pytest.param(
            "IN 0, OUT 10, IN 400",
            [False],  # outside from day 10 to day 400: 390 days, proved to live outside
            id="after 365 days outside the later arrival rests on a proof",
        ),
        pytest.param(
            "IN 0, OUT 10, IN 300",
            [True],  # only 290 days outside: nothing is proved, day 300 rests on the first record
            id="after fewer days outside the later arrival rests on the first record still",
        ),
        pytest.param(
            "IN 0, OUT 365",
            [True, False],
            id="the emigration after it rests on a proof",
        ),
    ],
)
def test_warm_up(crossings: str, expected: list[bool]) -> None:
    answer = Answer(table(history(crossings)), start=0, end=FAR)
    assert [row["warm_up"] for row in answer.migrations] == expected


def test_people_of_unknown_earlier_status_are_counted_apart_with_their_first_change() -> None:
    rows = [
        *history("OUT 0, IN 400"),
        {"person_id": "q", "direction": "OUT", "day": 5},
        {"person_id": "q", "direction": "IN", "day": 6},
        {"person_id": "q", "direction": "OUT", "day": 100},
        {"person_id": "q", "direction": "IN", "day": 300},
        {"person_id": "r", "direction": "IN", "day": 5},
    ]
    answer = Answer(table(rows), start=LONG_AGO, end=310)
    found = [(row["person_id"], row["kind"], row["status"]) for row in answer.unestablished]
    # p is outside for 310 days, q goes to and fro: neither is decided on day 310
    assert found == [("p", None, None), ("q", None, None)]
    later = Answer(table(rows), start=LONG_AGO, end=FAR)
    decided = [(row["person_id"], row["kind"], row["status"]) for row in later.unestablished]
    # q at day 6: inside 94, outside 200, inside from 300 to 493: 287; at day 100: outside 200; at 300: all
    assert decided == [("p", "emigration", "final"), ("q", "immigration", "final")]


def test_time_of_day_orders_a_day_before_the_order_of_the_file() -> None:
    rows: list[dict[str, Any]] = [
        {"person_id": "p", "direction": "OUT", "day": 0, "hour": 9},
        {"person_id": "p", "direction": "IN", "day": 0, "hour": 7},
    ]
    assert Answer(table(rows, timed=True), start=LONG_AGO, end=FAR).moves() == []
    swapped = [row | {"hour": 16 - row["hour"]} for row in rows]
    answer = Answer(table(swapped, timed=True), start=LONG_AGO, end=FAR)
    assert answer.moves() == []  # OUT at 7, IN at 9: left first, so of unknown status, inside at evening
    assert len(answer.unestablished) == 1


def test_citizenship_is_that_of_the_crossing() -> None:
    rows = history("IN 0") + history("OUT 600", citizenship="QRV")
    answer = Answer(table(rows), start=LONG_AGO, end=FAR)
    assert [(row["kind"], row["citizenship"]) for row in answer.migrations] == [
        ("immigration", "QRX"),
        ("emigration", "QRV"),
    ]


def test_a_crossing_that_arrives_late_changes_what_was_final() -> None:
    before = Answer(table(history("IN 0")), start=LONG_AGO, end=FAR)
    after = Answer(table(history("IN 0, OUT 100")), start=LONG_AGO, end=FAR)
    assert (before.moves(), after.moves()) == ([(0, "immigration", "final")], [])


def test_orphans_are_counted_by_border_post_and_month() -> None:
    rows = [
        {"person_id": "p", "direction": "IN", "day": 0, "post": "North"},
        {
            "person_id": "p",
            "direction": "IN",
            "day": 40,
            "post": "South",
        },  # 10 February: no exit before it
        {"person_id": "p", "direction": "OUT", "day": 41, "post": "South"},
        {"person_id": "q", "direction": "OUT", "day": 2, "post": "North"},
        {
            "person_id": "q",
            "direction": "IN",
            "day": 2,
            "post": "North",
        },  # same day, but it alternates
    ]
    answer = Answer(table(rows), start=LONG_AGO, end=FAR)
    assert [
        (
            row["post"],
            row["year"],
            row["month"],
            row["direction"],
            row["crossings"],
            row["orphans"],
        )
        for row in answer.orphans
    ] == [
        ("North", 2020, 1, "IN", 2, 0),
        ("North", 2020, 1, "OUT", 1, 0),
        ("South", 2020, 2, "IN", 1, 1),
        ("South", 2020, 2, "OUT", 1, 0),
    ]


def test_missing_columns_are_named_all_at_once() -> None:
    crossings = table(history("IN 0")).drop_columns(["sex", "post"])
    with pytest.raises(MissingColumn, match="post, sex"):
        Answer(crossings, start=LONG_AGO, end=FAR)


def test_no_crossings_are_an_answer_in_words_and_no_empty_table() -> None:
    empty = table(history("IN 0")).slice(0, 0)
    with pytest.raises(NothingToCompile, match="no crossing"):
        Answer(empty, start=LONG_AGO, end=FAR)


def test_a_person_with_5000_crossings() -> None:
    rows = [
        {"person_id": "p", "day": day, "direction": "IN" if day % 2 == 0 else "OUT"} for day in range(5000)
    ]
    # never more than a day on either side until the last crossing, on day 4999, leaves the visitor outside
    assert Answer(table(rows), start=LONG_AGO, end=6000).moves() == []


@pytest.mark.parametrize(
    ("threshold", "window"),
    [(243, 487), (488, 487)],
    ids=["half or less", "more than all"],
)
def test_a_threshold_that_cannot_decide_is_refused(threshold: int, window: int) -> None:
    with pytest.raises(UnknownDefinition, match="cannot decide residence"):
        Definition("odd", threshold, window)


def test_the_shipped_definition_is_365_of_487_days() -> None:
    rule = definition("12/16")
    assert (rule.threshold, rule.window) == (365, 487)
    with pytest.raises(UnknownDefinition, match="13/17"):
        definition("13/17")
