"""Who migrated, worked out the slow way: every day of a person's life is painted, and days are counted.

An oracle: written from the prose of the rules alone, apart from the engine, to be compared with it. Each
function quotes the sentence it follows. Days are ordinals (``datetime.date.toordinal``), times are seconds
since midnight. Standard library only.
"""

import calendar
import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Direction = Literal["IN", "OUT"]
Policy = Literal["drop", "midpoint", "permit-expiry", "unknown"]
Proof = Literal["final", "early", "provisional", "impossible"]

INSIDE, OUTSIDE, UNKNOWN, DEAD = b"i", b"o", b"?", b"x"
SIDE: dict[str, bytes] = {"IN": INSIDE, "OUT": OUTSIDE}
OTHER: dict[bytes, bytes] = {INSIDE: OUTSIDE, OUTSIDE: INSIDE}
KIND: dict[bytes, str] = {INSIDE: "immigration", OUTSIDE: "emigration"}


class Crossing(NamedTuple):
    """One crossing as it stands in the file. ``added``: put there by a policy, in no file."""

    day: int
    direction: Direction
    time: int | None = None
    post: str | None = None
    citizenship: str | None = None
    sex: str | None = None
    birth_year: int | None = None
    purpose: str | None = None
    intended_days: int | None = None
    added: bool = False


class Permit(NamedTuple):
    """A permit of one person; both days inclusive, the first may be unknown."""

    valid_until: int
    valid_from: int | None = None


@dataclass(frozen=True)
class Definition:
    """Threshold of a window, in days or in calendar months; ``extra_days`` are added to a threshold in months."""

    threshold: int
    window: int
    unit: Literal["days", "months"] = "days"
    extra_days: int = 0
    clock: Literal["presence", "intention"] = "presence"
    exclusions: frozenset[str] = field(default_factory=frozenset)


# The list under "Evidence"; 6m1 in calendar months is "6 months and 1 day of 12".
DEFINITIONS: dict[str, Definition] = {
    "12/16": Definition(365, 487),
    "un1998": Definition(365, 365),
    "un2021-12m": Definition(365, 365),
    "un2021-6m1": Definition(183, 365),
    "3m": Definition(90, 90),
    "12/16-cal": Definition(12, 16, "months"),
    "un1998-cal": Definition(12, 12, "months"),
    "un2021-12m-cal": Definition(12, 12, "months"),
    "un2021-6m1-cal": Definition(6, 12, "months", extra_days=1),
    "3m-cal": Definition(3, 3, "months"),
}


class Row(NamedTuple):
    """A row of ``migrations``, ``conditional`` or ``unestablished`` (there kind and status may be None)."""

    day: int
    kind: str | None
    status: str | None
    warm_up: bool
    citizenship: str | None
    sex: str | None
    birth_year: int | None
    post: str | None


class Answer(NamedTuple):
    """What one person's crossings give; rows are in the order of their days."""

    migrations: list[Row]
    conditional: list[Row]
    unestablished: Row | None
    left_out: int
    after_death: int = 0


class Change(NamedTuple):
    """An evening that found the person on another side, and what the days after it prove."""

    day: int
    side: bytes
    decided_by: Crossing
    proof: Proof


def month_later(day: int, months: int) -> int:
    """Adding months keeps the day of the month, or takes the last day of a shorter month."""
    date = dt.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last_of_month = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last_of_month)).toordinal()


def window_days(definition: Definition, day: int) -> int:
    """W(t): days, or the days from t to t + so many calendar months."""
    if definition.unit == "days":
        return definition.window
    return month_later(day, definition.window) - day


def threshold_days(definition: Definition, day: int) -> int:
    """T(t): days, or the days from t to t + so many months (+ days)."""
    if definition.unit == "days":
        return definition.threshold
    return month_later(day, definition.threshold) + definition.extra_days - day


def in_order(crossings: Sequence[Crossing]) -> list[Crossing]:
    """Ordered by day, then time of day (unknown time after known ones), then file order (a stable sort)."""
    return sorted(crossings, key=lambda c: (c.day, c.time is None, c.time or 0))


def drop(ordered: Sequence[Crossing]) -> list[Crossing]:
    """`drop`: of a run of equal directions the first is kept."""
    kept: list[Crossing] = []
    for crossing in ordered:
        if not kept or kept[-1].direction != crossing.direction:
            kept.append(crossing)
    return kept


def added_between(a: Crossing, day: int) -> Crossing:
    """The missing half: other direction, attributes of the neighbour before; nothing was declared at it."""
    other: Direction = "OUT" if a.direction == "IN" else "IN"
    return a._replace(day=day, direction=other, time=None, purpose=None, intended_days=None, added=True)


def midpoint(ordered: Sequence[Crossing]) -> list[Crossing]:
    """`midpoint`: between neighbours of one direction one of the other is added on day a + (b - a) // 2."""
    filled: list[Crossing] = []
    for b in ordered:
        if filled and filled[-1].direction == b.direction:
            a = filled[-1]
            filled.append(added_between(a, a.day + (b.day - a.day) // 2))
        filled.append(b)
    return filled


def permit_expiry(ordered: Sequence[Crossing], permits: Sequence[Permit]) -> list[Crossing]:
    """`permit-expiry`: between two INs an OUT on the day after a permit's last valid day, else as `drop`."""
    filled: list[Crossing] = []
    for b in ordered:
        if not filled or filled[-1].direction != b.direction:
            filled.append(b)
            continue
        a = filled[-1]
        fitting = [
            permit.valid_until
            for permit in permits
            if a.day <= permit.valid_until
            and permit.valid_until + 1 <= b.day
            and (permit.valid_from is None or permit.valid_from <= b.day)
        ]
        if b.direction == "IN" and fitting:
            filled.append(added_between(a, max(fitting) + 1))
            filled.append(b)
        # Otherwise b, the later of the two, is dropped.
    return filled


def after_policy(ordered: Sequence[Crossing], policy: Policy, permits: Sequence[Permit]) -> list[Crossing]:
    """What each policy makes of orphan pairs; under `unknown` both crossings stay."""
    if policy == "drop":
        return drop(ordered)
    if policy == "midpoint":
        return midpoint(ordered)
    if policy == "permit-expiry":
        return permit_expiry(ordered, permits)
    if policy == "unknown":
        return list(ordered)
    raise ValueError(policy)


def paint(crossings: Sequence[Crossing], first: int, end: int, died: int | None = None) -> bytearray:
    """One letter a day, from the evening before the observed days (index 0) to the last observed day.

    "Before the first crossing the person is taken to be on the other side of it." "The day of arrival counts
    as inside, the day of departure as outside." "Between a and b of the same direction nobody knows where the
    person was: the days [a.day, b.day) count neither as inside nor as outside."

    "The day of death counts on the side where the person was; days after it are spent on neither side."

    Each crossing paints its day and every day after it; what comes later paints over it, and death last.
    """
    zero = first - 1
    life = bytearray(OTHER[SIDE[crossings[0].direction]] * (end - zero))
    for crossing in crossings:
        life[crossing.day - zero :] = SIDE[crossing.direction] * (end - crossing.day)
    # Only `unknown` leaves such pairs.
    for a, b in itertools.pairwise(crossings):
        if a.direction == b.direction:
            life[a.day - zero : b.day - zero] = UNKNOWN * (b.day - a.day)
    if died is not None:
        life[died + 1 - zero :] = DEAD * (end - 1 - died)
    return life


def evenings(crossings: Sequence[Crossing]) -> dict[int, Crossing]:
    """Only the last crossing of a day (after the policy) says where the person is that evening."""
    last_of_day: dict[int, Crossing] = {}
    for crossing in crossings:
        last_of_day[crossing.day] = crossing
    return last_of_day


def proof_by_presence(
    life: bytearray, first: int, end: int, day: int, side: bytes, d: Definition, died: int | None
) -> Proof:
    """The four sentences under "For a change at t", counted in [t, min(t + W, end)).

    "Days after a death count as days not spent on its side, and they are known to the end of every window."
    """
    threshold, window = threshold_days(d, day), window_days(d, day)
    zero = first - 1
    days = life[day - zero : min(day + window, end) - zero]
    if died is not None:
        days = days.ljust(window, DEAD)
    own, unknown = days.count(side), days.count(UNKNOWN)
    other = days.count(OTHER[side]) + days.count(DEAD)
    complete = day + window <= end
    if own >= threshold:
        return "final" if complete else "early"
    if other > window - threshold:
        return "impossible"
    if complete and unknown == 0:
        return "impossible"
    return "provisional"


def proof_by_intention(decided_by: Crossing, definition: Definition) -> Proof:
    """Proven at once (`final`) if `intended_days` >= T, impossible if it is less, undecided if null."""
    if decided_by.intended_days is None:
        return "provisional"
    enough = decided_by.intended_days >= threshold_days(definition, decided_by.day)
    return "final" if enough else "impossible"


def changes(
    crossings: Sequence[Crossing], definition: Definition, first: int, end: int, died: int | None = None
) -> list[Change]:
    """Every evening that is a change, with its proof.

    "An evening that leaves the person where the evening before had them is no change and gives no evidence."
    "If the stretch before an evening is unknown the evening is a change whatever its side." "A crossing whose
    `purpose` is among the definition's exclusions proves nothing (impossible)."
    """
    life = paint(crossings, first, end, died)
    found: list[Change] = []
    for day, decided_by in evenings(crossings).items():
        evening_before = life[day - first : day - first + 1]  # index 0 is the day before the first
        side = SIDE[decided_by.direction]
        if evening_before == side:
            continue
        proof: Proof
        if decided_by.purpose is not None and decided_by.purpose in definition.exclusions:
            proof = "impossible"
        elif definition.clock == "intention":
            proof = proof_by_intention(decided_by, definition)
        else:
            proof = proof_by_presence(life, first, end, day, side, definition, died)
        found.append(Change(day, side, decided_by, proof))
    return found


def status_before(crossing: Crossing, permits: Sequence[Permit], country: str, first: int) -> bytes:
    """S0, from the person's first observed crossing, by the sentences under "Status before"."""
    day = crossing.day
    if crossing.direction == "IN":
        for permit in permits:
            # A resident coming home.
            if permit.valid_from is not None and permit.valid_from < day and permit.valid_until >= first:
                return INSIDE
        return OUTSIDE
    if crossing.citizenship == country:
        return INSIDE
    for permit in permits:
        if permit.valid_until >= day and (permit.valid_from is None or permit.valid_from <= day):
            return INSIDE
    return UNKNOWN


def row(change: Change, warm_up: bool) -> Row:
    """Date, kind, status, and the attributes of the crossing that decided that evening."""
    c = change.decided_by
    return Row(
        change.day, KIND[change.side], change.proof, warm_up, c.citizenship, c.sex, c.birth_year, c.post
    )


def who_migrated(
    crossings: Sequence[Crossing],
    definition: Definition,
    policy: Policy,
    *,
    country: str,
    first: int,
    last: int,
    permits: Sequence[Permit] = (),
    died: int | None = None,
) -> Answer:
    """Migrations of one person, whose ``crossings`` are given in file order; ``first`` and ``last`` inclusive.

    "Crossings outside the observed days are left out and counted." "Crossings after the day of death are kept out
    and counted." "A death beyond the last observed day is as if not known."
    """
    end = last + 1
    if died is not None and died > last:
        died = None
    seen = [c for c in crossings if first <= c.day <= last]
    left_out = len(crossings) - len(seen)
    observed = in_order([c for c in seen if died is None or c.day <= died])
    after_death = len(seen) - len(observed)
    if not observed:
        return Answer([], [], None, left_out, after_death)

    opening = observed[0]
    before = status_before(opening, permits, country, first)
    story = changes(after_policy(observed, policy, permits), definition, first, end, died)
    migrations: list[Row] = []
    conditional: list[Row] = []
    for number, change in enumerate(story):
        if change.proof == "impossible":
            continue
        # prev(change) = side of the latest PROVEN change strictly before it, else S0.
        previous = before
        undecided_since: list[Change] = []
        any_proven = False
        for earlier in story[:number]:
            if earlier.proof in ("final", "early"):
                previous, undecided_since, any_proven = earlier.side, [], True
            elif earlier.proof == "provisional":
                undecided_since.append(earlier)
        # "The person's first crossing is an IN on a day < first + W(first), S0 rests on nothing else, and no
        # proven change lies before this one."
        warm_up = (
            change.side == INSIDE
            and opening.direction == "IN"
            and opening.day < first + window_days(definition, first)
            and before == OUTSIDE
            and not any_proven
        )
        if previous == OTHER[change.side]:
            migrations.append(row(change, warm_up))
        elif previous != OTHER[change.side] and any(u.side == OTHER[change.side] for u in undecided_since):
            conditional.append(row(change, warm_up))

    return Answer(migrations, conditional, unestablished(opening, before, story), left_out, after_death)


def unestablished(opening: Crossing, before: bytes, story: Sequence[Change]) -> Row | None:
    """One row for a person whose S0 is unknown: first crossing, kind and status of the first proven change."""
    if before != UNKNOWN:
        return None
    kind: str | None = None
    status: str | None = None
    for change in story:
        if change.proof in ("final", "early"):
            kind, status = KIND[change.side], change.proof
            break
    c = opening
    return Row(c.day, kind, status, False, c.citizenship, c.sex, c.birth_year, c.post)


def by_intention(definition: Definition) -> Definition:
    """The same threshold, believed as soon as it is declared (clock = intention)."""
    return replace(definition, clock="intention")
