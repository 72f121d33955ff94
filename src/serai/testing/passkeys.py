"""A device that keeps a passkey, without a browser: it answers the options that a page hands to it.

Written from Web Authentication, Level 3 (W3C): section 5.8.1 (what the browser signs), 6.1 (what the device
says) and 6.5 (how a new key is handed over); keys as in RFC 9053, section 7.1.1.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import struct
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def _words(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def options_on(page: str) -> dict[str, Any]:
    """What a page asks of the device: the data that its script reads. Raises: ValueError when there is none."""
    found = re.search(r'<script id="passkey-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    if found is None:
        raise ValueError("the page asks for no passkey")
    (options,) = json.loads(found.group(1)).values()
    return dict(options["publicKey"])


class Device:
    """A phone with one passkey, which always checks its owner; ``origin`` is the site that its browser shows."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.number = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._used = 0

    def new_passkey(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to options that ask for a new passkey."""
        point = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        made = bytes(16) + struct.pack(">H", len(self.number)) + self.number + cbor.encode(key)
        said = self._said(options["rp"]["id"], PRESENT | VERIFIED | NEW_KEY) + made
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": said})
        browser = self._browser("webauthn.create", options)
        answer = {"clientDataJSON": _words(browser), "attestationObject": _words(statement)}
        return self._credential(answer, {"credProps": {"rk": True}})

    def confirm(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to options that ask for the passkey."""
        said = self._said(options["rpId"], PRESENT | VERIFIED)
        browser = self._browser("webauthn.get", options)
        signature = self._key.sign(said + sha256(browser).digest(), ec.ECDSA(SHA256()))
        answer = {
            "clientDataJSON": _words(browser),
            "authenticatorData": _words(said),
            "signature": _words(signature),
        }
        return self._credential(answer, {})

    def _said(self, site: str, flags: int) -> bytes:
        self._used += 1
        return sha256(site.encode()).digest() + struct.pack(">BI", flags, self._used)

    def _browser(self, what: str, options: Mapping[str, Any]) -> bytes:
        told = {"type": what, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _credential(self, answer: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        number = _words(self.number)
        return {
            "type": "public-key",
            "id": number,
            "rawId": number,
            "authenticatorAttachment": "platform",
            "clientExtensionResults": extensions,
            "response": answer,
        }
