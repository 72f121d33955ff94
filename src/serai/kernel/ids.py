"""Identifiers made from content, and names that are safe in a path, a URL and a query."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_CHUNK = 1 << 20


def is_name(text: str) -> bool:
    """Whether ``text`` may name a dataset, a column or a mapping: lower case letters, digits, underscores."""
    return _NAME.fullmatch(text) is not None


def content_id(*parts: str | bytes) -> str:
    """One identifier for all ``parts`` together, in order; hex SHA-256.

    Each part is hashed with its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of the bytes of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
