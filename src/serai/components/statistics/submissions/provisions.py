"""Provisions: who sends which table by when. Arranged by the secretariat, read by whom they bind."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.components.statistics.access import APPROVE_FIGURES, ARRANGE_SENDING, SEND_FIGURES
from serai.components.statistics.errors import UnknownSubmission
from serai.components.statistics.models import Provision
from serai.components.statistics.submissions.words import refusal


def seen(reader: Reader) -> QuerySet[Provision]:
    """The provisions that ``reader`` works with: sends for, approves, or arranges."""
    if ARRANGE_SENDING.held_by(reader):
        return Provision.objects.all()
    condition = Q(pk__in=[])
    if SEND_FIGURES.held_by(reader):
        condition |= Q(organisation__in=reader.organisations)
    if APPROVE_FIGURES.held_by(reader):
        condition |= Q(contact__in=reader.organisations)
    return Provision.objects.filter(condition)


@transaction.atomic
def arrange(*, actor: User, provision: int | None = None, **terms: Any) -> Provision:
    """Write down or change who sends which table by when. Raises: SubmissionRefused, UnknownSubmission."""
    if not ARRANGE_SENDING.granted_to(actor):
        raise refusal("who")
    row = Provision.objects.select_for_update().filter(pk=provision).first() if provision else Provision()
    if row is None:
        raise UnknownSubmission(provision)
    before = (row.organisation_id, row.dataflow)
    for name, value in terms.items():
        setattr(row, name, value)
    # what was sent belongs to whoever sent it: another organisation would see it, drafts and all
    if provision and before != (row.organisation_id, row.dataflow) and row.submissions.exists():
        raise refusal("sent_before")
    row.save()
    return row


def one(reader: Reader, provision: int) -> Provision:
    """A provision that ``reader`` works with. Raises: UnknownSubmission."""
    row = seen(reader).select_related("organisation", "contact").filter(pk=provision).first()
    if row is None:
        raise UnknownSubmission(provision)
    return row


def sends(reader: Reader, provision: int) -> bool:
    """Whether ``reader`` may send figures of a provision."""
    mine = Provision.objects.filter(pk=provision, organisation__in=reader.organisations)
    return SEND_FIGURES.held_by(reader) and mine.exists()
