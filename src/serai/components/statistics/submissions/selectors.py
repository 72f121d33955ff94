"""Lists: what has to be sent, what waits for approval, what else the reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.components.statistics import wording
from serai.components.statistics.access import APPROVE_FIGURES, ARRANGE_SENDING, SEND_FIGURES
from serai.components.statistics.models import Provision, Submission
from serai.components.statistics.submissions import flows, periods, provisions, sight
from serai.components.statistics.submissions.periods import RECEIVED, Expected

MOST = 100


@dataclass(frozen=True)
class Line:
    """A submission in a list. It holds no figure."""

    key: int
    title: str
    organisation: str
    periods: str
    state: str
    state_words: str
    at: datetime
    embargo_until: datetime | None
    correction: bool


@dataclass(frozen=True)
class ToSend:
    """A provision with what of it has to be sent; ``lines`` are open, the late ones first."""

    key: int
    title: str
    organisation: str
    often: str
    lines: tuple[Expected, ...]
    submissions: tuple[Line, ...]
    contact: str
    synthetic: bool

    @property
    def late(self) -> int:
        """How many periods are late."""
        return sum(line.late for line in self.lines)

    @property
    def next(self) -> Expected | None:
        """What is due first."""
        return self.lines[0] if self.lines else None


@dataclass(frozen=True)
class Desk:
    """The page "Data to send": duties, what waits for the reader's approval, what else they may see."""

    to_send: tuple[ToSend, ...]
    to_judge: tuple[Line, ...]
    others: tuple[Line, ...]
    may_send: bool
    may_judge: bool
    may_arrange: bool
    arranged: tuple[ToSend, ...] = ()


def desk(reader: Reader) -> Desk:
    """What ``reader`` has to do with figures that are sent; as many queries for a hundred rows as for one."""
    own = duties(provisions.seen(reader).filter(organisation__in=reader.organisations))
    if not SEND_FIGURES.held_by(reader):
        own = []
    mine = {one.key for one in own}
    rows = list(
        sight.submissions(reader)
        .exclude(state="withdrawn")
        .exclude(provision__in=mine)
        .select_related("provision__organisation")[:MOST]
    )
    waiting = [
        row
        for row in rows
        if row.state in ("validated", "approved", "embargoed")
        and APPROVE_FIGURES.held_by(reader)
        and row.provision.judge_id in reader.organisations
    ]
    arranging = ARRANGE_SENDING.held_by(reader)
    return Desk(
        to_send=tuple(sorted(own, key=_urgency)),
        to_judge=tuple(map(line, waiting)),
        others=tuple(line(row) for row in rows if row not in waiting),
        may_send=SEND_FIGURES.held_by(reader),
        may_judge=APPROVE_FIGURES.held_by(reader),
        may_arrange=arranging,
        # of others' submissions the secretariat sees who is late, and nothing else
        arranged=tuple(sorted(duties(Provision.objects.exclude(pk__in=mine), lines=False), key=_urgency))
        if arranging
        else (),
    )


def provision(reader: Reader, key: int) -> ToSend:
    """One provision with its duties. Raises: UnknownSubmission."""
    row = provisions.one(reader, key)
    own = row.organisation_id in reader.organisations and SEND_FIGURES.held_by(reader)
    return duties(Provision.objects.filter(pk=row.pk), lines=own)[0]


def line(row: Submission) -> Line:
    """A submission as it stands in lists."""
    return Line(
        key=row.pk,
        title=flows.title(row.provision.dataflow),
        organisation=row.provision.organisation.name,
        periods=", ".join(wording.period(code) for code in row.periods),
        state=row.state,
        state_words=str(row.get_state_display()),
        at=row.created_at,
        embargo_until=row.embargo_until if row.state == "embargoed" else None,
        correction=row.corrects_id is not None,
    )


def duties(rows: QuerySet[Provision], *, lines: bool = True) -> list[ToSend]:
    """Each provision with what of it has to be sent; two queries. Without ``lines`` no submission is named."""
    found = list(rows.select_related("organisation", "contact"))
    sent: dict[int, list[Submission]] = {}
    for row in (
        Submission.objects.filter(provision__in=found)
        .exclude(state="withdrawn")
        .select_related("provision__organisation")
    ):
        sent.setdefault(row.provision_id, []).append(row)
    return [_to_send(row, sent.get(row.pk, []), lines) for row in found]


def _to_send(row: Provision, sent: list[Submission], lines: bool) -> ToSend:
    expected = periods.expected(
        row.frequency,
        row.since,
        row.until,
        row.due_days,
        today=timezone.localdate(),
        states=states_of(sent),
    )
    return ToSend(
        key=row.pk,
        title=flows.title(row.dataflow),
        organisation=row.organisation.name,
        often=str(row.get_frequency_display()),
        lines=tuple(periods.open_first(expected)),
        submissions=tuple(map(line, sent)) if lines else (),
        contact=row.contact.name if row.contact else row.organisation.name,
        synthetic=row.synthetic,
    )


def states_of(sent: Iterable[Submission]) -> dict[str, str]:
    """The state of each period: what was received counts before what is still being prepared."""
    found: dict[str, str] = {}
    for row in sent:
        for code in row.periods:
            if code not in found or (row.state in RECEIVED and found[code] not in RECEIVED):
                found[code] = row.state
    return found


def _urgency(one: ToSend) -> tuple[bool, str, str]:
    return (not one.late, str(one.next.due) if one.next else "9", one.title)
