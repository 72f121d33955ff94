"""Events: activities of the partnership as a calendar to subscribe to, and lists inside pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from serai.commons.access.readers import Reader
from serai.commons.partnership import api as partnership
from serai.commons.partnership.records import ActivityFilter, ActivityLine
from serai.kernel.clock import Precision

SCHEDULED = ("planned", "announced")


def chosen_activities(reader: Reader, asked: Mapping[str, Any]) -> tuple[ActivityLine, ...]:
    """Newest activities of a project, a component or a state, as an editor asked in a block."""
    narrowed = ActivityFilter(
        project=asked.get("project") or "",
        component=asked.get("component") or "",
        state=asked.get("state") or "",
    )
    return partnership.activities(narrowed, reader=reader, size=int(asked.get("number") or 5)).lines


def calendar_file(
    lines: Iterable[ActivityLine], *, name: str, domain: str, link: Callable[[ActivityLine], str]
) -> bytes:
    """iCalendar text of those activities whose days are known; a month or a year is no day.

    Each event is marked by its key, so that a calendar which reads the file again changes its entry and
    makes no second one. A plan is tentative until somebody says that it was kept.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Serai//newsroom//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for line in lines:
        when = line.when
        if when.precision is not Precision.DAY or when.first is None or when.last is None:
            continue
        event = Event()
        event.add("uid", f"{line.key}@{domain}")
        # nobody keeps when a plan was typed; a fixed stamp keeps the file the same while nothing changes
        event.add("dtstamp", datetime(when.first.year, 1, 1, tzinfo=UTC))
        event.add("dtstart", when.first)
        event.add("dtend", when.last + timedelta(days=1))  # the day after the last: RFC 5545, 3.6.1
        event.add("summary", line.title)
        event.add("url", link(line))
        event.add("status", "TENTATIVE" if line.status in SCHEDULED else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        if place := ", ".join(part for part in (line.place, line.state.name if line.state else "") if part):
            event.add("location", place)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
