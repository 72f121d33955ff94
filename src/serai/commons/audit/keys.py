"""The key that seals the chain. It lies outside the database, so that nobody makes a chain anew with SQL."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(settings.AUDIT_KEY.encode()).digest())


def public_key() -> bytes:
    """The half that checks signatures; it may be shown to anybody."""
    return _private().public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """A short name of a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(words: bytes) -> bytes:
    """The signature of this installation under ``words``."""
    return _private().sign(words)


def signed(words: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the holder of the key of ``public`` signed ``words``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, words)
    except (InvalidSignature, ValueError):
        return False
    return True
