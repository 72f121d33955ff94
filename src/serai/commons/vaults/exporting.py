"""Records of vaults as lines of JSON, one after the other: what ``serai seal export`` takes to safety."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from serai.commons.vaults.declarations import named
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.nouns import models_of
from serai.commons.vaults.sessions import opened_by_house


def write_records(chosen: Sequence[tuple[str, Scope]], stream: IO[bytes]) -> int:
    """Write every record and every row of encrypted folders; how many. A few hundred in memory at a time.

    ``stream`` must lead into encryption: what is written is readable. Each reading is in the vault's log.
    """
    done = 0
    for vault, scope in chosen:
        where = {"vault": vault, "country": scope.country, "organisation": scope.organisation}
        for name, model in models_of(named(vault)).items():
            with opened_by_house(named(vault), purpose="export to a safe place", rights="r") as session:
                exact = {"country": scope.country, "organisation": scope.organisation}
                for record in session.each(model, **exact):
                    content = {"table": name, "id": record.id, "subject": record.subject, **record.values}
                    done += _line(stream, where | content)
        for folder in folders_of(vault, scope):
            for batch in folder.read():
                done += sum(
                    _line(stream, where | {"folder": folder.name, **row}) for row in batch.to_pylist()
                )
    return done


def folders_of(vault: str, scope: Scope | None = None) -> list[EncryptedFolder]:
    """The encrypted folders of a vault, of one scope or of all that are open."""
    root, keys = Path(settings.HOME) / "vaults", KeyFolder(settings.KEYS)
    found = []
    for place in sorted((root / vault).glob("*/*/*")):
        of = Scope(place.parts[-3], place.parts[-2])
        if scope in (None, of) and keys.state(vault, of) == "open":
            found.append(EncryptedFolder(root, keys, vault=vault, scope=of, name=place.name))
    return found


def _line(stream: IO[bytes], content: dict[str, Any]) -> int:
    stream.write(json.dumps(content, ensure_ascii=False, default=_word).encode() + b"\n")
    return 1


def _word(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
