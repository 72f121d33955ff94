"""The oracle against cases worked by hand: a judge is judged first. Days count from an arbitrary day 0."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from .day_by_day import DEFINITIONS, Permit, by_intention, month_later, threshold_days, window_days
from .histories_in_words import (
    FOREIGNER,
    NATIVE,
    ZERO,
    Brief,
    conditional,
    crossing,
    judged,
    migrations,
    moves,
)

PLAIN: list[Any] = [
    # (1) 487 of the 487 days from day 0 are inside.
    pytest.param("IN0", [(0, "immigration", "final")], id="who comes and stays has immigrated"),
    # (2) Days 0..364 are 365 days inside: enough. From 365 all 487 are outside, and the resident left.
    pytest.param(
        "IN0 OUT365",
        [(0, "immigration", "final"), (365, "emigration", "final")],
        id="365 days, then gone for good: both",
    ),
    # (3) Days 0..363 are 364 days: one too few. The departure proves "outside", which the person was already.
    pytest.param("IN0 OUT364", [], id="364 days are a visit"),
    # (4) Away 100..221 = 122 days: 487 - 122 = 365 inside. The trip: 122 outside, then inside: 365 inside of
    # its 487 days, no 365 outside. The return proves "inside", which the person is already.
    pytest.param("IN0 OUT100 IN222", [(0, "immigration", "final")], id="trips of 122 days leave 365"),
    # The same in two trips: 60 days (100..159) and 62 days (200..261).
    pytest.param("IN0 OUT100 IN160 OUT200 IN262", [(0, "immigration", "final")], id="122 days in two trips"),
    # Away 100..222 = 123 days: 364 inside. The return on 223 is lasting and counts then.
    pytest.param("IN0 OUT100 IN223", [(223, "immigration", "final")], id="trips of 123 days are too many"),
    # (5) Resident from day 0; away 600..620, 21 days: the departure's window holds 466 days inside.
    pytest.param("IN0 OUT600 IN621", [(0, "immigration", "final")], id="a holiday of three weeks is none"),
    # (6) Inside 0..334 (335) and 365..486 (122): 457 of 487. It is the first arrival that counts.
    pytest.param("IN0 OUT335 IN365", [(0, "immigration", "final")], id="a visitor who stays came at first"),
    # (8) Inside on even days 0..298, outside on odd ones and after 299: 150 days inside in all. The last
    # departure is lasting, but the commuter lived outside already.
    pytest.param(
        " ".join(f"{('IN', 'OUT')[day % 2]}{day}" for day in range(300)), [], id="a commuter never moved"
    ),
    # In every morning and out every evening: no evening is a change at all.
    pytest.param(" ".join(f"IN{day} OUT{day}" for day in range(150)), [], id="home every evening"),
    # Back before the evening: day 0 is no change; nor is the evening of day 700 of the resident since 5.
    pytest.param("IN0 OUT0 IN5 OUT700 IN700", [(5, "immigration", "final")], id="a day trip is no change"),
]


@pytest.mark.parametrize(("history", "expected"), PLAIN)
def test_a_foreigners_crossings_under_365_of_487(history: str, expected: list[Brief]) -> None:
    assert migrations(history) == expected
    assert conditional(history) == []


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        # (7) Out 0..334 (335), in 335..348 (14), out 349..500 (152), back on 501. Of days 0..486 outside:
        # 335 + 138 = 473 >= 365: left on day 0. Return 335: 14 + no more inside till 500: 335..821 holds
        # 152 > 122 outside. Departure 349: 152 outside of 487. Return 501 lasts: a lasting return.
        pytest.param(
            "OUT0 IN335 OUT349 IN501",
            [(0, "emigration", "final"), (501, "immigration", "final")],
            id="eleven months out, two weeks back, five months out",
        ),
        # Out 0..334, in 335..348, out 349..378 (30): of days 0..486 outside 335 + 30 = 365: just enough.
        pytest.param(
            "OUT0 IN335 OUT349 IN379",
            [(0, "emigration", "final"), (335, "immigration", "final")],
            id="365 days outside are enough",
        ),
        # One day less: 364 outside. The return on 335 proves "inside" (487 - 30), where the person was all along.
        pytest.param("OUT0 IN335 OUT349 IN378", [], id="364 days outside are not"),
    ],
)
def test_a_citizen_first_seen_leaving_was_resident(history: str, expected: list[Brief]) -> None:
    # 379 in the second case: window of the return [335, 822) holds 30 days outside, 457 inside.
    assert migrations(history, citizenship=NATIVE) == expected


# (11) 365 of 487, arrival on 0; the number is the last observed day, so days 0..last are seen.
@pytest.mark.parametrize(
    ("history", "last", "expected"),
    [
        ("IN0", 485, [(0, "immigration", "early")]),  # 486 days seen: the window misses one
        ("IN0", 486, [(0, "immigration", "final")]),  # all 487 seen
        ("IN0", 364, [(0, "immigration", "early")]),  # 365 days inside so far
        ("IN0", 363, [(0, "immigration", "provisional")]),  # 364 so far
        ("IN0", 0, [(0, "immigration", "provisional")]),
        # 122 days outside so far (200..321): 365 inside can still be; and the departure might count if the
        # arrival does: conditional, not here. One day more outside and neither can be.
        ("IN0 OUT200", 321, [(0, "immigration", "provisional")]),
        ("IN0 OUT200", 322, []),
    ],
)
def test_a_window_that_is_not_over(history: str, last: int, expected: list[Brief]) -> None:
    assert migrations(history, last=last) == expected


def test_months_are_not_days() -> None:
    # (12) From 1 March 2023 twelve months are 366 days (29 February 2024), of which 365 are not enough.
    begins = dt.date(2023, 3, 1).toordinal() - ZERO
    leaves = dt.date(2024, 2, 29).toordinal() - ZERO
    assert leaves - begins == 365
    assert migrations(f"IN{begins} OUT{leaves}", "un1998") == [
        (begins, "immigration", "final"),
        (leaves, "emigration", "final"),
    ]
    assert migrations(f"IN{begins} OUT{leaves}", "un1998-cal") == []
    # A year before there is no leap day: 1 March 2022 to 1 March 2023 are 365 days, enough for both.
    for name in ("un1998", "un1998-cal"):
        assert migrations(f"IN{begins - 365} OUT{begins}", name)[0] == (begins - 365, "immigration", "final")


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-12-15", 1, "2024-01-15"),
        ("2022-11-30", 3, "2023-02-28"),
        ("2023-09-30", 16, "2025-01-30"),
    ],
)
def test_adding_months(start: str, months: int, expected: str) -> None:
    assert month_later(dt.date.fromisoformat(start).toordinal(), months) == (
        dt.date.fromisoformat(expected).toordinal()
    )


def test_six_months_and_a_day() -> None:
    # 31 August 2023 + 6 months = 29 February 2024: 30+31+30+31+31+29 = 182 days (from the 31st), and one day.
    day = dt.date(2023, 8, 31).toordinal()
    assert threshold_days(DEFINITIONS["un2021-6m1-cal"], day) == 183
    assert window_days(DEFINITIONS["un2021-6m1-cal"], day) == 366
    # 1 March 2023 to 1 September: 31+30+31+30+31+31 = 184, and one day.
    assert threshold_days(DEFINITIONS["un2021-6m1-cal"], dt.date(2023, 3, 1).toordinal()) == 185


# (13) OUT on 0 and gone.
def test_first_seen_leaving() -> None:
    assert migrations("OUT0", citizenship=NATIVE) == [(0, "emigration", "final")]
    assert judged("OUT0", citizenship=NATIVE).unestablished is None
    # A foreigner whose permit is valid that day (its last day, its first day) was resident.
    for permit in (Permit(ZERO), Permit(ZERO + 9, ZERO)):
        assert migrations("OUT0", permits=[permit]) == [(0, "emigration", "final")]
    # Expired the day before, or from tomorrow: nobody knows.
    for permits in ([], [Permit(ZERO - 1)], [Permit(ZERO + 9, ZERO + 1)]):
        answer = judged("OUT0", permits=permits, sex="F", birth_year=1990, post="North")
        assert answer.migrations == answer.conditional == []
        assert answer.unestablished == (ZERO, "emigration", "final", False, FOREIGNER, "F", 1990, "North")


def test_the_first_proven_change_of_an_unestablished_person_says_where_the_next_is_from() -> None:
    # OUT 0, back on 100 to stay: 387 of the 487 days from 0 inside: nothing on 0. 100 is proven: no row, but now
    # the person is resident, and leaves for good on 600 (100..586 are 487 days inside).
    answer = judged("OUT0 IN100 OUT600")
    assert [(r.day - ZERO, r.kind) for r in answer.migrations] == [(600, "emigration")]
    assert answer.unestablished is not None
    assert answer.unestablished[:3] == (ZERO, "immigration", "final")
    # Nothing proven yet: 50 days seen.
    undecided = judged("OUT0", last=49).unestablished
    assert undecided is not None
    assert undecided[:3] == (ZERO, None, None)


def test_a_resident_who_comes_home_does_not_immigrate() -> None:
    # Observation begins on -500. A permit from before the arrival, still valid on -500: resident before.
    held = Permit(ZERO - 500, ZERO - 900)
    assert migrations("IN0 OUT600", permits=[held]) == [(600, "emigration", "final")]
    # Expired the day before observation, first valid on the day of arrival, or of unknown start: a newcomer.
    for permit in (Permit(ZERO - 501, ZERO - 900), Permit(ZERO + 900, ZERO), Permit(ZERO + 900)):
        assert migrations("IN0", permits=[permit]) == [(0, "immigration", "final")]


def test_the_last_spell_ends_with_observation() -> None:
    # (14) 90 of 90: arrival on 0, seen to day 89 = 90 days; to day 88 = 89 days.
    assert migrations("IN0", "3m", last=89) == [(0, "immigration", "final")]
    assert migrations("IN0", "3m", last=88) == [(0, "immigration", "provisional")]
    # An arrival on the last observed day itself is seen for one day.
    assert migrations("IN89", "3m", last=89) == [(89, "immigration", "provisional")]


def test_crossings_outside_the_observed_days_are_left_out_and_counted() -> None:
    answer = judged("IN-501 OUT-500 IN0 OUT2000 IN2001", citizenship=NATIVE)
    # Left: OUT -500 (a citizen: resident; 487 days outside, from -500 to -14), IN 0, OUT 2000 (one day).
    assert answer.left_out == 2
    assert [(r.day - ZERO, r.kind, r.status) for r in answer.migrations] == [
        (-500, "emigration", "final"),
        (0, "immigration", "final"),
        (2000, "emigration", "provisional"),
    ]
    assert judged("IN-501 OUT2001") == ([], [], None, 2, 0)


def test_attributes_are_those_of_the_event() -> None:
    # (15) (16) Naturalised, recorded anew and at another post by the time of leaving.
    history = [
        crossing(0, "IN", post="North", sex=None, birth_year=1990),
        crossing(365, "OUT", post="South", sex="F", birth_year=1991, citizenship=NATIVE),
    ]
    came, left = judged(history).migrations
    assert came[4:] == (FOREIGNER, None, 1990, "North")
    assert left[4:] == (NATIVE, "F", 1991, "South")
    # Two more crossings that day: the last of them decides the evening. Under drop the second of two INs goes.
    busy = [crossing(0, "IN", post="A"), crossing(0, "OUT", post="B"), crossing(0, "IN", post="C")]
    assert judged(busy).migrations[0].post == "C"
    assert judged([busy[0], busy[2]]).migrations[0].post == "A"
    # An added departure has the neighbour's before it: 400 // 2 = 200 under midpoint, of "A", after 200 days inside.
    pair = [crossing(0, "IN", post="A"), crossing(400, "IN", post="B"), crossing(401, "OUT", post="C")]
    left = judged(pair, "3m", "midpoint").migrations[1]
    assert (left.day - ZERO, left.kind, left.post) == (200, "emigration", "A")


def test_a_late_crossing_turns_a_final_event() -> None:
    # (17) Day 0 was final. Then an OUT of day 200 comes in, last in the file: 200 days inside, gone since. Nothing.
    told = moves("IN0")
    assert migrations(told) == [(0, "immigration", "final")]
    assert migrations([*told, crossing(200, "OUT")]) == []


@pytest.mark.parametrize(
    ("history", "begin", "expected"),
    [
        ("IN486", 0, [True]),  # (18) 486 < 0 + 487
        ("IN487", 0, [False]),
        ("IN0", 0, [True]),
        # A visit of 10 days, 290 days away: neither is proven, so 300 still rests on the first arrival alone.
        ("IN0 OUT10 IN300", 0, [True]),
        # 590 days away: the departure of day 10 proves that the person lived outside (no migration, but proof).
        ("IN0 OUT10 IN600", 0, [False]),
        # A proven stay before: 600 is an emigration, 1100 an immigration after something proven.
        ("IN0 OUT600 IN1100", 0, [True, False, False]),
    ],
)
def test_an_arrival_soon_after_the_data_begin(history: str, begin: int, expected: list[bool]) -> None:
    assert [r.warm_up for r in judged(history, begin=begin).migrations] == expected


def test_warm_up_does_not_touch_a_citizen_first_seen_leaving() -> None:
    # Left on 0 (a resident), back on 400: 400 of 487 outside: both proven, and none in doubt.
    assert [r.warm_up for r in judged("OUT0 IN400", begin=0, citizenship=NATIVE).migrations] == [False, False]


def test_a_change_that_counts_only_if_an_undecided_one_does() -> None:
    # 183 of 365, seen to day 199. IN 0: 100 inside, 100 outside (not more than 182): undecided. OUT 100: 100
    # outside of 183: undecided; the person was outside before anything was proven, but for day 0: conditional.
    answer = judged("IN0 OUT100", "un2021-6m1", last=199)
    assert [r[:3] for r in answer.migrations] == [(ZERO, "immigration", "provisional")]
    assert [r[:4] for r in answer.conditional] == [(ZERO + 100, "emigration", "provisional", False)]
    # Seen to 282: 183 outside: day 0 cannot be any more, and with it the departure is nothing.
    assert judged("IN0 OUT100", "un2021-6m1", last=282) == ([], [], None, 0, 0)
    # Seen to 199 after a proven stay since -400: OUT 100 is a migration in its own right.
    assert migrations("IN-400 OUT100", "un2021-6m1", last=199) == [
        (-400, "immigration", "final"),
        (100, "emigration", "provisional"),
    ]
    # Of three undecided in a row the third comes back to where the person was but for the second: IN 0 and IN 90
    # are rows, OUT 60 is conditional. Seen to 119: 60 inside, 30 outside, 30 inside.
    assert migrations("IN0 OUT60 IN90", "un2021-6m1", last=119) == [
        (0, "immigration", "provisional"),
        (90, "immigration", "provisional"),
    ]
    assert conditional("IN0 OUT60 IN90", "un2021-6m1", last=119) == [(60, "emigration", "provisional")]


def test_of_a_person_nobody_knows_a_change_hangs_on_the_undecided_one_before_it() -> None:
    # A foreigner first seen leaving; both changes undecided at the end of day 119. If the departure is proven the
    # person was outside, and the arrival may be a migration; otherwise it only tells where the person is.
    answer = judged("OUT0 IN60", "un2021-6m1", last=119)
    assert answer.migrations == []
    assert [r[:4] for r in answer.conditional] == [(ZERO + 60, "immigration", "provisional", False)]
    assert answer.unestablished is not None


def test_by_intention_the_declared_days_decide_at_once() -> None:
    told = by_intention(DEFINITIONS["12/16"])
    for declared, expected in (
        (365, [(0, "immigration", "final")]),
        (364, []),
        (None, [(0, "immigration", "provisional")]),
    ):
        assert migrations([crossing(0, "IN", intended_days=declared)], told, last=5) == expected
    # Undecided arrival, then a declared absence of 365 days: counts only if the arrival does.
    pair = [crossing(0, "IN"), crossing(10, "OUT", intended_days=365)]
    assert conditional(pair, told) == [(10, "emigration", "final")]


def test_excluded_purposes_prove_nothing() -> None:
    without = replace(DEFINITIONS["12/16"], exclusions=frozenset({"diplomatic"}))
    assert migrations("IN0", without, purpose="diplomatic") == []
    assert migrations("IN0", without, purpose="work") == [(0, "immigration", "final")]
    assert migrations("IN0", without) == [(0, "immigration", "final")]
    assert migrations("IN0", by_intention(without), purpose="diplomatic", intended_days=900) == []
