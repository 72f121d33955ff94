"""One way to close and open bytes: AES-256-GCM, bound to the place where they stand.

A closed value opens only with its key and only in its own place (vault, table, column, row): moved to
another row or column it is refused, so nobody with the database alone can put one person's data under
another's name. Pure functions; ``cryptography`` does the work.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from serai.commons.vaults.errors import KeyGone

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = b"\x01"


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def close(key: bytes, content: bytes, *place: str) -> bytes:
    """``content`` closed with ``key`` for ``place``: one byte of form, 12 of nonce, then the ciphertext.

    The nonce is random; a key closes the few values of one person, far below 2**32 of them.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return _FORM + nonce + AESGCM(key).encrypt(nonce, content, _bound(place))


def open_closed(key: bytes, closed: bytes, *place: str) -> bytes:
    """What ``close`` closed. Raises KeyGone when key, place or bytes are not the ones it was closed with."""
    nonce = closed[1 : 1 + _NONCE_BYTES]
    try:
        if closed[:1] != _FORM:
            raise InvalidTag
        return AESGCM(key).decrypt(nonce, closed[1 + _NONCE_BYTES :], _bound(place))
    except (InvalidTag, ValueError) as error:
        raise KeyGone("this value does not open with this key in this place") from error


def blind(key: bytes, text: str, *place: str) -> bytes:
    """A keyed hash by which an exact text is found again without being stored; 32 bytes."""
    return hmac.new(key, _bound((*place, text)), hashlib.sha256).digest()


def sign(key: bytes, text: str) -> str:
    """HMAC-SHA256 of ``text``, in hexadecimal digits."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer pad of HMAC (RFC 2104): with them SQL checks a signature by sha256 alone."""
    block = key.ljust(64, b"\x00")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def _bound(place: tuple[str, ...]) -> bytes:
    """Length before each part, so that no two places read the same."""
    parts = [part.encode() for part in place]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
