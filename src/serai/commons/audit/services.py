"""What the room does: write down who read personal data, and blank what histories say of a person."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from serai.commons.audit import erasures
from serai.commons.audit.models import Check, Link, Read
from serai.commons.audit.verifying import Verification, verify

logger = logging.getLogger(__name__)


def record_read(
    *, actor: int | None, noun: str, keys: Iterable[str], purpose: str = "", means: str = "page"
) -> None:
    """Write down that ``actor`` (an account's number; None: nobody signed in) was shown personal data.

    ``noun`` is "room.model" in small letters and ``keys`` are the primary keys of what was shown, one row
    for each in one statement. ``purpose`` says why, when the page asks for it; ``means`` is page, api,
    command or job. Call it in the transaction that reads, before the answer leaves.
    """
    Read.objects.bulk_create(
        [
            Read(account=actor, noun=noun, key=str(key), purpose=purpose[:200], means=means)
            for key in dict.fromkeys(keys)
        ]
    )


def redact(
    noun: str,
    keys: Iterable[str],
    fields: Sequence[str] | None = None,
    *,
    by: str = "",
    actor: Any = "erasure",
    reason: str = "",
) -> int:
    """Blank what the history of some things says, because a person is erased; how many rows that were.

    ``noun`` is "room.model" in small letters, ``keys`` are primary keys, or values of the column ``by``
    ("person_id": also rows that are long gone). ``fields`` are the fields to blank; None blanks all but
    keys and references. The log of reads forgets the same keys. What is left of each row, when it was
    done and by whom (an account, its number, or the name of a programme) become links of the chain; what
    was erased does not. Runs as the owner of the tables, in the caller's transaction or its own.
    """
    return erasures.blank(actor=actor, noun=noun, keys_=keys, fields=fields, by=by, reason=reason)


def keep_check(report: Verification) -> None:
    """Keep what a verification found, for the page that shows the state of the chain."""
    last = Link.objects.order_by("-seq").values_list("seq", flat=True).first()
    Check.objects.create(
        seq=last or 0, seconds=report.seconds, faults=[fault.as_dict() for fault in report.faults]
    )


def verify_daily(_now: datetime) -> str:
    """Go over the whole chain; a sentence about it, for the schedule."""
    report = verify()
    keep_check(report)
    if report.ok:
        return f"history verified: {report.links} links are whole"
    logger.error(
        "the chain of histories is broken: %s faults, first: %s", report.found, report.faults[0].kind
    )
    return f"history is broken: {report.found} faults; run 'serai audit verify'"
