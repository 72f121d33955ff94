"""What was agreed and what is funded: frameworks and projects."""

from __future__ import annotations

from dataclasses import dataclass

from serai.commons.partnership.records.activities import ActivityLine
from serai.commons.partnership.records.parts import (
    EVERYBODY,
    DateLine,
    DisagreementLine,
    Link,
    RoleLine,
    ShownTo,
    SourceRef,
)
from serai.kernel.clock import PartialDate


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
    framework: Link | None = None


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
    shown_to: ShownTo = EVERYBODY


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
    shown_to: ShownTo = EVERYBODY
