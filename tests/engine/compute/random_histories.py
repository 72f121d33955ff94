"""Random people of every manner, for comparing a calculation with `day_by_day` on very many lives.

Lengths of stay lean towards the edges of the definitions (89/90/91 days, 364/365/366, 486/487/488 and so on),
because that is where a calculation goes wrong. Everything follows from one seed.
"""

import datetime as dt
import itertools
import random
from collections.abc import Callable
from typing import NamedTuple

from .day_by_day import Crossing, Direction, Permit

COUNTRY = "IRQ"
FIRST = dt.date(2019, 7, 1).toordinal()
DAYS = 1500
EDGES = (89, 90, 91, 121, 122, 123, 182, 183, 184, 364, 365, 366, 486, 487, 488)
# Days whose calendar months are short, leap or year-crossing.
CORNERS = ((1, 31), (2, 28), (2, 29), (3, 1), (8, 29), (8, 30), (8, 31), (10, 31), (11, 30), (12, 31), (1, 1))
POSTS = ("North", "South", "Airport", "Harbour")
FOREIGN = ("AFG", "IRN", "PAK", "BGD", "TUR")
PURPOSES = ("work", "study", "family", "tourism", "diplomatic", "transit")
INTENDED = (0, 1, 30, *EDGES, 700)


class RandomPeople(NamedTuple):
    """``crossings`` in file order, persons interleaved; ``permits`` and ``deaths`` (days) in no order; ``first`` and
    ``last`` inclusive."""

    crossings: list[tuple[str, Crossing]]
    permits: list[tuple[str, Permit]]
    country: str
    first: int
    last: int
    deaths: list[tuple[str, int]]

    def died(self) -> dict[str, int]:
        """The day of death of each person who died: of several the earliest."""
        days: dict[str, int] = {}
        for person, day in self.deaths:
            days[person] = min(day, days.get(person, day))
        return days

    def by_person(self) -> dict[str, tuple[list[Crossing], list[Permit]]]:
        """Each person's crossings, still in file order, and permits."""
        people: dict[str, tuple[list[Crossing], list[Permit]]] = {}
        for person, crossing in self.crossings:
            people.setdefault(person, ([], []))[0].append(crossing)
        for person, permit in self.permits:
            if person in people:
                people[person][1].append(permit)
        return people


class Life:
    """One person in the making: where the observed days lie, and steps of (day, direction, time)."""

    def __init__(self, draw: random.Random, first: int, last: int) -> None:
        self.draw, self.first, self.last = draw, first, last
        self.steps: list[tuple[int, Direction, int | None]] = []
        self.day = self.begin()
        self.side: Direction = draw.choice(("IN", "OUT"))

    def begin(self) -> int:
        """Where the first crossing lies: anywhere, at an edge of the data's start, or a corner of the calendar."""
        manner = self.draw.random()
        if manner < 0.15:
            return self.first + self.draw.choice((0, 1, *EDGES))
        if manner < 0.25:
            return self.corner()
        if manner < 0.30:
            return self.first - self.draw.randint(1, 200)
        return self.draw.randint(self.first, self.first + (self.last - self.first) // 2)

    def corner(self) -> int:
        """One of the days on which adding months is not adding 30 or 31 days."""
        year = dt.date.fromordinal(self.first).year + self.draw.randint(0, 3)
        month, day = self.draw.choice(CORNERS)
        return dt.date(year, month, day if (month, day) != (2, 29) or year % 4 == 0 else 28).toordinal()

    def cross(self, gap: int, time: int | None = None) -> None:
        """The next crossing: to the other side, ``gap`` days after the one before."""
        self.day += gap
        self.steps.append((self.day, self.side, time))
        self.side = "OUT" if self.side == "IN" else "IN"


def few_long_stays(life: Life) -> None:
    life.cross(0)
    for _ in range(life.draw.randint(0, 4)):
        life.cross(life.draw.randint(20, 700))


def stays_at_the_edges(life: Life) -> None:
    life.cross(0)
    for _ in range(life.draw.randint(1, 6)):
        life.cross(life.draw.choice(EDGES))


def many_short_stays(life: Life) -> None:
    life.cross(0)
    for _ in range(life.draw.randint(5, 20)):
        life.cross(life.draw.randint(1, 45))


def trips_that_add_up(life: Life) -> None:
    """Days away that sum to an edge of W - T, in pieces, within one window."""
    away = life.draw.choice((121, 122, 123, 124, 182, 183, 184))
    life.cross(0)
    while away:
        life.cross(life.draw.randint(1, 80))
        piece = min(away, life.draw.randint(10, 80))
        life.cross(piece)
        away -= piece
    if life.draw.random() < 0.3:
        life.cross(life.draw.choice(EDGES))


def busy_days(life: Life) -> None:
    """Several crossings on one day, with times, without them, with some, or with equal ones."""
    life.cross(0, life.draw.choice((None, 3600 * life.draw.randint(0, 23))))
    for _ in range(life.draw.randint(2, 9)):
        manner = life.draw.random()
        if manner < 0.5:
            time = life.draw.choice(
                (None, 3600, 3600 * life.draw.randint(0, 23), life.draw.randint(0, 86399))
            )
            life.cross(0, time)
        else:
            life.cross(life.draw.choice((1, 1, 2, 50, 365, 400)), life.draw.choice((None, 43200)))


def ends_at_the_edge(life: Life) -> None:
    """A last crossing (or the one before) so many days before the end of observation."""
    gap = life.draw.choice(EDGES) + life.draw.choice((-1, 0, 0, 1))
    life.day = life.last + 1 - gap - life.draw.choice((0, 0, 30, 122, 365))
    life.cross(0)
    if life.day < life.last + 1 - gap:
        life.cross(life.last + 1 - gap - life.day)
    if life.draw.random() < 0.3:
        life.cross(life.draw.choice((1, 60, 122, 123, 183)))


def commutes(life: Life) -> None:
    """Hundreds of crossings, some with a pause long enough to matter."""
    life.cross(0)
    for _ in range(life.draw.randint(100, 400)):
        long = life.draw.random() < 0.004
        life.cross(life.draw.choice(EDGES) if long else life.draw.choice((0, 1, 1, 2, 5)))


def no_order_at_all(life: Life) -> None:
    """Directions by chance: many orphans."""
    life.cross(0)
    for _ in range(life.draw.randint(1, 8)):
        life.side = life.draw.choice(("IN", "OUT"))
        life.cross(life.draw.choice((0, 1, 3, 20, life.draw.randint(2, 400), life.draw.choice(EDGES))))


def corners_of_the_calendar(life: Life) -> None:
    """Crossings on days such as 29 February and 31 August only."""
    for day in sorted({life.corner() for _ in range(life.draw.randint(1, 4))}):
        life.day = day
        life.cross(0)


MANNERS: tuple[tuple[float, Callable[[Life], None]], ...] = (
    (22, few_long_stays),
    (16, stays_at_the_edges),
    (9, many_short_stays),
    (12, trips_that_add_up),
    (11, busy_days),
    (11, ends_at_the_edge),
    (0.5, commutes),
    (11, no_order_at_all),
    (7.5, corners_of_the_calendar),
)


def lose_and_repeat(life: Life) -> None:
    """A register's faults: a crossing not written down, or one of the wrong direction."""
    if len(life.steps) > 1 and life.draw.random() < 0.12:
        del life.steps[life.draw.randrange(len(life.steps))]
    if life.draw.random() < 0.05:
        day, direction, time = life.draw.choice(life.steps)
        life.steps.append((day + life.draw.choice((0, 0, 1, 40)), direction, time))
        life.steps.sort(key=lambda step: step[0])


def described(life: Life) -> list[Crossing]:
    """Each step with the attributes as they stood that day: citizenship and year of birth may change or miss."""
    draw = life.draw
    citizenship = draw.choice((COUNTRY, COUNTRY, draw.choice(FOREIGN), draw.choice(FOREIGN), None))
    sex = draw.choice(("M", "F", "F", "M", None))
    birth_year = draw.choice((None, 2019, *(draw.randint(1930, 2018) for _ in range(6))))
    declares = draw.random() < 0.5
    crossings = []
    for day, direction, time in life.steps:
        if draw.random() < 0.03:
            citizenship = draw.choice((COUNTRY, None, *FOREIGN))
        if draw.random() < 0.03:
            sex = draw.choice(("M", "F", None))
        purpose = draw.choice((None, *PURPOSES)) if declares else None
        intended = draw.choice((None, *INTENDED)) if declares else None
        post = draw.choice((None, *POSTS))
        crossings.append(
            Crossing(day, direction, time, post, citizenship, sex, birth_year, purpose, intended)
        )
    return crossings


def permits_of(life: Life) -> list[Permit]:
    """Permits around the person's own crossings and the first day, off by one in both directions."""
    draw = life.draw
    permits = []
    for _ in range(draw.randint(1, 3)):
        near = draw.choice((life.first, draw.choice(life.steps)[0], draw.choice(life.steps)[0]))
        until = near + draw.choice((-2, -1, 0, 1, 30, 200))
        length = draw.choice((None, 0, 1, 2, 31, 365, 900))
        permits.append(Permit(until, None if length is None else until - length))
    return permits


def deaths_of(
    people: dict[str, list[int]], draw: random.Random, first: int, last: int
) -> list[tuple[str, int]]:
    """Half of all die: about their own crossings, so many days after one, or about the ends of what is observed."""
    deaths = []
    for person, days in people.items():
        while draw.random() < 0.5:  # one in four has several dates of death
            near = draw.choice((draw.choice(days), draw.choice(days), days[-1], days[-1]))
            after = draw.choice((*EDGES, -400, -1, 0, 0, 1, 2, 30, 100, draw.randint(0, 500)))
            end = draw.choice((first - 1, first, last - 1, last, last + 1, last + 200))
            deaths.append((person, end if draw.random() < 0.1 else near + after - draw.choice((0, 0, 1))))
    deaths += [(f"nobody {number}", last - number) for number in range(1 + len(people) // 50)]
    draw.shuffle(deaths)
    return deaths


def random_people(
    seed: int, people: int, *, first: int = FIRST, days: int = DAYS, permits: bool = True
) -> RandomPeople:
    """So many people, the same for the same arguments.

    The file is nearly in the order of days, as a register writes it: one row in ten comes late or early, by up
    to some weeks, so that file order and time order differ.
    """
    draw = random.Random(seed)
    last = first + days - 1
    weights = [weight for weight, _ in MANNERS]
    manners = [manner for _, manner in MANNERS]
    filed: list[tuple[float, str, Crossing]] = []
    held: list[tuple[str, Permit]] = []
    days_of: dict[str, list[int]] = {}
    for number in range(people):
        person = f"p{number:06d}"
        life = Life(draw, first, last)
        draw.choices(manners, weights)[0](life)
        lose_and_repeat(life)
        days_of[person] = [step[0] for step in life.steps]
        for crossing in described(life):
            late = draw.uniform(-20, 40) if draw.random() < 0.1 else 0
            filed.append((crossing.day + late, person, crossing))
        orphaned = any(a[1] == b[1] for a, b in itertools.pairwise(life.steps))
        if permits and draw.random() < (0.6 if orphaned else 0.25):
            held += [(person, permit) for permit in permits_of(life)]
    # Stable: of one day and no delay, rows stay in the order in which they happened.
    filed.sort(key=lambda entry: entry[0])
    deaths = deaths_of(days_of, random.Random(seed + 1), first, last)
    return RandomPeople([(person, c) for _, person, c in filed], held, COUNTRY, first, last, deaths)
