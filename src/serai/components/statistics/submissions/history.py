"""How histories of provisions, submissions and agreements read. No history holds a figure."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun, Part
from serai.commons.partnership.history import SHOWN, shown_parts
from serai.components.statistics.models import (
    Explanation,
    PreRelease,
    Provision,
    SharingAgreement,
    Submission,
    SubmissionComment,
    SubmissionFile,
)
from serai.components.statistics.submissions import agreements, flows, sight
from serai.components.statistics.submissions.provisions import seen as seen_provisions


def _provisions(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = seen_provisions(reader).filter(pk__in=keys)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _submissions(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = sight.worked_on(reader).filter(pk__in=keys)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _agreements(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = agreements.seen(reader).filter(pk__in=keys)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _provision_names(keys: Collection[str]) -> dict[str, str]:
    rows = Provision.objects.filter(pk__in=keys).select_related("organisation")
    return {str(row.pk): f"{flows.title(row.dataflow)}: {row.organisation.name}" for row in rows}


def _names(keys: Collection[str]) -> dict[str, str]:
    rows = Submission.objects.filter(pk__in=keys).select_related("provision")
    return {
        str(row.pk): f"{flows.title(row.provision.dataflow)} {', '.join(row.periods)}".strip() for row in rows
    }


def _agreement_names(keys: Collection[str]) -> dict[str, str]:
    rows = SharingAgreement.objects.filter(pk__in=keys).select_related("provider", "receiver")
    return {str(row.pk): f"{row.provider.name} – {row.receiver.name}" for row in rows}


PARTS = (
    Part(
        SubmissionFile,
        "submission",
        _("a version of the figures"),
        {
            "version": _("the number of the version"),
            "name": _("the name of the file"),
            "size": _("the size of the file"),
            "sha256": _("the checksum of the file"),
            "rows_in": _("the number of rows in the file"),
            "accepted": _("the number of rows accepted"),
            "refused": _("the number of rows refused"),
            "duplicates": _("the number of rows repeated"),
            "errors": _("the number of errors"),
            "marked": _("the copy with marks"),
            "state": _("how far its check is"),
            "job": _("the job that checks it"),
            "typed": _("whether it was typed into the form"),
            "sent_by": _("who sent it"),
            "sent_at": _("when it was sent"),
        },
        ("version", "name"),
    ),
    Part(
        SubmissionComment,
        "submission",
        _("a comment"),
        {
            "text": _("the text"),
            "cell": _("the figure that it is about"),
            "written_by": _("who wrote it"),
            "written_at": _("when it was written"),
        },
        ("text",),
    ),
    Part(
        Explanation,
        "submission",
        _("an explanation of a warning"),
        {
            "finding": _("the warning"),
            "text": _("the text"),
            "written_by": _("who wrote it"),
            "written_at": _("when it was written"),
        },
        ("text",),
    ),
    Part(
        PreRelease,
        "submission",
        _("pre-release access"),
        {
            "mail": _("the mail address"),
            "until": _("the end"),
            "granted_by": _("who granted it"),
            "granted_at": _("when it was granted"),
            "ended_at": _("when it was ended"),
        },
        ("mail",),
    ),
)


def nouns() -> tuple[Noun, ...]:
    """Provisions, submissions with all that belongs to them, and data-sharing agreements."""
    return (
        Noun(
            Provision,
            _("provision"),
            name=_provision_names,
            url="statistics:provision",
            visible=_provisions,
            fields={
                **SHOWN,
                "organisation": _("the organisation"),
                "dataflow": _("the table"),
                "frequency": _("how often it is sent"),
                "since": _("the start"),
                "until": _("the end"),
                "due_days": _("the days until it is due"),
                "release_days": _("the days until it is published"),
                "contact": _("the organisation that it is sent to"),
                "synthetic": _("whether it is synthetic"),
            },
            parts=shown_parts(Provision),
        ),
        Noun(
            Submission,
            _("submission"),
            name=_names,
            url="statistics:submission",
            visible=_submissions,
            fields={
                "provision": _("the provision"),
                "periods": _("the periods"),
                "state": _("the state"),
                "corrects": _("the submission that it corrects"),
                "reason": _("the reason of the correction"),
                "embargo_until": _("the end of the embargo"),
                "created_by": _("who began it"),
                "created_at": _("when it was begun"),
                "validated_by": _("who handed it in"),
                "validated_at": _("when it was handed in"),
                "approved_by": _("who approved it"),
                "approved_at": _("when it was approved"),
                "published_by": _("who published it"),
                "published_at": _("when it was published"),
                "release_key": _("the release"),
                "job": _("the job that publishes it"),
                "guard_job": _("the job that works out what is withheld"),
            },
            parts=PARTS,
        ),
        Noun(
            SharingAgreement,
            _("data-sharing agreement"),
            name=_agreement_names,
            visible=_agreements,
            fields={
                "provider": _("who gives figures"),
                "receiver": _("who sees them"),
                "dataflows": _("the tables"),
                "level": _("what may be seen"),
                "purpose": _("the purpose"),
                "legal_basis": _("the legal basis"),
                "document": _("the reference of the document"),
                "since": _("the start"),
                "until": _("the end"),
                "made_by": _("who drafted it"),
                "made_at": _("when it was drafted"),
                "provider_signed_by": _("who signed for the provider"),
                "provider_signed_at": _("when the provider signed"),
                "receiver_signed_by": _("who signed for the receiver"),
                "receiver_signed_at": _("when the receiver signed"),
                "ended_by": _("who ended it"),
                "ended_at": _("when it was ended"),
                "ended_why": _("why it was ended"),
            },
        ),
    )
