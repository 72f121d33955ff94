"""Activities: lines, pages, lists, the calendar and the first page."""

from __future__ import annotations

from dataclasses import dataclass

from serai.commons.partnership.records.parts import (
    EVERYBODY,
    CountLine,
    DateLine,
    DisagreementLine,
    Link,
    Party,
    RoleLine,
    ShownTo,
    SourceRef,
    StateMark,
)
from serai.kernel.clock import PartialDate


@dataclass(frozen=True)
class ComponentMark:
    """The component that an activity counts towards; ``inferred`` when no source says so."""

    key: str
    code: str
    title: str
    inferred: bool


@dataclass(frozen=True)
class ActivityLine:
    """An activity in a list, on a calendar or on somebody else's page."""

    key: str
    title: str
    kind: str
    kind_word: str
    family: str
    status: str
    status_word: str
    when: PartialDate
    place: str
    place_note: str
    online: bool
    state: Party | None
    project: Link | None
    counts: tuple[CountLine, ...]
    components: tuple[ComponentMark, ...]
    disagreements: int
    same_as: str  # key of the first report, or ""
    plan_of: str  # key of what came of the plan, or ""


@dataclass(frozen=True)
class ActivityPage:
    """Everything about one activity."""

    line: ActivityLine
    subject: str
    attendance: str
    outcome: str
    days_stated: int | None
    body: Link | None
    framework: Link | None
    topics: tuple[Link, ...]
    roles: tuple[RoleLine, ...]
    dates: tuple[DateLine, ...]
    sources: tuple[SourceRef, ...]
    disagreements: tuple[DisagreementLine, ...]
    same_as: ActivityLine | None
    reported_again: tuple[ActivityLine, ...]
    plan_of: ActivityLine | None
    plans: tuple[ActivityLine, ...]
    provenance: str
    provenance_word: str
    note: str
    observed: bool
    shown_to: ShownTo = EVERYBODY


@dataclass(frozen=True)
class ActivityFilter:
    """What the reader asked for; empty means all. ``state`` is a state's key, ``year`` e.g. 2017."""

    kind: str = ""
    family: str = ""
    state: str = ""
    year: int | None = None
    project: str = ""
    component: str = ""
    body: str = ""
    status: str = ""
    text: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a filter with how many activities have it."""

    value: str
    title: str
    count: int


@dataclass(frozen=True)
class ActivityList:
    """One page of the list of activities, and the choices for its filters (of all activities)."""

    lines: tuple[ActivityLine, ...]
    total: int
    page: int
    pages: int
    asked: ActivityFilter
    kinds: tuple[Choice, ...]
    families: tuple[Choice, ...]
    states: tuple[Choice, ...]
    years: tuple[Choice, ...]
    projects: tuple[Choice, ...]
    components: tuple[Choice, ...]


@dataclass(frozen=True)
class CalendarMonth:
    """Activities that can be placed in one month; ``month`` 0 holds those known to the year only."""

    month: int
    lines: tuple[ActivityLine, ...]


@dataclass(frozen=True)
class CalendarPage:
    """A year; ``undated`` holds what has no date at all, the same in every year."""

    year: int
    years: tuple[int, ...]
    months: tuple[CalendarMonth, ...]
    undated: tuple[ActivityLine, ...]


@dataclass(frozen=True)
class PartnershipView:
    """What this installation serves."""

    key: str
    name: str
    short_name: str
    about: str
    nature: str
    started: PartialDate
    names_note: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True)
class HomeOverview:
    """The partnership at a glance. ``partnership`` is None until files are loaded."""

    partnership: PartnershipView | None
    states: int
    organisations: int
    bodies: int
    frameworks: int
    projects: int
    activities: int
    sources: int
    disagreements: int
    offices: tuple[RoleLine, ...]  # today's chair, co-chair, secretariat of the dialogue
    latest: tuple[ActivityLine, ...]
    coming: tuple[ActivityLine, ...]
    marks: tuple[StateMark, ...] = ()  # states that take part today, for a map
