"""Who sees which submissions, and how somebody stands to one. Everything that shows one asks here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.audit.tracking import event_classes
from serai.components.statistics.access import APPROVE_FIGURES, SEND_FIGURES
from serai.components.statistics.models import (
    Explanation,
    PreRelease,
    Provision,
    SharingAgreement,
    Submission,
    SubmissionFile,
)
from serai.components.statistics.submissions.rules import APPROVED, AT_WORK, SHARED, Standing

# people of a receiver who see what is shared: those who answer for figures there
RECEIVERS = SEND_FIGURES.roles | APPROVE_FIGURES.roles


def agreements_in_force() -> QuerySet[SharingAgreement]:
    """Agreements that both have signed, that cover today and that nobody has ended."""
    today = timezone.localdate()
    return SharingAgreement.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        since__lte=today,
        ended_at=None,
        provider_signed_at__isnull=False,
        receiver_signed_at__isnull=False,
    )


def submissions(reader: Reader) -> QuerySet[Submission]:
    """The submissions that ``reader`` may see, whole or their figures alone; at most one query more."""
    if reader.account is None:
        return Submission.objects.none()
    condition = Q(pk__in=_named(reader).values("submission"), state__in=APPROVED)
    if SEND_FIGURES.held_by(reader):
        condition |= Q(provision__organisation__in=reader.organisations)
    if APPROVE_FIGURES.held_by(reader):
        condition |= Q(provision__in=_judged(reader), state__in=AT_WORK)
    for agreement in _agreements(reader):
        covered = Q(provision__organisation=agreement.provider_id, state__in=SHARED[agreement.level])
        if agreement.dataflows:
            covered &= Q(provision__dataflow__in=agreement.dataflows)
        condition |= covered
    return Submission.objects.filter(condition)


def worked_on(reader: Reader) -> QuerySet[Submission]:
    """The submissions whose workings ``reader`` sees: findings, comments, files, history."""
    condition = Q(pk__in=[])
    if SEND_FIGURES.held_by(reader):
        condition |= Q(provision__organisation__in=reader.organisations)
    if APPROVE_FIGURES.held_by(reader):
        condition |= Q(provision__in=_judged(reader), state__in=AT_WORK)
    return Submission.objects.filter(condition)


def standing(reader: Reader, submission: Submission) -> Standing:
    """How ``reader`` stands to a submission now; at most seven queries."""
    provision = submission.provision
    return Standing(
        sender=SEND_FIGURES.held_by(reader) and provision.organisation_id in reader.organisations,
        judge=APPROVE_FIGURES.held_by(reader) and provision.judge_id in reader.organisations,
        own_hand=_own_hand(reader.account, submission),
        named=_named(reader).filter(submission=submission).exists(),
        levels=frozenset(
            one.level
            for one in _agreements(reader)
            if one.provider_id == provision.organisation_id
            and (not one.dataflows or provision.dataflow in one.dataflows)
        ),
    )


def pre_release(reader: Reader, submission: Submission) -> PreRelease | None:
    """The pre-release access of ``reader`` that is open now."""
    return _named(reader).filter(submission=submission).first()


def _judged(reader: Reader) -> QuerySet[Provision]:
    mine = Q(contact__in=reader.organisations)
    return Provision.objects.filter(mine | Q(contact=None, organisation__in=reader.organisations))


def _named(reader: Reader, now: datetime | None = None) -> QuerySet[PreRelease]:
    moment = now or timezone.now()
    return PreRelease.objects.filter(account=reader.account, ended_at=None, until__gt=moment)


def _agreements(reader: Reader) -> list[SharingAgreement]:
    if not reader.organisations or not RECEIVERS & reader.roles:
        return []
    return list(agreements_in_force().filter(receiver__in=reader.organisations))


def _own_hand(account: int | None, submission: Submission) -> bool:
    """Whether they took part at any time: what was handed in or explained anew has another name on it now."""
    return (
        account in (submission.created_by_id, submission.validated_by_id)
        or SubmissionFile.objects.filter(submission=submission, sent_by=account).exists()
        or _history(Explanation).filter(submission=submission, written_by=account).exists()
        or _history(Submission).filter(id=submission.pk, validated_by=account).exists()
    )


def _history(model: type[Model]) -> QuerySet[Any]:
    """The history of a noun, which its triggers write in the same transaction."""
    [events] = [one for one in event_classes() if one.pgh_tracked_model is model]
    found: QuerySet[Any] = events.objects.all()
    return found
