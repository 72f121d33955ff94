"""The calendar of publications: titles and dates, for whoever may know of the table, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.components.statistics import wording
from serai.components.statistics.models import Provision, Release, Submission
from serai.components.statistics.selectors import releases
from serai.components.statistics.submissions import flows, periods

AHEAD, BEHIND = timedelta(days=548), timedelta(days=366)
PAST = 50


@dataclass(frozen=True)
class Announced:
    """A publication that is planned. ``at`` is its moment where that is fixed, ``day`` its day in any case.

    ``key`` names it for good: a calendar that reads it again moves its entry. ``delayed``: its day is over.
    """

    key: str
    title: str
    day: date
    at: datetime | None = None
    delayed: bool = False
    synthetic: bool = False


@dataclass(frozen=True)
class Appeared:
    """A publication that happened."""

    title: str
    at: datetime
    revision: int
    url: str
    synthetic: bool


def announced(reader: Reader) -> list[Announced]:
    """What will be published, soonest first; two queries. Who sends it, and how far it is, is not told."""
    rows = list(Provision.objects.visible_to(reader).filter(release_days__isnull=False))
    fixed: dict[tuple[int, str], Submission] = {}
    for row in Submission.objects.filter(provision__in=rows, state__in=("embargoed", "published")):
        for code in row.periods:
            known = fixed.get((row.provision_id, code))
            if known is None or known.state == "published":
                fixed[row.provision_id, code] = row
    found: dict[tuple[str, str, date], Announced] = {}
    for provision in rows:
        for one in _of(provision, fixed):
            # several agencies may send one table: to readers it is one publication
            found.setdefault((one.title, one.key.split("/")[1], one.day), one)
    return sorted(found.values(), key=lambda one: (one.day, one.title))


def in_turn(lines: Iterable[Announced]) -> tuple[list[Announced], list[Announced]]:
    """What is late, has a fixed moment or comes next of its table; and what comes after that."""
    first: list[Announced] = []
    later: list[Announced] = []
    tables: set[str] = set()
    for line in lines:
        table = line.key.split("/")[0]
        if line.delayed or line.at or table not in tables:
            first.append(line)
        else:
            later.append(line)
        if not line.delayed:
            tables.add(table)
    return first, later


def _of(row: Provision, fixed: dict[tuple[int, str], Submission]) -> Iterable[Announced]:
    today = timezone.localdate()
    for period in periods.periods(row.frequency, row.since, row.until, today + AHEAD):
        sent = fixed.get((row.pk, period.code))
        if sent is not None and sent.state == "published":
            continue
        at = sent.embargo_until if sent else None
        day = timezone.localdate(at) if at else period.last + timedelta(days=row.release_days or 0)
        if today - BEHIND <= day <= today + AHEAD:
            title = wording.when(flows.title(row.dataflow), period.code)
            yield Announced(
                f"{row.dataflow}/{period.code}/{row.pk}", title, day, at, day < today, row.synthetic
            )


def appeared(reader: Reader) -> list[Appeared]:
    """What was published, newest first; one query."""
    rows = releases.releases(reader).order_by("-published_at").defer("files")[:PAST]
    return [_appeared(row) for row in rows]


def _appeared(row: Release) -> Appeared:
    return Appeared(
        title=wording.said(row.passport["title"], row.dataflow),
        at=row.published_at,
        revision=row.revision,
        url=reverse("statistics:revision", args=[row.dataflow, row.revision]),
        synthetic=row.synthetic,
    )


def calendar_file(lines: Iterable[Announced], *, name: str, domain: str, link: Callable[[], str]) -> bytes:
    """iCalendar text of publications that are planned (RFC 5545); a day without a moment is a whole day."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Serai//statistics//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for line in lines:
        event = Event()
        event.add("uid", f"{line.key.replace('/', '-')}@{domain}")
        # a fixed stamp keeps the file the same while nothing changes
        event.add("dtstamp", datetime(line.day.year, 1, 1, tzinfo=UTC))
        if line.at:
            event.add("dtstart", line.at.astimezone(UTC))
        else:
            event.add("dtstart", line.day)
            event.add("dtend", line.day + timedelta(days=1))
        event.add("summary", line.title)
        event.add("url", link())
        event.add("status", "CONFIRMED" if line.at else "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
