"""Counts as they are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.kernel.units import Count, Qualifier, total

EXACT, MORE, LEAST = Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.AT_LEAST
AROUND, ALMOST, UP_TO = Qualifier.AROUND, Qualifier.ALMOST, Qualifier.UP_TO


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(22), "22"),
        (Count(75, MORE), "more than 75"),
        (Count(1500000, LEAST), "at least 1,500,000"),
        (Count(120000000, AROUND), "around 120,000,000"),
        (Count(50, ALMOST), "almost 50"),
        (Count(11, UP_TO), "up to 11"),
    ],
)
def test_a_count_is_said_as_it_was_told(count: Count, words: str) -> None:
    assert str(count) == words


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="never below zero"):
        Count(-1)


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        pytest.param(Count(36), Count(34), True, id="two exact numbers that differ"),
        pytest.param(Count(250, MORE), Count(230, MORE), False, id="over 250 is also over 230"),
        pytest.param(Count(9), Count(10, MORE), True, id="nine is not over ten"),
        pytest.param(Count(50), Count(50, MORE), True, id="fifty is not over fifty"),
        pytest.param(Count(50), Count(50, LEAST), False, id="fifty is at least fifty"),
        pytest.param(Count(50), Count(46, ALMOST), False, id="almost contradicts nothing"),
        pytest.param(Count(5, UP_TO), Count(5, MORE), True, id="up to five is not over five"),
    ],
)
def test_counts_contradict_only_when_both_cannot_be_true(one: Count, other: Count, contradict: bool) -> None:
    assert one.contradicts(other) is contradict
    assert other.contradicts(one) is contradict


@pytest.mark.parametrize(
    ("parts", "sum_"),
    [
        pytest.param([Count(22), Count(15)], Count(37), id="exact numbers add up"),
        pytest.param([Count(75, MORE), Count(22)], Count(97, MORE), id="a lower bound makes a lower bound"),
        pytest.param([Count(10, LEAST), Count(5)], Count(15, LEAST), id="at least stays at least"),
        pytest.param([Count(10), Count(5, AROUND)], None, id="around is never added up"),
        pytest.param([], None, id="nothing is not zero"),
    ],
)
def test_a_sum_claims_no_more_than_its_parts(parts: list[Count], sum_: Count | None) -> None:
    assert total(parts) == sum_


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from([EXACT, MORE, LEAST])), min_size=1))
def test_a_sum_is_true_when_all_its_parts_are_as_small_as_they_may_be(
    parts: list[tuple[int, Qualifier]],
) -> None:
    counts = [Count(value, qualifier) for value, qualifier in parts]
    smallest = sum(count.lowest or 0 for count in counts)
    found = total(counts)
    assert found is not None
    assert found.lowest is not None
    assert found.lowest <= smallest
