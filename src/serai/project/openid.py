"""The organisations through which people may sign in, as the setting ``SERAI_OIDC`` names them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from serai.project.errors import BadSetting

FIELDS = ("id", "name", "server", "client", "secret")
ADVICE = (
    "Write a list: "
    '[{"id": "ministry", "name": "Ministry", "server": "https://login.example.org", "client": "...", "secret": "..."}]'
)


def providers(text: str) -> list[dict[str, Any]]:
    """What allauth needs to know of each organisation; "" names none.

    Shape:  a JSON list of objects with ``id``, ``name``, ``server`` (its address, https), ``client``, ``secret``.
    Raises: BadSetting, naming what is wrong; without TLS the answers of the server would prove nothing.
    """
    if not text.strip():
        return []
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise BadSetting("SERAI_OIDC is not JSON", where=str(error), advice=ADVICE) from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadSetting("SERAI_OIDC is not a list of organisations", advice=ADVICE)
    return [_provider(entry) for entry in entries]


def origins(found: list[dict[str, Any]]) -> list[str]:
    """Where the forms of the sign-in page may lead besides this site."""
    parts = (urlsplit(entry["settings"]["server_url"]) for entry in found)
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def _provider(entry: dict[str, Any]) -> dict[str, Any]:
    missing = [field for field in FIELDS if not isinstance(entry.get(field), str) or not entry[field]]
    if missing:
        raise BadSetting("SERAI_OIDC: an organisation lacks a field", where=", ".join(missing), advice=ADVICE)
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["id"]):
        raise BadSetting("SERAI_OIDC: an id has small letters, digits and hyphens only", where=entry["id"])
    server = urlsplit(entry["server"])
    if server.scheme != "https" and server.hostname not in ("localhost", "127.0.0.1"):
        raise BadSetting("SERAI_OIDC: the server's address begins with https://", where=entry["id"])
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client"],
        "secret": entry["secret"],
        "settings": {"server_url": entry["server"], "oauth_pkce_enabled": True},
    }
