"""Data-sharing agreements as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.statistics.access import SEND_FIGURES
from serai.components.statistics.errors import UnknownSubmission
from serai.components.statistics.models import SharingAgreement
from serai.components.statistics.submissions import agreements as verbs
from serai.components.statistics.submissions import flows


@dataclass(frozen=True)
class Agreement:
    """``state`` is one of waiting, coming, in_force, over, ended."""

    key: int
    provider: str
    receiver: str
    tables: tuple[str, ...]
    level: str
    purpose: str
    legal_basis: str
    document: str
    since: date
    until: date | None
    provider_signed_at: datetime | None
    receiver_signed_at: datetime | None
    ended_at: datetime | None
    ended_why: str
    state: str
    state_words: str
    may_sign: bool
    may_end: bool


def agreements(reader: Reader) -> list[Agreement]:
    """The agreements that ``reader`` may see; one query."""
    return [_agreement(reader, row) for row in _rows(reader)]


def one(reader: Reader, key: int) -> Agreement:
    """One of them. Raises: UnknownSubmission."""
    row = _rows(reader).filter(pk=key).first()
    if row is None:
        raise UnknownSubmission(key)
    return _agreement(reader, row)


def _rows(reader: Reader) -> QuerySet[SharingAgreement]:
    return verbs.seen(reader).select_related("provider", "receiver")


def _agreement(reader: Reader, row: SharingAgreement) -> Agreement:
    state = _state(row)
    signs = SEND_FIGURES.held_by(reader) and row.ended_at is None
    sides = (
        (row.provider_id, row.provider_signed_at, row.receiver_signed_by_id),
        (row.receiver_id, row.receiver_signed_at, row.provider_signed_by_id),
    )
    return Agreement(
        key=row.pk,
        provider=row.provider.name,
        receiver=row.receiver.name,
        tables=tuple(flows.title(name) for name in row.dataflows),
        level=str(row.get_level_display()),
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        document=row.document,
        since=row.since,
        until=row.until,
        provider_signed_at=row.provider_signed_at,
        receiver_signed_at=row.receiver_signed_at,
        ended_at=row.ended_at,
        ended_why=row.ended_why,
        state=state,
        state_words={
            "waiting": _("waits for signatures"),
            "coming": _("begins later"),
            "in_force": _("in force"),
            "over": _("its time is over"),
            "ended": _("ended"),
        }[state],
        may_sign=signs
        and any(
            side in reader.organisations and signed is None and other != reader.account
            for side, signed, other in sides
        ),
        may_end=row.ended_at is None,
    )


def _state(row: SharingAgreement) -> str:
    today = timezone.localdate()
    if row.ended_at:
        return "ended"
    if row.until and row.until < today:
        return "over"
    if not (row.provider_signed_at and row.receiver_signed_at):
        return "waiting"
    return "coming" if row.since > today else "in_force"
