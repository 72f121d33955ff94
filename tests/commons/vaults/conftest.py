"""A key folder for each test, and a connection that has the web's own credentials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.vaults import gate
from serai.commons.vaults.keys import KeyFolder, Scope

CENTRE = Scope("QRV", "centre_qrv")
OTHER = Scope("QRW", "centre_qrw")


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> KeyFolder:
    """Keys that live as long as the test."""
    settings.KEYS = tmp_path / "keys"
    return KeyFolder(settings.KEYS)


@pytest.fixture
def house(keys: KeyFolder, db: None) -> KeyFolder:
    """The gate of the test's database checks with those keys."""
    gate.put_token_keys()
    return keys


def worker(account: int = 1, *organisations: str) -> Reader:
    """Somebody who works with records of these organisations (of CENTRE when none is named)."""
    return Reader(
        account=account,
        roles=frozenset({Role.FOCAL_POINT.value}),
        organisations=frozenset(organisations or (CENTRE.organisation,)),
    )


OFFICER = Reader(account=2, roles=frozenset({Role.PROTECTION_OFFICER.value}))
