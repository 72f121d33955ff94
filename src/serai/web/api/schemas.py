"""What the API says, field by field. Each shape is filled from a frozen record of the partnership's room.

Fields are only ever added. ``*_word`` fields are words for people, in the language of Accept-Language;
everything else is for machines and never translated.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field, Path, Schema

from serai.web.api.paging import Paged

Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=160)]
Word = Annotated[str, Field(max_length=160, pattern=r"^[^\x00]*$")]


class When(Schema):
    """A date as precisely as it is known: its bounds, precision and certainty. Both null: not stated."""

    first: date | None
    last: date | None
    precision: str
    certainty: str
    note: str


class Count(Schema):
    """A number with its qualifier: exact, more_than, at_least, around, almost, up_to."""

    value: int
    qualifier: str


class LinkTo(Schema):
    """Another row."""

    noun: str
    key: str
    title: str


class PartyRef(Schema):
    """A state or an organisation, by the name it had at the time."""

    kind: str
    key: str
    name: str
    footnote: str


class SourceShort(Schema):
    """A source under a fact."""

    key: str
    kind: str
    title: str
    url: str
    low_authority: bool


class Told(Schema):
    """A number of an activity; ``kind`` is observed or reported."""

    measure: str
    measure_word: str
    count: Count
    kind: str
    composition: str
    source: SourceShort | None


class Part(Schema):
    """An office or part, from when to when."""

    role: str
    role_word: str
    party: PartyRef | None
    words: str
    since: When | None
    until: When | None
    source: SourceShort | None
    note: str


class Audience(Schema):
    """Who may see a thing besides its owner organisation."""

    audience: str
    bodies: list[LinkTo]
    organisations: list[LinkTo]


class Disagreement(Schema):
    """Two statements that cannot both be right as they stand."""

    key: str
    subject: str
    statement_a: str
    sources_a: list[SourceShort]
    statement_b: str
    sources_b: list[SourceShort]
    handling: str
    about: list[LinkTo]


class Activity(Schema):
    """One thing that happened or is planned. ``same_as`` and ``plan_of`` are keys, or empty."""

    key: str
    title: str
    kind: str
    kind_word: str
    family: str
    status: str
    status_word: str
    when: When
    place: str
    online: bool
    state: PartyRef | None
    project: LinkTo | None
    counts: list[Told]
    same_as: str
    plan_of: str


class ActivityDetail(Schema):
    """Everything about one activity."""

    line: Activity
    subject: str
    attendance: str
    outcome: str
    body: LinkTo | None
    framework: LinkTo | None
    topics: list[LinkTo]
    roles: list[Part]
    sources: list[SourceShort]
    disagreements: list[Disagreement]
    provenance: str
    note: str
    observed: bool
    shown_to: Audience


class Project(Schema):
    """A funded piece of work."""

    key: str
    name: str
    short_name: str
    programme: str
    since: When
    until: When
    donors: list[Part]
    activities: int


class Body(Schema):
    """A body of the partnership."""

    key: str
    name: str
    short_name: str
    kind: str
    kind_word: str
    frequency: str
    since: When
    until: When
    parent: LinkTo | None
    members: int
    activities: int
    offices: list[Part]


class Participation(Schema):
    """A state's or organisation's part in the partnership."""

    status: str
    status_word: str
    since: When
    until: When
    footnote: str


class State(Schema):
    """A state that takes part, by its name of today. Codes are kept apart: they differ."""

    key: str
    name: str
    footnote: str
    iso2: str
    iso3: str
    participation: Participation | None
    groups: list[LinkTo]
    activities: int


class StateName(Schema):
    """A name of a state in one language, from when to when."""

    text: str
    kind: str
    language: str
    since: When
    until: When
    footnote: str


class StateDetail(Schema):
    """A state with all its names; ``unhcr_code`` is UNHCR's own, which is no ISO code."""

    line: State
    unhcr_code: str
    names: list[StateName]


class Organisation(Schema):
    """An organisation."""

    key: str
    name: str
    short_name: str
    kind: str
    kind_word: str
    state: PartyRef | None
    parent: LinkTo | None
    place: str
    registers: int


class Framework(Schema):
    """A declaration, call for action, compact or list of topics."""

    key: str
    title: str
    short_title: str
    kind: str
    kind_word: str
    adopted: When
    since: When
    until: When
    topics: int
    commitments: int
    commitments_stated: int | None


class Commitment(Schema):
    """Something that the partners undertook to do."""

    key: str
    number: int
    title: str
    text: str
    framework: LinkTo | None
    topic: LinkTo | None
    source: SourceShort


class Source(Schema):
    """A source with how many visible rows rest on it."""

    ref: SourceShort
    note: str
    uses: int


class Activities(Paged):
    items: list[Activity]


class Projects(Paged):
    items: list[Project]


class Bodies(Paged):
    items: list[Body]


class States(Paged):
    items: list[State]


class Organisations(Paged):
    items: list[Organisation]


class Frameworks(Paged):
    items: list[Framework]


class Commitments(Paged):
    items: list[Commitment]


class Sources(Paged):
    items: list[Source]


class Disagreements(Paged):
    items: list[Disagreement]


class Me(Schema):
    """Whom the token speaks for, and how far."""

    account: int
    name: str
    roles: list[str]
    organisations: list[str]
    bodies: list[str]
    partnership: bool
    scopes: list[str]
    expires: date
