"""The timeline: where circles stand, and the same numbers as a table."""

from __future__ import annotations

from serai.web.pictures import timeline

NUMBERS = {(2013, "meeting"): 4, (2015, "meeting"): 1, (2015, "training"): 2}


def test_one_lane_per_family_that_has_something() -> None:
    picture = timeline(NUMBERS)
    assert picture is not None
    assert [(lane.family, lane.total) for lane in picture.lanes] == [("meeting", 5), ("training", 2)]
    assert picture.years == (2013, 2014, 2015)


def test_the_area_of_a_circle_stands_for_the_number() -> None:
    picture = timeline(NUMBERS)
    assert picture is not None
    # The largest number, 4, has the radius 15; a quarter of it has half the radius, 7.5, drawn as 8.
    assert [(bubble.year, bubble.radius) for bubble in picture.lanes[0].bubbles] == [(2013, 15), (2015, 8)]
    # Years stand 26 apart, the first one 21 from the edge.
    assert [bubble.x for bubble in picture.lanes[0].bubbles] == [21, 73]


def test_every_fifth_year_and_the_last_one_are_written() -> None:
    picture = timeline({(1991, "meeting"): 1, (2018, "meeting"): 1})
    assert picture is not None
    assert [year for _, year in picture.ticks] == [1995, 2000, 2005, 2010, 2015, 2018]


def test_the_table_has_the_newest_year_first_and_no_empty_years() -> None:
    picture = timeline(NUMBERS)
    assert picture is not None
    assert picture.rows == [(2015, [1, 2]), (2013, [4, 0])]


def test_nothing_makes_no_picture() -> None:
    assert timeline({}) is None
