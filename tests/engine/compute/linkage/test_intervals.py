"""Intervals around shares: published values of Wilson's, strata worked by hand."""

from __future__ import annotations

import pytest

from serai.engine.compute.linkage import Stratum, recalled, share_of, wilson


@pytest.mark.parametrize(
    ("same", "n", "low", "high"),
    [
        # 81 of 263 is an example of Newcombe (1998), table I: 0.2553 to 0.3662; 15 of 148: 0.0624 to 0.1605;
        # 0 of 20: 0 to 0.1611; 1 of 29: 0.0061 to 0.1718
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_the_published_one(same: int, n: int, low: float, high: float) -> None:
    assert wilson(same, n) == pytest.approx((low, high), abs=0.00005)


def test_nothing_looked_at_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    for share in (
        share_of([]),
        share_of([Stratum(100, 0, 0)]),
        recalled([], []),
        recalled([Stratum(9, 3, 0)], []),
    ):
        assert (share.value, share.low, share.high) == (None, 0.0, 1.0)


def test_a_share_weighs_each_stratum_by_its_size() -> None:
    # 900 pairs of which 18 of 20 are of one person, 100 of which 1 in 2 of 20: (900 * 0.9 + 100 * 0.5) / 1000
    share = share_of([Stratum(900, 20, 18), Stratum(100, 20, 10)])
    assert share.value == pytest.approx(0.86)
    assert share.low < 0.86 < share.high
    assert share.n == 40


def test_what_was_looked_at_in_whole_is_known() -> None:
    share = share_of([Stratum(10, 10, 9)])
    assert (share.value, share.low, share.high) == (0.9, 0.9, 0.9)
    found = recalled([Stratum(10, 10, 9)], [Stratum(5, 5, 3)])
    assert (found.value, found.low, found.high) == (0.75, 0.75, 0.75)


def test_a_stratum_in_the_dark_widens_the_interval_by_its_size() -> None:
    share = share_of([Stratum(80, 80, 80), Stratum(20, 0, 0)])
    assert (share.value, share.low, share.high) == (1.0, pytest.approx(0.8), pytest.approx(1.0))
    # 30 missed for certain and 10 in the dark: between 60 of 100 and 60 of 90
    found = recalled([Stratum(60, 60, 60)], [Stratum(30, 30, 30), Stratum(10, 0, 0)])
    assert found.value == pytest.approx(60 / 90)
    assert (found.low, found.high) == (pytest.approx(0.6), pytest.approx(60 / 90))


def test_samples_without_an_error_are_not_taken_for_perfect() -> None:
    share = share_of([Stratum(1000, 30, 30), Stratum(1000, 30, 30)])
    assert share.value == 1.0
    assert 0.9 < share.low < 0.97
