"""Frozen records that leave this room: what pages, the API and other rooms see. No model leaves.

Dates are :class:`~serai.kernel.clock.PartialDate`, numbers :class:`~serai.kernel.units.Count`.
``*_word`` fields are words for people, already in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from serai.commons.partnership.report import Change, LoadReport
from serai.kernel.clock import PartialDate
from serai.kernel.units import Count


@dataclass(frozen=True)
class SourceRef:
    """A source as a line under a fact."""

    key: str
    kind: str
    kind_word: str
    title: str
    url: str
    low_authority: bool


@dataclass(frozen=True)
class Party:
    """A state or an organisation, by the name it had at the time."""

    kind: str  # "state" or "organisation"
    key: str
    name: str
    footnote: str = ""


@dataclass(frozen=True)
class Link:
    """Another row: ``noun`` is activity, project, organisation, body, framework, topic, component ..."""

    noun: str
    key: str
    title: str


@dataclass(frozen=True)
class CountLine:
    """A number of an activity."""

    measure: str
    measure_word: str
    count: Count
    kind: str  # "reported" or "observed"
    kind_word: str
    composition: str
    source: SourceRef | None


@dataclass(frozen=True)
class RoleLine:
    """An office or part: chair of a body, host of an activity, donor of a project."""

    role: str
    role_word: str
    party: Party | None
    words: str = ""
    since: PartialDate = field(default_factory=PartialDate)
    until: PartialDate = field(default_factory=PartialDate)
    source: SourceRef | None = None
    note: str = ""
    of: Link | None = None  # the body, activity or project, where the record is shown elsewhere


@dataclass(frozen=True)
class DateLine:
    """What one source says about one moment."""

    about: str
    about_word: str
    standing: str
    standing_word: str
    when: PartialDate
    source: SourceRef
    note: str


@dataclass(frozen=True)
class DisagreementLine:
    """Two statements side by side."""

    key: str
    subject: str
    statement_a: str
    sources_a: tuple[SourceRef, ...]
    statement_b: str
    sources_b: tuple[SourceRef, ...]
    handling: str
    about: tuple[Link, ...]


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
class ComponentMark:
    """The component that an activity counts towards; ``inferred`` when no source says so."""

    key: str
    code: str
    title: str
    inferred: bool


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
    by_year: tuple[tuple[int, int], ...]
    by_family: tuple[Choice, ...]


@dataclass(frozen=True)
class BodyLine:
    """A body in a list."""

    key: str
    name: str
    short_name: str
    kind: str
    kind_word: str
    frequency: str
    since: PartialDate
    until: PartialDate
    parent: Link | None
    members: int
    activities: int
    offices: tuple[RoleLine, ...]  # in office today


@dataclass(frozen=True)
class BodyPage:
    """Everything about one body."""

    line: BodyLine
    description: str
    members: tuple[RoleLine, ...]
    offices: tuple[RoleLine, ...]  # of all times
    children: tuple[Link, ...]
    activities: tuple[ActivityLine, ...]
    sources: tuple[SourceRef, ...]
    disagreements: tuple[DisagreementLine, ...]
    note: str


@dataclass(frozen=True)
class NameLine:
    """A name of a state."""

    text: str
    kind: str
    kind_word: str
    language: str
    since: PartialDate
    until: PartialDate
    source: SourceRef
    footnote: str


@dataclass(frozen=True)
class ParticipationLine:
    """A state's or organisation's part in the partnership."""

    party: Party
    status: str
    status_word: str
    since: PartialDate
    until: PartialDate
    source: SourceRef
    footnote: str


@dataclass(frozen=True)
class StateLine:
    """A state in a list."""

    key: str
    name: str
    footnote: str
    iso2: str
    iso3: str
    participation: ParticipationLine | None
    groups: tuple[Link, ...]  # groups of countries it belongs to today
    offices: tuple[RoleLine, ...]  # held today
    donor_of: tuple[Link, ...]
    activities: int  # held on its soil


@dataclass(frozen=True)
class StatePage:
    """Everything about one state."""

    line: StateLine
    unhcr_code: str
    names: tuple[NameLine, ...]
    participations: tuple[ParticipationLine, ...]
    memberships: tuple[RoleLine, ...]
    offices: tuple[RoleLine, ...]
    projects: tuple[RoleLine, ...]
    organisations: tuple[OrganisationLine, ...]
    activities: tuple[ActivityLine, ...]
    hosted: tuple[RoleLine, ...]
    note: str


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in a list."""

    key: str
    name: str
    short_name: str
    kind: str
    kind_word: str
    state: Party | None
    parent: Link | None
    place: str
    registers: int


@dataclass(frozen=True)
class RegisterLine:
    """A register and the migration data in it."""

    key: str
    name: str
    kind: str
    kind_word: str
    holds: str
    provenance: str
    provenance_word: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True)
class OrganisationPage:
    """Everything about one organisation."""

    line: OrganisationLine
    other_names: str
    description: str
    since: PartialDate
    until: PartialDate
    children: tuple[Link, ...]
    registers: tuple[RegisterLine, ...]
    participations: tuple[ParticipationLine, ...]
    memberships: tuple[RoleLine, ...]
    offices: tuple[RoleLine, ...]
    projects: tuple[RoleLine, ...]
    parts: tuple[RoleLine, ...]  # in activities
    dates: tuple[DateLine, ...]
    sources: tuple[SourceRef, ...]
    disagreements: tuple[DisagreementLine, ...]
    provenance: str
    provenance_word: str
    note: str


@dataclass(frozen=True)
class ProjectLine:
    """A project in a list."""

    key: str
    name: str
    short_name: str
    programme: str
    since: PartialDate
    until: PartialDate
    donors: tuple[RoleLine, ...]
    activities: int


@dataclass(frozen=True)
class ComponentView:
    """A component with the topics it serves and the activities that count towards it."""

    key: str
    code: str
    title: str
    content: str
    aims: str
    topics: tuple[Link, ...]
    activities: tuple[ActivityLine, ...]
    source: SourceRef


@dataclass(frozen=True)
class ObjectiveView:
    """The chain: objective, its components, their topics and activities."""

    key: str
    number: int
    text: str
    source: SourceRef
    components: tuple[ComponentView, ...]


@dataclass(frozen=True)
class PhaseLine:
    """A phase of a programme or project."""

    number: int
    title: str
    since: PartialDate
    until: PartialDate
    source: SourceRef
    note: str


@dataclass(frozen=True)
class ProjectPage:
    """Everything about one project."""

    line: ProjectLine
    aim: str
    description: str
    follows: Link | None
    followed_by: tuple[Link, ...]
    partners: tuple[RoleLine, ...]
    phases: tuple[PhaseLine, ...]
    dates: tuple[DateLine, ...]
    objectives: tuple[ObjectiveView, ...]
    loose_components: tuple[ComponentView, ...]  # of this project, but of no objective
    other_activities: tuple[ActivityLine, ...]  # of this project, but of none of its components
    sources: tuple[SourceRef, ...]
    disagreements: tuple[DisagreementLine, ...]
    note: str


@dataclass(frozen=True)
class FrameworkLine:
    """A framework in a list."""

    key: str
    title: str
    short_title: str
    kind: str
    kind_word: str
    adopted: PartialDate
    since: PartialDate
    until: PartialDate
    topics: int
    commitments: int
    commitments_stated: int | None


@dataclass(frozen=True)
class CrossLine:
    """A step of the crosswalk seen from one topic: ``relation_word`` reads towards the older topic."""

    relation: str
    relation_word: str
    forward: bool  # True: this topic continues/covers the other; False: the other does so to this one
    other: Link
    framework: Link
    provenance: str
    source: SourceRef


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment."""

    key: str
    number: int
    title: str
    text: str
    topic: Link | None
    source: SourceRef


@dataclass(frozen=True)
class TopicView:
    """A topic with its crosswalk, the components that serve it and how many activities name it."""

    key: str
    kind: str
    kind_word: str
    number: int
    title: str
    text: str
    note: str
    crosswalk: tuple[CrossLine, ...]
    components: tuple[Link, ...]
    activities: int
    source: SourceRef


@dataclass(frozen=True)
class FrameworkPage:
    """Everything about one framework. ``missing_commitments`` is stated minus loaded, or None."""

    line: FrameworkLine
    description: str
    topics: tuple[TopicView, ...]
    commitments: tuple[CommitmentLine, ...]
    missing_commitments: int | None
    dates: tuple[DateLine, ...]
    activities: tuple[ActivityLine, ...]
    sources: tuple[SourceRef, ...]
    disagreements: tuple[DisagreementLine, ...]
    note: str


@dataclass(frozen=True)
class SourceLine:
    """A source in a list, with how many rows rest on it."""

    ref: SourceRef
    note: str
    uses: int


@dataclass(frozen=True)
class StatementLine:
    """What a document says, and the rows that hold it."""

    number: int
    text: str
    rows: tuple[Link, ...]


@dataclass(frozen=True)
class SourcePage:
    """Everything that rests on one source."""

    line: SourceLine
    statements: tuple[StatementLine, ...]
    activities: tuple[ActivityLine, ...]
    rows: tuple[Link, ...]  # everything else, grouped by noun
    disagreements: tuple[DisagreementLine, ...]


@dataclass(frozen=True)
class UploadPage:
    """An upload with its preview, or with the report once it is loaded."""

    key: str
    received_at: datetime
    waiting: bool
    report: LoadReport
    changes: tuple[Change, ...]
    more_changes: int
