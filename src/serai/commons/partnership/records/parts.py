"""Pieces that many records share."""

from __future__ import annotations

from dataclasses import dataclass, field

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
class ShownTo:
    """Who may see a thing besides its ``owner``; ``bodies`` and ``organisations`` name them where it says so."""

    audience: str = "public"
    word: str = ""
    owner: Link | None = None
    bodies: tuple[Link, ...] = ()
    organisations: tuple[Link, ...] = ()
    may_change: bool = False  # the reader decides about it

    @property
    def public(self) -> bool:
        """Whether everybody may see it."""
        return self.audience == "public"


EVERYBODY = ShownTo()


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
class StateMark:
    """A state that takes part, as a point on a map."""

    key: str
    name: str
    iso3: str
    activities: int  # held on its soil
