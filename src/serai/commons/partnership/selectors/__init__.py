"""Questions about the partnership. Each asks a constant number of queries and answers with records.

Every question takes ``reader`` and knows only what that reader may see: counts, choices and links too.

Signatures (all take ``reader=`` and raise :class:`~serai.commons.partnership.errors.UnknownRow`, which a
page turns into 404, for a key of which the reader sees no row; ``on`` is the day whose names and offices
are shown, today when left out):

    home_overview(*, on=None) -> HomeOverview
    activities(asked=ActivityFilter(), *, page=1, size=50) -> ActivityList
    activity(key) -> ActivityPage
    calendar(year=None) -> CalendarPage           # the latest year with activities when left out
    bodies(*, on=None) -> tuple[BodyLine, ...]
    body(key, *, on=None) -> BodyPage
    states(*, on=None) -> tuple[StateLine, ...]   # states that take part
    state(key, *, on=None) -> StatePage
    organisations(*, kind="", state="") -> tuple[OrganisationLine, ...]
    organisation(key) -> OrganisationPage
    projects() -> tuple[ProjectLine, ...]
    project(key) -> ProjectPage
    frameworks() -> tuple[FrameworkLine, ...]
    commitments() -> tuple[CommitmentLine, ...]
    framework(key) -> FrameworkPage
    sources() -> tuple[SourceLine, ...]
    source(key) -> SourcePage
    disagreements() -> tuple[DisagreementLine, ...]
    disagreements_of(source_keys) -> tuple[DisagreementLine, ...]
    sources_by_key(source_keys) -> dict[str, SourceRef]
    audience_of(noun, key) -> AudiencePage
    upload(upload_id, *, actor) -> UploadPage
"""

from serai.commons.partnership.selectors.activities import activities, activity, calendar, home_overview
from serai.commons.partnership.selectors.audience import audience_of
from serai.commons.partnership.selectors.bodies import bodies, body
from serai.commons.partnership.selectors.frameworks import commitments, framework, frameworks
from serai.commons.partnership.selectors.organisations import organisation, organisations
from serai.commons.partnership.selectors.projects import project, projects
from serai.commons.partnership.selectors.sources import (
    disagreements,
    disagreements_of,
    source,
    sources,
    sources_by_key,
)
from serai.commons.partnership.selectors.states import state, states
from serai.commons.partnership.selectors.uploads import upload, waiting_uploads

__all__ = [
    "activities",
    "activity",
    "audience_of",
    "bodies",
    "body",
    "calendar",
    "commitments",
    "disagreements",
    "disagreements_of",
    "framework",
    "frameworks",
    "home_overview",
    "organisation",
    "organisations",
    "project",
    "projects",
    "source",
    "sources",
    "sources_by_key",
    "state",
    "states",
    "upload",
    "waiting_uploads",
]
