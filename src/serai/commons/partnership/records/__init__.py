"""Frozen records that leave this room: what pages, the API and other rooms see. No model leaves.

Dates are :class:`~serai.kernel.clock.PartialDate`, numbers :class:`~serai.kernel.units.Count`.
``*_word`` fields are words for people, already in the reader's language.
"""

from serai.commons.partnership.records.activities import (
    ActivityFilter,
    ActivityLine,
    ActivityList,
    ActivityPage,
    CalendarMonth,
    CalendarPage,
    Choice,
    ComponentMark,
    HomeOverview,
    PartnershipView,
)
from serai.commons.partnership.records.agreed import (
    CommitmentLine,
    ComponentView,
    CrossLine,
    FrameworkLine,
    FrameworkPage,
    ObjectiveView,
    PhaseLine,
    ProjectLine,
    ProjectPage,
    TopicView,
)
from serai.commons.partnership.records.evidence import SourceLine, SourcePage, StatementLine, UploadPage
from serai.commons.partnership.records.partners import (
    BodyLine,
    BodyPage,
    NameLine,
    OrganisationLine,
    OrganisationPage,
    ParticipationLine,
    RegisterLine,
    StateLine,
    StatePage,
)
from serai.commons.partnership.records.parts import (
    CountLine,
    DateLine,
    DisagreementLine,
    Link,
    Party,
    RoleLine,
    SourceRef,
)

__all__ = [
    "ActivityFilter",
    "ActivityLine",
    "ActivityList",
    "ActivityPage",
    "BodyLine",
    "BodyPage",
    "CalendarMonth",
    "CalendarPage",
    "Choice",
    "CommitmentLine",
    "ComponentMark",
    "ComponentView",
    "CountLine",
    "CrossLine",
    "DateLine",
    "DisagreementLine",
    "FrameworkLine",
    "FrameworkPage",
    "HomeOverview",
    "Link",
    "NameLine",
    "ObjectiveView",
    "OrganisationLine",
    "OrganisationPage",
    "ParticipationLine",
    "PartnershipView",
    "Party",
    "PhaseLine",
    "ProjectLine",
    "ProjectPage",
    "RegisterLine",
    "RoleLine",
    "SourceLine",
    "SourcePage",
    "SourceRef",
    "StateLine",
    "StatePage",
    "StatementLine",
    "TopicView",
    "UploadPage",
]
