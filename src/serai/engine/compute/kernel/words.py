"""What the kernel takes and gives: the shapes of records, of rules, of working space and of what is found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

RECORD = np.dtype(
    [("h1", "u8"), ("h2", "u4"), ("row", "u4"), ("key", "i8"), ("marks", "i4"), ("intended", "i4")]
)
"""``key`` orders a person's crossings: the day times a scale, plus the time of day. ``marks`` are the bits
below; ``intended`` is the declared stay in days, below zero where nobody said."""
PERMIT = np.dtype([("h1", "u8"), ("h2", "u4"), ("since", "i4"), ("until", "i4")])
"""Sorted by h1, h2. ``since`` is ``UNKNOWN_DAY`` where nobody said."""
JUDGED = np.dtype([("row", "u4"), ("day", "i4"), ("table", "i1"), ("side", "i1"), ("status", "i1"),
                   ("warm_up", "?"), ("added", "?"), ("profile", "i1"), ("crossings", "i4")])  # fmt: skip
"""One judged change. ``side`` 1 inside, 0 outside, -1 none; ``added``: an orphan's other half, put in;
``profile``: that of the person at that crossing; ``crossings``: how many the person has within the days observed."""
DEATH = np.dtype([("h1", "u8"), ("h2", "u4"), ("day", "i4")])
"""Sorted by h1, h2; one a person, the last day lived."""
POLICIES = ("drop", "midpoint", "permit-expiry", "unknown")
COUNTS = ("persons", "crossings", "outside", "orphans", "added", "days_inside", "days_outside",
          "days_unknown", "days_added", "unestablished", "after_death", "deaths_found", "permits_found")  # fmt: skip
"""What judging counts on its way; ``outside`` are crossings outside the days observed, ``after_death`` those after the
day of death. Deaths (people) and permits are found where a person of theirs has a crossing on whatever day."""


LINE = np.dtype([("day", "i8"), ("at", "i8"), ("side", "i1"), ("added", "?"), ("lost", "?")], align=True)
"""A crossing after the policy for orphans: ``at`` is the record it comes from, ``added`` says that it is the other
half of an orphan, ``lost`` that nobody knows where the person was until the next crossing."""
SPELL = np.dtype([("begin", "i8"), ("was_in", "i8"), ("was_out", "i8"), ("state", "i1")], align=True)
"""Days on one side: ``state`` 1 inside, 0 outside, 2 unknown; the days inside and outside before it."""
CHANGE = np.dtype([("evening", "i8"), ("spell", "i8"), ("proof", "i1")], align=True)
"""A crossing of the line that ends a day with a change, the spell it falls in, and what it proves: a status, or -1."""


class Room(NamedTuple):
    """Working space for one person: crossings in line, spells, and changes."""

    line: np.ndarray
    spells: np.ndarray
    changes: np.ndarray


class Rule(NamedTuple):
    """The question in numbers: the days observed are ``first`` to ``end`` - 1, keys are days times ``scale``."""

    scale: int
    first: int
    end: int
    threshold: int
    window: int
    extra: int
    months: bool
    intention: bool
    policy: int
    cohort_from: int  # changes from this day on, and before the other, tell what becomes of undecided ones
    cohort_to: int
    tell_all: bool  # every change with what it proves, as ``EVIDENCE``
