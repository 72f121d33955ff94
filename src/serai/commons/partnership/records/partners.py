"""Who takes part: bodies, states, organisations."""

from __future__ import annotations

from dataclasses import dataclass

from serai.commons.partnership.records.activities import ActivityLine
from serai.commons.partnership.records.parts import (
    EVERYBODY,
    DateLine,
    DisagreementLine,
    Link,
    Party,
    RoleLine,
    ShownTo,
    SourceRef,
)
from serai.kernel.clock import PartialDate


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
    shown_to: ShownTo = EVERYBODY


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
    shown_to: ShownTo = EVERYBODY
