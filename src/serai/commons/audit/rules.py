"""How the chain is made, without a database: the arithmetic that ``functions.sql`` does too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

START = b""  # the hash before the first link
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, as the database counts them."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def link_hash(
    previous: bytes, *, seq: int, at: datetime, source: str, event: int, shape: int, actor: str, digest: bytes
) -> bytes:
    """The hash of a link: everything that the link says, bound to the hash before it."""
    words = f"{seq}|{microseconds(at)}|{source}|{event}|{shape}|{actor}"
    return hashlib.sha256(previous + words.encode() + digest).digest()


def row_digest(salt: UUID | None, canonical: str) -> bytes:
    """The digest of a row in its canonical words; ``salt`` keeps anybody from trying out what it said."""
    return hashlib.sha256((salt.bytes if salt else b"") + canonical.encode()).digest()


def erasure_root(rows: Iterable[tuple[str, int, bytes]]) -> bytes:
    """The digest over (table, row, digest of what is left) of all rows that an erasure blanked."""
    digest = hashlib.sha256()
    for source, event, left in sorted(rows):
        digest.update(f"{source}|{event}|".encode() + left)
    return digest.digest()


def erasure_words(
    *,
    at: datetime,
    account: int | None,
    actor: str,
    noun: str,
    fields: Iterable[str],
    reason: str,
    root: bytes,
) -> bytes:
    """What the signature of an erasure signs."""
    said = "\x1f".join(
        ["erasure", str(microseconds(at)), str(account or ""), actor, noun, ",".join(fields), reason]
    )
    return said.encode() + b"\x1f" + root


def seal_words(*, seq: int, hash_: bytes, at: datetime) -> bytes:
    """What the signature of a seal signs."""
    return f"seal|{seq}|{microseconds(at)}|".encode() + hash_
