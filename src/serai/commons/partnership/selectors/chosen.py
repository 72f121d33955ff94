"""Small questions of other rooms: some activities by their keys, what is coming, who stands behind a project."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Activity
from serai.commons.partnership.records import ActivityLine, RoleLine
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_lines,
    activity_rows,
    partner_line,
    partner_rows,
    today,
)


def activities_by_key(keys: Iterable[str], *, reader: Reader) -> tuple[ActivityLine, ...]:
    """The activities among ``keys`` that the reader may see, oldest first. At most five queries."""
    wanted = list(keys)
    if not wanted:
        return ()
    return activity_lines(activity_rows(reader).filter(key__in=wanted), Names(reader))


def coming_activities(
    *, reader: Reader, on: date | None = None, size: int | None = None
) -> tuple[ActivityLine, ...]:
    """Activities that have not ended before ``on`` (today), the next one first. At most five queries."""
    rows = activity_rows(reader).filter(last_day__gte=on or today()).order_by("first_day", "key")
    return activity_lines(rows[:size] if size else rows, Names(reader))


def partners_of(project: str, *, reader: Reader) -> tuple[RoleLine, ...]:
    """Who pays for a project, carries it out and takes part. At most three queries."""
    names = Names(reader)
    return tuple(partner_line(row, names) for row in partner_rows(reader).filter(project=project))


def activity_keys(*, reader: Reader) -> tuple[str, ...]:
    """The key of every activity that the reader may see. One query."""
    return tuple(Activity.objects.visible_to(reader).order_by("key").values_list("key", flat=True))
