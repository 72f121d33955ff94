"""What the room does: write down who read personal data."""

from __future__ import annotations

from collections.abc import Iterable

from serai.commons.audit.models import Read


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
