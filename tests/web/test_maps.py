"""The map of states: where points come, how large they are, which names are written. Worked by hand."""

from __future__ import annotations

from math import cos, radians

import pytest

from serai.commons.partnership.records import StateMark
from serai.commons.places.middles import MIDDLES
from serai.web.maps import states_map


def mark(code: str, activities: int = 0) -> StateMark:
    return StateMark(code, code.title(), code, activities)


def test_two_states_lie_where_their_degrees_are() -> None:
    # Greece at 22 E 39.5 N and Poland at 19.5 E 52 N; five degrees around: 14.5 to 27 E, 34.5 to 57 N
    drawn = states_map([mark("GRC", 4), mark("POL")])
    assert drawn is not None
    across = 600 / 12.5
    down = across / cos(radians(45.75))
    greece, poland = drawn.spots
    assert (greece.key, greece.x) == ("GRC", 7.5 * across)
    assert greece.y == pytest.approx(17.5 * down, abs=0.1)
    assert (poland.x, poland.y) == (5 * across, pytest.approx(5 * down, abs=0.1))
    assert drawn.height == round(22.5 * down)
    # the whole world lies under it: its left edge is 180 + 14.5 degrees to the left
    assert drawn.land[0] == -194.5 * across


def test_the_area_of_a_circle_stands_for_the_number() -> None:
    drawn = states_map([mark("GRC", 16), mark("POL", 4), mark("FIN")])
    assert drawn is not None
    # the least radius is 3.5, the most 17; a quarter of the number has half of what lies between
    assert [spot.radius for spot in drawn.spots] == [17.0, 10.2, 3.5]
    assert [spot.label_y is not None for spot in drawn.spots] == [True, True, False]


def test_one_far_state_in_forty_lies_outside_and_is_named() -> None:
    near = [code for code, (east, north) in MIDDLES.items() if 0 < east < 60 and 30 < north < 60][:40]
    assert len(near) == 40
    drawn = states_map([*map(mark, near), mark("AUS", 3)])
    assert drawn is not None
    assert [one.key for one in drawn.outside] == ["AUS"]
    assert len(drawn.spots) == 40
    few = states_map([*map(mark, near[:5]), mark("AUS", 3)])
    assert few is not None
    assert few.outside == ()


def test_a_name_goes_above_where_something_lies_below() -> None:
    # Afghanistan's name below would lie on Pakistan's circle
    drawn = states_map([mark("PAK", 20), mark("AFG", 6), mark("PRT"), mark("BGD")])
    assert drawn is not None
    labels = {spot.key: (spot.label_y or 0) - spot.y for spot in drawn.spots}
    assert labels["AFG"] < 0


def test_states_without_a_known_place_make_no_map() -> None:
    assert states_map([StateMark("X", "Karvania", "QRV", 1)]) is None
    assert states_map([]) is None
