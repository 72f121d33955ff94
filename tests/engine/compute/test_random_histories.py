"""Random people are what they are said to be, and what the oracle says of them holds together."""

import itertools
from typing import get_args

import pytest

from .day_by_day import (
    DEFINITIONS,
    INSIDE,
    OUTSIDE,
    UNKNOWN,
    Policy,
    in_order,
    paint,
    who_migrated,
    window_days,
)
from .random_histories import MANNERS, random_people


def test_random_people_are_the_same_for_the_same_seed_and_of_every_manner() -> None:
    people = random_people(7, 3000)
    assert people == random_people(7, 3000)
    assert people != random_people(8, 3000)
    lives = people.by_person()
    assert len(lives) == 3000
    counts = [len(crossings) for crossings, _ in lives.values()]
    assert min(counts) == 1
    assert max(counts) >= 100
    assert len(MANNERS) == 9
    rows = [c for c, _ in lives.values()]
    assert {c.time is None for life in rows for c in life} == {True, False}
    assert {c.intended_days is None for life in rows for c in life} == {True, False}
    assert {c.purpose is None for life in rows for c in life} == {True, False}
    assert any(c.day < people.first for life in rows for c in life)
    assert any(c.day > people.last for life in rows for c in life)
    assert {permit.valid_from is None for _, permit in people.permits} == {True, False}
    # Persons are interleaved: neighbouring rows seldom belong to one person.
    persons = [person for person, _ in people.crossings]
    same = sum(a == b for a, b in itertools.pairwise(persons))
    assert same < len(persons) / 3


@pytest.mark.parametrize("policy", get_args(Policy))
def test_what_must_hold_of_any_life(policy: Policy) -> None:
    people = random_people(11, 1500)
    seen: set[tuple[str | None, str | None]] = set()
    for crossings, permits in people.by_person().values():
        for definition in (DEFINITIONS["12/16"], DEFINITIONS["un2021-6m1-cal"]):
            answer = who_migrated(
                crossings,
                definition,
                policy,
                country=people.country,
                first=people.first,
                last=people.last,
                permits=permits,
            )
            certain = [r.kind for r in answer.migrations if r.status != "provisional"]
            # Proven migrations alternate: nobody arrives twice without having left.
            assert all(a != b for a, b in itertools.pairwise(certain))
            for r in answer.migrations + answer.conditional:
                assert people.first <= r.day <= people.last
                complete = r.day + window_days(definition, r.day) <= people.last + 1
                assert r.status != "early" or not complete
                assert r.status != "final" or complete
                assert not (r.warm_up and r.kind == "emigration")
                seen.add((r.kind, r.status))
    assert len(seen) == 6


def test_painting_says_every_day_what_the_crossings_say() -> None:
    # The same life a second way: ask of each day which crossing was the last up to it, and which is the next.
    for crossings, _ in random_people(13, 300).by_person().values():
        ordered = in_order(crossings)
        first, end = ordered[0].day, ordered[-1].day + 30
        life = paint(ordered, first, end)
        for day in range(first, end):
            until = [c for c in ordered if c.day <= day]
            following = ordered[len(until) : len(until) + 1]
            latest = until[-1].direction
            expected = INSIDE if latest == "IN" else OUTSIDE
            if following and following[0].direction == latest:
                expected = UNKNOWN
            assert life[day - first + 1] == expected[0]
