"""Verbs of submissions: begun, sent, handed in, judged, talked about. Publishing has a module of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.commons.audit.services import record_read
from serai.commons.directory.selectors import reader_of
from serai.components.statistics.access import SEND_FIGURES
from serai.components.statistics.errors import SubmissionRefused, UnknownSubmission
from serai.components.statistics.models import (
    Explanation,
    PreRelease,
    Provision,
    Submission,
    SubmissionComment,
)
from serai.components.statistics.submissions import rules, sight
from serai.components.statistics.submissions.facts import (
    current_file,
    explained,
    facts_of,
    looked_at,
)
from serai.components.statistics.submissions.telling import tell
from serai.components.statistics.submissions.words import refusal

LABEL = "statistics.submission"  # as the log of reads names it


@transaction.atomic
def begin(*, actor: User, provision: int) -> Submission:
    """Begin a submission of a provision. Raises: UnknownSubmission unless the actor sends for the provider."""
    reader = reader_of(actor)
    row = Provision.objects.filter(pk=provision, organisation__in=reader.organisations).first()
    if row is None or not SEND_FIGURES.held_by(reader):
        raise UnknownSubmission(provision)
    return Submission.objects.create(provision=row, created_by=actor)


@transaction.atomic
def correct(*, actor: User, submission: int, reason: str) -> Submission:
    """Begin a submission that replaces what was published, and say why. Raises: SubmissionRefused."""
    before = locked(actor, submission, "correct", said=reason)
    return Submission.objects.create(
        provision=before.provision,
        created_by=actor,
        corrects=before,
        reason=reason.strip(),
        periods=before.periods,
    )


@transaction.atomic
def hand_in(*, actor: User, submission: int) -> None:
    """Hand a draft in: from now on it waits for approval. Raises: SubmissionRefused."""
    row = locked(actor, submission, "hand_in")
    row.validated_by, row.validated_at = actor, timezone.now()
    _move(row, "hand_in")
    tell(row, "submission_handed_in", actor=actor)


@transaction.atomic
def approve(*, actor: User, submission: int, seen: str = "") -> None:
    """Approve what was handed in; ``seen`` is ``facts.looked_at`` of what they looked at, if it is known.

    Raises: SubmissionRefused, also for whoever took part in sending it, and when it is not what they looked at.
    """
    row = locked(actor, submission, "approve")
    if seen and seen != looked_at(current_file(row), explained(row)):
        raise refusal("other_file")
    row.approved_by, row.approved_at = actor, timezone.now()
    _move(row, "approve")
    tell(row, "submission_judged", actor=actor)


@transaction.atomic
def give_back(*, actor: User, submission: int, text: str) -> None:
    """Return a submission to whoever sent it, with what is wrong. Raises: SubmissionRefused."""
    row = locked(actor, submission, "return", said=text)
    SubmissionComment.objects.create(submission=row, text=text.strip(), written_by=actor)
    row.approved_by = row.approved_at = row.embargo_until = None
    _move(row, "return")
    tell(row, "submission_judged", actor=actor)


@transaction.atomic
def embargo(*, actor: User, submission: int, until: datetime) -> None:
    """Have an approved submission published at a moment, and shown to nobody else before. Raises: SubmissionRefused."""
    row = locked(actor, submission, "embargo", until=until)
    row.embargo_until = until
    _move(row, "embargo")


@transaction.atomic
def withdraw(*, actor: User, submission: int) -> None:
    """Take back what was not published yet. Raises: SubmissionRefused."""
    row = locked(actor, submission, "withdraw")
    row.embargo_until = None
    _move(row, "withdraw")


@transaction.atomic
def comment(*, actor: User, submission: int, text: str, cell: str = "") -> None:
    """Say something about a submission, or one figure of it. Raises: UnknownSubmission, SubmissionRefused."""
    row = _at_work(reader_of(actor), submission)
    if not text.strip():
        raise refusal("words")
    SubmissionComment.objects.create(submission=row, text=text.strip(), cell=cell[:200], written_by=actor)


@transaction.atomic
def explain(*, actor: User, submission: int, finding: str, text: str) -> None:
    """Say why a warning, or every one of a check, is no mistake; said again, the words are replaced.

    Raises: UnknownSubmission, SubmissionRefused unless the actor sends for the provider and it is not judged yet.
    """
    reader = reader_of(actor)
    row = found(reader, submission, lock=True)
    if not sight.standing(reader, row).sender:
        raise refusal("who")
    if row.state not in ("draft", "validated", "returned"):
        raise refusal("state")
    file = current_file(row)
    warnings = [one for one in file.findings if one["severity"] == "warning"] if file else []
    known = {rules.finding_id(one) for one in warnings}
    known |= {rules.check_id(one["check"], file.sha256 if file else "") for one in warnings}
    if finding not in known:
        raise SubmissionRefused(_("There is no such warning any more"), advice=_("Read the list again."))
    if not text.strip():
        raise refusal("words")
    Explanation.objects.update_or_create(
        submission=row, finding=finding, defaults={"text": text.strip(), "written_by": actor}
    )


@transaction.atomic
def grant(*, actor: User, submission: int, mail: str, until: datetime) -> None:
    """Let whoever has an account with this address now see the figures before their day.

    For whoever may approve it; they do not learn whether there is such an account. Raises: SubmissionRefused.
    """
    row = _judged(actor, submission)
    if until <= timezone.now():
        raise refusal("past")
    address = mail.strip().lower()
    named = User.objects.filter(email__iexact=address, is_active=True).first()
    given = {
        "account": named,
        "until": until,
        "granted_by": actor,
        "granted_at": timezone.now(),
        "ended_at": None,
    }
    PreRelease.objects.update_or_create(submission=row, mail=address, defaults=given)
    if named is not None:
        tell(row, "submission_pre_release", actor=actor, to=[named])


@transaction.atomic
def end_grant(*, actor: User, submission: int, number: int) -> None:
    """End a person's pre-release access at once. Raises: UnknownSubmission, SubmissionRefused."""
    row = _judged(actor, submission, ("approved", "embargoed", "published"))
    PreRelease.objects.filter(submission=row, pk=number, ended_at=None).update(ended_at=timezone.now())


def look(*, reader: Reader, submission: Submission) -> None:
    """Write down that somebody with pre-release access was shown the figures before their day."""
    if submission.state != "published" and sight.pre_release(reader, submission) is not None:
        record_read(actor=reader.account, noun=LABEL, keys=[str(submission.pk)], purpose="before publication")


def found(reader: Reader, submission: int, *, lock: bool = False) -> Submission:
    """The submission if ``reader`` may see it. Raises: UnknownSubmission."""
    rows = sight.submissions(reader).filter(pk=submission)
    if lock and rows.exists():
        rows = Submission.objects.select_for_update(of=("self",)).filter(pk=submission)
    row = rows.select_related("provision__organisation", "provision__contact").first()
    if row is None:
        raise UnknownSubmission(submission)
    return row


def locked(
    actor: User, submission: int, action: str, *, until: datetime | None = None, said: str = ""
) -> Submission:
    """The submission, locked, if ``actor`` may do ``action`` with it now.

    Raises: UnknownSubmission, SubmissionRefused.
    """
    reader = reader_of(actor)
    row = found(reader, submission, lock=True)
    _allow(reader, row, action, until=until, said=said)
    return row


def _allow(
    reader: Reader, row: Submission, action: str, *, until: datetime | None = None, said: str = ""
) -> None:
    why = rules.obstacle(
        action, facts_of(row), sight.standing(reader, row), now=timezone.now(), until=until, said=said
    )
    if why:
        raise refusal(why)


def _move(row: Submission, action: str) -> None:
    row.state = rules.MOVES[row.state, action]
    row.save()


def _at_work(reader: Reader, submission: int) -> Submission:
    row = found(reader, submission, lock=True)
    if not rules.works(row.state, sight.standing(reader, row)):
        raise UnknownSubmission(submission)
    return row


def _judged(actor: User, submission: int, states: tuple[str, ...] = ("approved", "embargoed")) -> Submission:
    """Who may approve, may name who sees it before its day; not of what they sent themselves."""
    reader = reader_of(actor)
    row = found(reader, submission, lock=True)
    who = sight.standing(reader, row)
    if not who.judge or who.own_hand:
        raise refusal("own_hand" if who.judge else "who")
    if row.state not in states:
        raise refusal("state")
    return row
