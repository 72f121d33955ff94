"""Death ends a spell and moves nobody: cases worked by hand, told by the engine, the SQL and the day-by-day oracle."""

from __future__ import annotations

from typing import Any

import pytest

from serai.engine.model.definition import definition

from . import histories_in_words
from .day_by_day import Policy
from .histories import Answer, deaths_on, table
from .histories_in_words import NATIVE, Brief, crossing

BEGIN = -500
CASES: list[Any] = [
    # (14) Days 0..100 are 101 days inside, the other 386 of the 487 on no side.
    pytest.param("IN0", 100, [], id="who comes and dies after 100 days did not become a resident"),
    # 0..363 are 364 days; 0..364 are 365, the day of death among them.
    pytest.param("IN0", 363, [], id="364 days before dying are a visit"),
    pytest.param("IN0", 364, [(0, "immigration", "final")], id="365 days before dying, and no emigration"),
    # A citizen first seen leaving was a resident. 0..363 are 364 days outside, 0..364 are 365.
    pytest.param("out0", 100, [], id="who leaves and dies abroad after 100 days did not emigrate"),
    pytest.param("out0", 363, [], id="364 days abroad are no emigration"),
    pytest.param("out0", 364, [(0, "emigration", "final")], id="365 days abroad before dying"),
    # 365 days inside 0..364; outside 365..728 are 364 days, 365..729 are 365.
    pytest.param("IN0 OUT365", 728, [(0, "immigration", "final")], id="a resident who died abroad too soon"),
    pytest.param(
        "IN0 OUT365",
        729,
        [(0, "immigration", "final"), (365, "emigration", "final")],
        id="a resident who had emigrated when dying",
    ),
    # Inside 0..99 (100) and 222..485 (264) or 222..486 (265). The return: 264 or 265 days inside, no more.
    pytest.param("IN0 OUT100 IN222", 485, [], id="364 days with a trip between"),
    pytest.param("IN0 OUT100 IN222", 486, [(0, "immigration", "final")], id="365 days with a trip between"),
    # The crossings of the day of death count: outside on day 100. Without the later one: 365 days inside.
    pytest.param("IN0 OUT100", 100, [], id="out on the day of death"),
    pytest.param("IN0 OUT364", 364, [], id="out on the day of death after 364 days"),
    pytest.param("IN0 OUT365", 364, [(0, "immigration", "final")], id="out on the day after it"),
    pytest.param("IN0 IN10 OUT20 IN30", -1, [], id="all crossings after the death"),
    pytest.param("OUT0 IN400 OUT500", -1, [], id="a death before the first crossing, first seen leaving"),
]


@pytest.mark.parametrize(("history", "died", "expected"), CASES)
def test_case_14(history: str, died: int, expected: list[Brief]) -> None:
    assert told(history, died) == expected


@pytest.mark.parametrize(
    ("history", "died", "last", "expected"),
    [
        # Seen to day 199. Alive, 200 days inside are undecided; of the dead 287 or more of 487 days are on no side.
        pytest.param("IN0", 100, 199, [], id="the dead are decided before the window is over"),
        pytest.param("IN0", 199, 199, [], id="died on the last day seen"),
        pytest.param("IN0", 200, 199, [(0, "immigration", "provisional")], id="died later: not known"),
        pytest.param("IN0", 5000, 199, [(0, "immigration", "provisional")], id="died much later: not known"),
        # 0..380 are 381 days, and the window ends with day 486.
        pytest.param("IN0", 380, 485, [(0, "immigration", "early")], id="early: the window is not over"),
        pytest.param("IN0", 380, 486, [(0, "immigration", "final")], id="final: it is over"),
    ],
)
def test_a_death_and_the_end_of_what_is_seen(
    history: str, died: int, last: int, expected: list[Brief]
) -> None:
    assert told(history, died, last=last) == expected


@pytest.mark.parametrize(
    ("died", "expected"),
    [
        # 0..399 unknown; of 0..486 inside 400..450 (51), dead 451..486 (36): 365 may be, 122 others are not.
        (450, [(0, "immigration", "provisional")]),
        # Inside 400 alone, dead 401..486 (86).
        (400, [(0, "immigration", "provisional")]),
        # The second arrival is after the death, so nothing is unknown: inside 0..399.
        (399, [(0, "immigration", "final")]),
        # 90 inside, the rest on no side.
        (89, []),
    ],
)
def test_days_nobody_knows_before_a_death(died: int, expected: list[Brief]) -> None:
    assert told("IN0 IN400", died, policy="unknown") == expected


def test_a_death_decides_what_a_later_change_hung_on() -> None:
    # 183 of 365, seen to day 199. Alive: the arrival is undecided, the departure hangs on it. Dead on day 150: 100 days
    # inside and 51 outside are all there will be.
    assert told("IN0 OUT100", None, "un2021-6m1", last=199) == [(0, "immigration", "provisional")]
    assert told("IN0 OUT100", 150, "un2021-6m1", last=199) == []
    for died, rows in ((None, 1), (150, 0)):
        assert len(engine("IN0 OUT100", died, "un2021-6m1", last=199).conditional) == rows


def test_a_stay_in_calendar_months() -> None:
    # Day 0 is 1 January; 6 months and a day of 12 are 183 days from 1 January 2020 (leap) and 182 from 2021. The two
    # calendars of these tests begin in these years, so the edges are a day apart.
    by = "un2021-6m1-cal"
    assert engine("IN0", 181, by).moves() == []
    assert engine("IN0", 182, by).moves() == [(0, "immigration", "final")]
    assert oracle("IN0", 180, by) == []
    assert oracle("IN0", 181, by) == [(0, "immigration", "final")]


def test_a_declared_stay_is_believed_whoever_dies() -> None:
    from .day_by_day import DEFINITIONS, by_intention

    stays = [crossing(0, "IN", intended_days=365)]
    assert histories_in_words.migrations(stays, by_intention(DEFINITIONS["12/16"]), died=5) == [
        (0, "immigration", "final")
    ]


@pytest.mark.parametrize(
    ("history", "died", "expected"),
    [
        ("IN0", 100, {"days_inside": 101, "days_outside": 0, "crossings": 1, "after_death": 0}),
        ("IN0 OUT365", 400, {"days_inside": 365, "days_outside": 36, "crossings": 2, "after_death": 0}),
        ("IN0 OUT365", 364, {"days_inside": 365, "days_outside": 0, "crossings": 1, "after_death": 1}),
        ("IN0 OUT365 IN370", -1, {"days_inside": 0, "persons": 0, "crossings": 0, "after_death": 3}),
        # seen to day 2000
        ("IN0", 2001, {"days_inside": 2001, "days_outside": 0, "deaths_unmatched": 0}),
    ],
)
def test_days_end_with_the_day_of_death(history: str, died: int, expected: dict[str, int]) -> None:
    counts = engine(history, died).compiled.counts
    assert {name: counts[name] for name in expected} == expected
    assert sum(row["crossings"] for row in engine(history, died).orphans) == counts["crossings"]


def told(
    history: str,
    died: int | None,
    by: str = "12/16",
    *,
    policy: Policy = "drop",
    last: int = histories_in_words.LAST,
) -> list[Brief]:
    """What the engine says, when the oracle says it too; ``out0`` is a citizen's departure."""
    found = engine(history, died, by, policy=policy, last=last).moves()
    assert oracle(history, died, by, policy=policy, last=last) == found
    return found


def oracle(history: str, died: int | None, by: str, **more: Any) -> list[Brief]:
    about = {"citizenship": NATIVE} if history.islower() else {}
    return histories_in_words.migrations(history.upper(), by, died=died, begin=BEGIN, **about, **more)


def engine(
    history: str,
    died: int | None,
    by: str = "12/16",
    *,
    policy: str = "drop",
    last: int = histories_in_words.LAST,
) -> Answer:
    """The engine's answer, which ``Answer`` holds against the SQL where that covers the question."""
    about = {"person_id": "p", "citizenship": "QRV" if history.islower() else "QRX"}
    rows = [
        {"direction": word.rstrip("-0123456789"), "day": int(word.lstrip("INOUT")), **about}
        for word in history.upper().split()
    ]
    deaths = None if died is None else deaths_on({"p": died})
    return Answer(
        table(rows), start=BEGIN, end=last + 1, definition=definition(by), orphans=policy, deaths=deaths
    )
