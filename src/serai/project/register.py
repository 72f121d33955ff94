"""The demo's register: border crossings of people who do not exist, of a state that does not exist.

Every row says ``synthetic`` = true, the state is ``QRV`` and its neighbours ``QRX``, ``QRY``, ``QRZ`` (codes
that ISO 3166 leaves to its users), and the posts are called invented. The register has what real ones
have: visitors, commuters, students, workers, families and nationals who go and come back; exits that a
land post does not record; records written twice; and a few dozen rows that no one could use.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

HOME = "QRV"
NEIGHBOURS = ("QRX", "QRY", "QRZ")
POSTS = tuple(f"Invented post {name}" for name in ("North", "South", "East", "West", "Airport"))
LEAKY_POST = "Invented post East"
START, END = dt.date(2020, 7, 1), dt.date(2025, 6, 30)

Days = NDArray[np.int64]


@dataclass(frozen=True)
class RegisterSummary:
    """What was written, so that a receipt can be held against it."""

    rows: int
    people: int
    repeated: int
    bad: dict[str, int]
    exits_not_recorded: int


@dataclass
class _Register:
    """People and their crossings as they are made up, group by group."""

    random: np.random.Generator
    last_day: int
    citizenship: list[NDArray[Any]] = field(default_factory=list)
    birth_year: list[Days] = field(default_factory=list)
    sex: list[NDArray[Any]] = field(default_factory=list)
    home_post: list[Days] = field(default_factory=list)
    crossings: list[tuple[Days, Days, NDArray[Any]]] = field(default_factory=list)
    count: int = 0

    def people(self, size: int, *, foreign: bool, ages: tuple[float, float], women: float) -> Days:
        """So many new people, with ages around ``ages`` (mean, spread) in 2022; their numbers."""
        origin = self.random.choice(NEIGHBOURS, size, p=(0.56, 0.31, 0.13))
        # the register begins in 2020: nobody crosses before being born
        age = np.abs(self.random.normal(ages[0], ages[1], size)).astype(np.int64).clip(2, 96)
        self.citizenship.append(origin if foreign else np.full(size, HOME))
        self.birth_year.append(2022 - age)
        self.sex.append(np.where(self.random.random(size) < women, "F", "M"))
        self.home_post.append(self.random.choice(len(POSTS), size, p=(0.2, 0.14, 0.26, 0.1, 0.3)))
        numbers = np.arange(self.count, self.count + size)
        self.count += size
        return numbers

    def cross(self, who: Days, day: Days, way: str) -> None:
        """One crossing for each of ``who``; those before the first or after the last day are not seen."""
        seen = (day >= 0) & (day <= self.last_day)
        self.crossings.append((who[seen], day[seen], np.full(int(seen.sum()), way)))

    def trip(self, who: Days, begin: Days, length: Days, *, first: str) -> Days:
        """There and back again: ``first`` on the day ``begin``, the other way ``length`` days later."""
        self.cross(who, begin, first)
        self.cross(who, begin + length, "OUT" if first == "IN" else "IN")
        return begin + length

    def stays(self, median: float, spread: float, size: int) -> Days:
        """Lengths of stay in days: log-normal, so that a few are very long."""
        return np.round(self.random.lognormal(np.log(median), spread, size)).astype(np.int64)

    def days(self, size: int, before: int = 0) -> Days:
        """Days anywhere in the register, or up to ``before`` days before it begins."""
        return self.random.integers(-before, self.last_day, size)


def write_crossings(
    path: Path,
    *,
    people: int = 42_000,
    seed: int = 20,
    start: dt.date = START,
    end: dt.date = END,
) -> RegisterSummary:
    """Write the register as a CSV file; the same arguments give the same bytes.

    Shape:   record, person_id, crossed_on, direction, post, citizenship, sex, birth_year, synthetic; the
             file is in the order in which things happened, which ``record`` numbers.
    Units:   one row is one crossing; days from ``start`` to ``end``, both inclusive.
    """
    register = _Register(np.random.default_rng(seed), (end - start).days)
    _make_visitors(register, people)
    _make_commuters(register, people)
    _make_migrants(register, people)
    _make_nationals(register, people)
    table, leaked, repeated, bad = _write_down(register, start)
    path.parent.mkdir(parents=True, exist_ok=True)
    pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="needed"))
    return RegisterSummary(table.num_rows, register.count, repeated, bad, leaked)


def _make_visitors(register: _Register, people: int) -> None:
    """Short stays, some on the day itself, some repeated; a few overstay by months."""
    who = register.people(int(people * 0.52), foreign=True, ages=(38, 17), women=0.46)
    begin = register.days(len(who), before=30)
    while len(who):
        left = register.trip(who, begin, register.stays(9, 1.1, len(who)), first="IN")
        again = register.random.random(len(who)) < 0.3
        who, begin = (
            who[again],
            left[again] + register.stays(150, 0.8, int(again.sum())),
        )


def _make_commuters(register: _Register, people: int) -> None:
    """A handful of people with a great many crossings: a heavy tail of weekly and daily work."""
    who = register.people(max(4, people // 260), foreign=True, ages=(36, 10), women=0.2)
    begin = register.days(len(who))
    left = (register.random.pareto(1.1, len(who)) * 35 + 20).astype(np.int64).clip(20, 600)
    while len(who):
        away = register.trip(who, begin, register.random.integers(0, 5, len(who)), first="IN")
        left = left - 1
        on = left > 0
        who, begin, left = (
            who[on],
            away[on] + register.random.integers(1, 4, int(on.sum())),
            left[on],
        )


def _make_migrants(register: _Register, people: int) -> None:
    """Students, workers, their families, and foreigners who lived here before the register began."""
    groups = (  # share of all people, mean age and spread, women, median stay, spread, days between leaves
        (0.035, (21, 3), 0.48, 1100, 0.35, 330),
        (0.085, (33, 10), 0.27, 560, 0.7, 300),
        (0.03, (24, 22), 0.61, 620, 0.6, 420),
        (0.012, (66, 9), 0.55, 700, 0.8, 500),
    )
    for share, ages, women, median, spread, between in groups:
        who = register.people(int(people * share), foreign=True, ages=ages, women=women)
        begin = register.days(len(who), before=700)
        gone = begin + register.stays(median, spread, len(who))
        register.cross(who, begin, "IN")
        register.cross(who, gone, "OUT")
        leave = begin + register.stays(between, 0.3, len(who))
        while len(who):
            back = leave + register.stays(24, 0.6, len(who))
            there = back < gone
            who, gone, back, leave = who[there], gone[there], back[there], leave[there]
            register.trip(who, leave, back - leave, first="OUT")
            leave = back + register.stays(between, 0.3, len(who))


def _make_nationals(register: _Register, people: int) -> None:
    """Holidays, work abroad with or without return, and people who come home after many years."""
    who = register.people(int(people * 0.24), foreign=False, ages=(40, 18), women=0.5)
    begin = register.days(len(who))
    while len(who):
        back = register.trip(who, begin, register.stays(12, 0.8, len(who)), first="OUT")
        again = register.random.random(len(who)) < 0.4
        who, begin = (
            who[again],
            back[again] + register.stays(220, 0.6, int(again.sum())),
        )
    who = register.people(int(people * 0.05), foreign=False, ages=(29, 12), women=0.34)
    begin = register.days(len(who), before=500)
    back = register.trip(who, begin, register.stays(640, 0.6, len(who)), first="OUT")
    again = register.random.random(len(who)) < 0.25
    register.cross(who[again], back[again] + register.stays(90, 0.7, int(again.sum())), "OUT")
    who = register.people(int(people * 0.028), foreign=False, ages=(47, 20), women=0.44)
    begin = register.days(len(who))
    register.cross(who, begin, "IN")
    visiting = register.random.random(len(who)) < 0.45
    register.cross(
        who[visiting],
        begin[visiting] + register.stays(40, 0.9, int(visiting.sum())),
        "OUT",
    )


def _write_down(register: _Register, start: dt.date) -> tuple[pa.Table, int, int, dict[str, int]]:
    """The crossings as a clerk would have them: in order, some missing, some twice, a few spoilt."""
    random = register.random
    who, day, way = (np.concatenate(part) for part in zip(*register.crossings, strict=True))
    order = np.lexsort((np.arange(len(who)), day))
    who, day, way = who[order], day[order], way[order]
    usual = np.concatenate(register.home_post)[who]
    post = np.where(random.random(len(who)) < 0.85, usual, random.integers(0, len(POSTS), len(who)))
    leaked = (post == POSTS.index(LEAKY_POST)) & (way == "OUT") & (random.random(len(who)) < 0.06)
    who, day, way, post = who[~leaked], day[~leaked], way[~leaked], post[~leaked]

    text = {
        "record": np.arange(1, len(who) + 1).astype(str),
        "person_id": _pseudonyms(random, register.count)[who],
        "crossed_on": np.datetime_as_string(np.datetime64(start) + day.astype("timedelta64[D]")),
        "direction": way.astype("<U8"),
        "post": np.array(POSTS)[post],
        "citizenship": np.concatenate(register.citizenship)[who],
        "sex": np.concatenate(register.sex)[who],
        "birth_year": np.concatenate(register.birth_year)[who].astype(str),
    }
    spoilt = random.choice(len(who), 48, replace=False)
    bad = {"direction": 18, "crossed_on": 16, "person_id": 14}
    text["direction"][spoilt[:18]] = "X"
    text["crossed_on"][spoilt[18:34]] = f"{start.year + 1}-02-30"
    text["person_id"][spoilt[34:]] = ""
    good = np.setdiff1d(np.arange(len(who)), spoilt)
    twice = np.sort(random.choice(good, len(who) // 400, replace=False))
    rows = np.insert(np.arange(len(who)), twice + 1, twice)
    columns = {name: pa.array(values[rows]) for name, values in text.items()}
    columns["synthetic"] = pa.array(["true"] * len(rows))
    return pa.table(columns), int(leaked.sum()), len(twice), bad


def _pseudonyms(random: np.random.Generator, size: int) -> NDArray[Any]:
    """A pseudonym for each person, in no order that says anything about the person."""
    return np.char.add("V", np.char.zfill(random.permutation(size).astype(str), 6))
