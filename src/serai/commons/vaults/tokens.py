"""Actor tokens: who opens which vault, why, how far, and for which one transaction. Pure functions.

    <hexadecimal digits of a JSON object>.<HMAC-SHA256 of those digits>

The database believes nothing else (see gate.py): it checks the signature with a key that only the
owner of the checking function can read, the vault, the transaction and the time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from serai.commons.vaults import crypto

EVERYWHERE = "*"
READ, WRITE, ERASE = "r", "w", "e"


@dataclass(frozen=True)
class Grant:
    """What a token says. ``organisations`` holds EVERYWHERE or keys of organisations; ``subjects`` None: all.

    ``actor`` is an account's number, or None for the house itself (a schedule, a command).
    """

    vault: str
    actor: int | None
    purpose: str
    organisations: frozenset[str]
    rights: str = READ
    subjects: frozenset[UUID] | None = None


def signed(grant: Grant, *, key: bytes, transaction: str, expires: float) -> str:
    """The token of ``grant`` for one transaction (its number in PostgreSQL) until ``expires`` (Unix time)."""
    content = {
        "vault": grant.vault,
        "actor": grant.actor,
        "purpose": grant.purpose,
        "organisations": _texts(grant.organisations),
        "rights": grant.rights,
        "subjects": None if grant.subjects is None else _texts(grant.subjects),
        "transaction": transaction,
        "expires": expires,
        "nonce": secrets.token_hex(12),
    }
    body = json.dumps(content, separators=(",", ":")).encode().hex()
    return f"{body}.{crypto.sign(key, body)}"


def _texts(values: Iterable[object]) -> list[str]:
    return sorted(str(value) for value in values)
