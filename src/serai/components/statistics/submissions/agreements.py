"""Data-sharing agreements: drafted, signed by both sides, ended by either at any moment."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.commons.directory.selectors import reader_of
from serai.components.statistics.access import ARRANGE_SENDING, SEND_FIGURES
from serai.components.statistics.errors import SubmissionRefused, UnknownSubmission
from serai.components.statistics.models import SharingAgreement
from serai.components.statistics.submissions.words import refusal


def seen(reader: Reader) -> QuerySet[SharingAgreement]:
    """The agreements that ``reader`` may see: those of their organisations, all of them for who arranges them."""
    if ARRANGE_SENDING.held_by(reader):
        return SharingAgreement.objects.all()
    if not SEND_FIGURES.held_by(reader):
        return SharingAgreement.objects.none()
    mine = reader.organisations
    return SharingAgreement.objects.filter(Q(provider__in=mine) | Q(receiver__in=mine))


@transaction.atomic
def draft(*, actor: User, provider: str, receiver: str, **terms: Any) -> SharingAgreement:
    """Write an agreement down; it opens nothing until both have signed.

    Raises: SubmissionRefused unless the actor arranges them, or answers for one of the two.
    """
    reader = reader_of(actor)
    own = SEND_FIGURES.held_by(reader) and bool({provider, receiver} & reader.organisations)
    if not (own or ARRANGE_SENDING.held_by(reader)):
        raise refusal("who")
    if provider == receiver:
        raise SubmissionRefused(
            _("An agreement is between two organisations"), advice=_("Choose another one.")
        )
    return SharingAgreement.objects.create(provider_id=provider, receiver_id=receiver, made_by=actor, **terms)


@transaction.atomic
def sign(*, actor: User, agreement: int) -> None:
    """Sign for each side that the actor answers for and that has not signed yet.

    One person does not sign for both. Raises: UnknownSubmission, SubmissionRefused.
    """
    reader = reader_of(actor)
    row = _locked(reader, agreement)
    if not SEND_FIGURES.held_by(reader) or row.ended_at:
        raise refusal("state" if row.ended_at else "who")
    now = timezone.now()
    if row.provider_id in reader.organisations and row.provider_signed_at is None:
        row.provider_signed_by, row.provider_signed_at = actor, now
    elif row.receiver_id in reader.organisations and row.receiver_signed_at is None:
        row.receiver_signed_by, row.receiver_signed_at = actor, now
    else:
        raise refusal("who")
    if row.provider_signed_by_id == row.receiver_signed_by_id:
        raise refusal("own_hand")
    row.save()


@transaction.atomic
def end(*, actor: User, agreement: int, why: str) -> None:
    """End an agreement: what it opened is closed at once. For either side, and for who arranges them.

    Raises: UnknownSubmission, SubmissionRefused.
    """
    row = _locked(reader_of(actor), agreement)
    if row.ended_at:
        raise refusal("state")
    if not why.strip():
        raise refusal("words")
    row.ended_by, row.ended_at, row.ended_why = actor, timezone.now(), why.strip()
    row.save()


def _locked(reader: Reader, agreement: int) -> SharingAgreement:
    known = seen(reader).filter(pk=agreement).exists()
    row = SharingAgreement.objects.select_for_update().filter(pk=agreement).first() if known else None
    if row is None:
        raise UnknownSubmission(agreement)
    return row
