"""The door for other rooms: typed questions and frozen records. No model leaves.

Everything comes from the selectors; a room that needs a question nobody asked yet adds it there.
"""

from __future__ import annotations

from datetime import date

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import State
from serai.commons.partnership.records import Party
from serai.commons.partnership.selectors import (
    activities,
    activity,
    bodies,
    body,
    calendar,
    disagreements_of,
    framework,
    frameworks,
    organisation,
    organisations,
    project,
    projects,
    source,
    sources,
    sources_by_key,
    state,
    states,
)
from serai.commons.partnership.selectors.chosen import (
    activities_by_key,
    activity_keys,
    coming_activities,
    partners_of,
)
from serai.commons.partnership.selectors.parts import Names, today


def state_names(*, reader: Reader, on: date | None = None) -> dict[str, Party]:
    """Every state by its key, with the name and footnote that it has on a day (today when left out)."""
    day = on or today()
    names = Names(reader)
    return {key: names.state(key, day) for key in State.objects.values_list("key", flat=True)}


__all__ = [
    "activities",
    "activities_by_key",
    "activity",
    "activity_keys",
    "bodies",
    "body",
    "calendar",
    "coming_activities",
    "disagreements_of",
    "framework",
    "frameworks",
    "organisation",
    "organisations",
    "partners_of",
    "project",
    "projects",
    "source",
    "sources",
    "sources_by_key",
    "state",
    "state_names",
    "states",
]
