"""The oracle on missing halves and on the order of one day, against cases worked by hand."""

from typing import Any

import pytest

from .day_by_day import OUTSIDE, UNKNOWN, Permit, Policy, paint
from .histories_in_words import NATIVE, ZERO, Brief, conditional, crossing, migrations, moves

# (9) Days 0 and 400 are both IN; from 500 outside.
#   drop:     inside 0..499: 500 days inside, then out.
#   midpoint: an OUT on 0 + 400 // 2 = 200. Inside 0..199 (200) and 400..486 (87) = 287 < 365: none on day 0.
#             Return 400: inside 100. None at all; the last departure proves where the person was.
#   permit-expiry, last valid day 364: OUT on 365. Inside 365 days from 0: immigration. OUT 365: outside
#             365..399 (35) and 500..851 (352) = 387 of 487: emigration on 365. Return 400: 100 days: none.
#   permit-expiry without a permit that fits: as drop.
#   unknown:  0..399 unknown. Window of 0: unknown 400, inside 400..486 = 87: neither 365 inside nor more than
#             122 outside: undecided. 400: inside 100, outside 387: impossible. 500: outside; prev is outside
#             (nothing proven), and 0 undecided to inside: conditional.
TWO_ARRIVALS = "IN0 IN400 OUT500"


@pytest.mark.parametrize(
    ("policy", "valid_until", "expected"),
    [
        ("drop", None, [(0, "immigration", "final"), (500, "emigration", "final")]),
        ("midpoint", None, []),
        ("permit-expiry", 364, [(0, "immigration", "final"), (365, "emigration", "final")]),
        ("permit-expiry", 400, [(0, "immigration", "final"), (500, "emigration", "final")]),
        ("permit-expiry", -1, [(0, "immigration", "final"), (500, "emigration", "final")]),
        ("unknown", None, [(0, "immigration", "provisional")]),
    ],
)
def test_two_arrivals_in_a_row(policy: Policy, valid_until: int | None, expected: list[Brief]) -> None:
    # Permits without a first day say nothing about the time before an arrival.
    permits = [] if valid_until is None else [Permit(ZERO + valid_until)]
    assert migrations(TWO_ARRIVALS, policy=policy, permits=permits) == expected
    kept = [(500, "emigration", "final")] if policy == "unknown" else []
    assert conditional(TWO_ARRIVALS, policy=policy, permits=permits) == kept


# The mirror, for a citizen: OUT on 0 and 400, back on 500.
#   drop:     outside 0..499: left on 0, came back on 500.
#   midpoint: IN on 200. Outside 0..199 and 400..486 = 287: none. IN 200: 200 inside 200..399, outside 400..499
#             (100), inside 500..686 (187): 387 of 487 inside: proven, but the person was resident already.
#             OUT 400: 100 outside: none.
#   permit-expiry: as drop, whatever the permits.
#   unknown:  0 undecided (400 unknown, 87 outside); 400: 100 outside, 387 inside: impossible; 500: proven
#             inside, prev inside, 0 undecided: conditional.
@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("drop", [(0, "emigration", "final"), (500, "immigration", "final")]),
        ("midpoint", []),
        ("permit-expiry", [(0, "emigration", "final"), (500, "immigration", "final")]),
        ("unknown", [(0, "emigration", "provisional")]),
    ],
)
def test_two_departures_in_a_row(policy: Policy, expected: list[Brief]) -> None:
    told: dict[str, Any] = {
        "policy": policy,
        "citizenship": NATIVE,
        "permits": [Permit(ZERO + 364)],
    }
    assert migrations("OUT0 OUT400 IN500", **told) == expected
    kept = [(500, "immigration", "final")] if policy == "unknown" else []
    assert conditional("OUT0 OUT400 IN500", **told) == kept


def test_of_a_run_of_three_the_first_is_kept() -> None:
    # Inside 0..364: 365 days, only if the run begins on 0.
    assert migrations("IN0 IN100 IN200 OUT365") == [(0, "immigration", "final"), (365, "emigration", "final")]


def test_the_latest_permit_that_fits_dates_the_departure() -> None:
    # Last valid days 100 and 364 fit; 365 is written as valid from 401 only; 500 is after the return.
    permits = [Permit(ZERO + 100), Permit(ZERO + 364), Permit(ZERO + 365, ZERO + 401), Permit(ZERO + 500)]
    assert migrations(TWO_ARRIVALS, policy="permit-expiry", permits=permits) == [
        (0, "immigration", "final"),
        (365, "emigration", "final"),
    ]


def test_an_unknown_stretch_ends_with_the_evening_of_its_last_day() -> None:
    # IN 5; IN and OUT on 9: 5..8 unknown, 9 outside. Index 0 is the evening before the first observed day, 4.
    history = moves("IN5 IN9 OUT9")
    assert bytes(paint(history, ZERO + 4, ZERO + 12)) == OUTSIDE * 2 + UNKNOWN * 4 + OUTSIDE * 3


def test_after_an_unknown_stretch_any_evening_is_a_change() -> None:
    # 90 of 90. 0..9 unknown: of the window of 0, 80 days inside, 10 unknown, complete: undecided. On 10 the person
    # is found inside as on 0, and all 90 days from 10 are inside: proven; nothing proven before: both are rows.
    assert migrations("IN0 IN10", "3m", "unknown") == [
        (0, "immigration", "provisional"),
        (10, "immigration", "final"),
    ]
    # One day of 183 of 365: unknown 0..9, inside 10..364 = 355: proven on 0; on 10 the person is resident.
    assert migrations("IN0 IN10", "un2021-6m1", "unknown") == [(0, "immigration", "final")]


def test_crossings_of_one_day_go_by_time_then_by_file_order() -> None:
    # (10) In the file OUT stands first; by time IN (08:00) comes first: out that evening, as before: no change.
    by_time = [crossing(0, "OUT", time=61200), crossing(0, "IN", time=28800)]
    assert migrations(by_time) == []
    # Equal times and no times: file order. OUT, IN: the first says inside before; inside in the evening.
    for time in (28800, None):
        filed = [crossing(0, "IN", time=time), crossing(0, "OUT", time=time), crossing(0, "IN", time=time)]
        assert migrations(filed) == [(0, "immigration", "final")]
        assert migrations(filed[:2]) == []
    # The unknown time comes after the known one, wherever it stands: OUT at noon, then IN.
    mixed = [crossing(0, "OUT", citizenship=NATIVE), crossing(0, "IN", time=43200, citizenship=NATIVE)]
    assert migrations(mixed) == []  # IN at noon, OUT after it: outside before, outside that evening
    swapped = [crossing(0, "IN", citizenship=NATIVE), crossing(0, "OUT", time=43200, citizenship=NATIVE)]
    assert migrations(swapped) == []  # OUT at noon (a resident leaves), back after it
