"""Forgetting a person: what was written beside submissions and in agreements no longer names them.

The account itself is forgotten by the room of accounts; rows here point to it and to nothing else of a person.
"""

from __future__ import annotations

from typing import Any

from serai.commons.audit.services import redact
from serai.commons.vaults.mentions import naming, take_out
from serai.components.statistics.models import (
    Explanation,
    PreRelease,
    SharingAgreement,
    Submission,
    SubmissionComment,
    SubmissionFile,
)

WRITTEN: tuple[Any, ...] = (
    Submission,
    SubmissionFile,
    SubmissionComment,
    Explanation,
    PreRelease,
    SharingAgreement,
)


def mentions(subject: Any) -> list[str]:
    """The texts in which the person is named, for whoever decides about the erasure."""
    return [
        f"{model._meta.label_lower} {key}: the person's name will be blanked"
        for model in WRITTEN
        for key, _said in naming(model, subject.mentions)
    ]


def erase(subject: Any) -> list[str]:
    """Take the person's name out; sentences saying what was done. With ``keep_mentions`` nothing is."""
    if subject.keep_mentions or not subject.mentions.texts:
        return []
    count = 0
    for model in WRITTEN:
        keys = take_out(model, subject.mentions)
        count += len(keys)
        if keys:
            redact(model._meta.label_lower, [str(key) for key in keys])
    return [f"{count} texts beside submissions no longer name the person"] if count else []
