"""The compiled kernel against the oracle that looks at every single day, for each definition and policy."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine.model.definition import DEFINITIONS, ORPHANS, Definition
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Order, crossings_in
from serai.engine.publish.migrants import compile_migrations

from . import day_by_day
from .day_by_day import Policy
from .random_histories import RandomPeople, random_people

TYPES = {
    "person_id": pa.string(), "crossed_on": pa.date32(), "crossed_at": pa.timestamp("us"),
    "direction": pa.string(), "post": pa.string(), "citizenship": pa.string(), "sex": pa.string(),
    "birth_year": pa.int32(), "purpose": pa.string(), "intended_days": pa.int32(),
}  # fmt: skip
Found = dict[str, tuple[list[Any], list[Any], Any]]


def tables(people: RandomPeople) -> tuple[pa.Table, pa.Table]:
    """Crossings in file order, and permits."""
    rows = []
    for person, one in people.crossings:
        on = dt.date.fromordinal(one.day)
        at = None
        if one.time is not None:
            at = dt.datetime.combine(on, dt.time()) + dt.timedelta(seconds=one.time)
        rows.append((person, on, at, one.direction, one.post, one.citizenship, one.sex, one.birth_year,
                     one.purpose, one.intended_days))  # fmt: skip
    crossings = pa.table(
        {n: pa.array(c, t) for (n, t), c in zip(TYPES.items(), zip(*rows, strict=True), strict=True)}
    )
    permits = pa.table({
        "person_id": pa.array([person for person, _ in people.permits], pa.string()),
        "valid_until": pa.array([dt.date.fromordinal(p.valid_until) for _, p in people.permits], pa.date32()),
        "valid_from": pa.array([p.valid_from and dt.date.fromordinal(p.valid_from) for _, p in people.permits],
                               pa.date32()),
    })  # fmt: skip
    return crossings, permits


def deaths_in(people: RandomPeople) -> pa.Table:
    """Deaths, in no order, some people more than once."""
    return pa.table({
        "person_id": pa.array([person for person, _ in people.deaths], pa.string()),
        "died_on": pa.array([dt.date.fromordinal(day) for _, day in people.deaths], pa.date32()),
    })  # fmt: skip


def by_the_kernel(
    people: RandomPeople, rule: Definition, policy: str, folder: Path, memory: str = "1GB", **more: Any
) -> tuple[Found, dict[str, int]]:
    """What the engine says of each person about whom it says anything, and what it counts."""
    crossings, permits = tables(people)
    file = folder / "crossings.parquet"
    pq.write_table(crossings, file, row_group_size=10_000)
    made = compile_migrations(
        crossings_in([str(file)], where="crossings", definition=rule),
        folder / "out",
        Order(
            rule, policy, people.country, dt.date.fromordinal(people.first), dt.date.fromordinal(people.last)
        ),
        limits=Limits(memory, 2),
        permits=permits if people.permits else None,
        **more,
    )
    read = {name: pq.read_table(path).to_pylist() for name, path in made.files.items()}
    found: Found = {}
    for name, place in (("migrations", 0), ("conditional", 1)):
        for row in read[name]:
            found.setdefault(row["person_id"], ([], [], None))[place].append(told(row))
    for row in read["unestablished"]:
        before = found.get(row["person_id"], ([], [], None))
        found[row["person_id"]] = (before[0], before[1], told(row))
    by_person = {person: (sorted(a, key=repr), sorted(b, key=repr), c) for person, (a, b, c) in found.items()}
    return by_person, made.counts


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    warm = row.get("warm_up", False)
    return (row["date"].toordinal(), row["kind"], row["status"], warm, row["citizenship"], row["sex"],
            row["birth_year"], row["post"])  # fmt: skip


def by_every_day(
    people: RandomPeople, rule: day_by_day.Definition, policy: str, *, deaths: bool = False
) -> Found:
    """What the oracle says."""
    found: Found = {}
    died = people.died() if deaths else {}
    for person, (crossings, permits) in people.by_person().items():
        answer = day_by_day.who_migrated(
            crossings, rule, cast(Policy, policy), country=people.country, first=people.first,
            last=people.last, permits=permits, died=died.get(person),
        )  # fmt: skip
        one = (
            sorted(map(tuple, answer.migrations), key=repr),
            sorted(map(tuple, answer.conditional), key=repr),
            tuple(answer.unestablished) if answer.unestablished else None,
        )
        if one != ([], [], None):
            found[person] = one
    return found


def differences(here: Found, there: Found) -> list[Any]:
    nothing: tuple[list[Any], list[Any], Any] = ([], [], None)
    return [
        (person, here.get(person, nothing), there.get(person, nothing))
        for person in here.keys() | there.keys()
        if here.get(person, nothing) != there.get(person, nothing)
    ]


@pytest.mark.parametrize("policy", ORPHANS)
@pytest.mark.parametrize("name", DEFINITIONS)
def test_no_difference_from_looking_at_every_day(name: str, policy: str, tmp_path: Path) -> None:
    people = random_people(20261122, 1200)
    here, counts = by_the_kernel(people, DEFINITIONS[name], policy, tmp_path)
    assert len(here) > 500
    assert differences(here, by_every_day(people, day_by_day.DEFINITIONS[name], policy)) == []
    assert (counts["after_death"], counts["deaths_unmatched"]) == (0, 0)


@pytest.mark.parametrize("policy", ORPHANS)
@pytest.mark.parametrize("name", DEFINITIONS)
def test_no_difference_from_looking_at_every_day_of_those_who_die(
    name: str, policy: str, tmp_path: Path
) -> None:
    people = random_people(20261123, 1200)
    here, counts = by_the_kernel(people, DEFINITIONS[name], policy, tmp_path, deaths=deaths_in(people))
    assert len(here) > 400
    assert differences(here, by_every_day(people, day_by_day.DEFINITIONS[name], policy, deaths=True)) == []
    expected = counted_by_every_day(people, policy)
    assert {one: counts[one] for one in expected} == expected


def counted_by_every_day(people: RandomPeople, policy: str) -> dict[str, int]:
    """Crossings, and days from the first evening that is another than the one before it, as painted."""
    crossings = outside = after_death = persons = 0
    days = {day_by_day.INSIDE: 0, day_by_day.OUTSIDE: 0, day_by_day.UNKNOWN: 0}
    died = people.died()
    lives = people.by_person()
    for person, (life, permits) in lives.items():
        death = died.get(person, people.last + 1)
        seen = [one for one in life if people.first <= one.day <= people.last]
        lived = day_by_day.in_order([one for one in seen if one.day <= death])
        outside += len(life) - len(seen)
        after_death += len(seen) - len(lived)
        crossings += len(lived)
        if lived:
            persons += 1
            line = day_by_day.after_policy(lived, cast(Policy, policy), permits)
            known = death if death <= people.last else None
            painted = bytes(day_by_day.paint(line, people.first, people.last + 1, known))
            rest = painted.lstrip(painted[:1])
            days = {letter: count + rest.count(letter) for letter, count in days.items()}
    return {
        "persons": persons, "crossings": crossings, "outside": outside, "after_death": after_death,
        "days_inside": days[day_by_day.INSIDE], "days_outside": days[day_by_day.OUTSIDE],
        "days_unknown": days[day_by_day.UNKNOWN],
        "deaths_unmatched": len(died.keys() - lives.keys()),
        "permits_unmatched": sum(person not in lives for person, _ in people.permits),
    }  # fmt: skip


@cache
def very_many() -> RandomPeople:
    return random_people(7, 100_000)


@pytest.mark.full
@pytest.mark.parametrize("dying", [False, True])
@pytest.mark.parametrize("policy", ORPHANS)
@pytest.mark.parametrize("name", DEFINITIONS)
def test_no_difference_in_a_hundred_thousand_people(
    name: str, policy: str, dying: bool, tmp_path: Path
) -> None:
    people = very_many()
    rule = DEFINITIONS[name]
    here, _ = by_the_kernel(people, rule, policy, tmp_path, deaths=deaths_in(people) if dying else None)
    there = by_every_day(people, day_by_day.DEFINITIONS[name], policy, deaths=dying)
    assert differences(here, there) == []


@pytest.mark.parametrize("dying", [False, True])
@pytest.mark.parametrize("policy", ORPHANS)
def test_declared_intentions_and_excluded_purposes(policy: str, dying: bool, tmp_path: Path) -> None:
    people = random_people(5, 800)
    deaths = deaths_in(people) if dying else None
    excluded = ("tourism", "transit")
    rule = Definition("declared", 365, 487, clock="intention", exclusions=excluded)
    slow = day_by_day.Definition(365, 487, clock="intention", exclusions=frozenset(excluded))
    here, _ = by_the_kernel(people, rule, policy, tmp_path, deaths=deaths)
    assert differences(here, by_every_day(people, slow, policy, deaths=dying)) == []
    rule = Definition("by days", 183, 365, exclusions=excluded)
    slow = day_by_day.Definition(183, 365, exclusions=frozenset(excluded))
    here, _ = by_the_kernel(people, rule, policy, tmp_path, deaths=deaths)
    assert differences(here, by_every_day(people, slow, policy, deaths=dying)) == []
