"""The verb of the registry: load a structure message. Final versions never change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from serai.components.statistics.access import LOAD_STRUCTURES
from serai.components.statistics.errors import StructuresRefused
from serai.components.statistics.models.structures import Artefact
from serai.engine.ingest.structures.reading import Message, Refused, read_structures
from serai.engine.model.exchange.kept import Kept


@dataclass(frozen=True)
class Loaded:
    """What became of each artefact of a message: ``artefacts`` = ``new`` + ``same`` + ``replaced`` + ``refused``."""

    file: str
    sha256: str
    new: tuple[str, ...]
    same: tuple[str, ...]
    replaced: tuple[str, ...]
    refused: tuple[Refused, ...]

    @property
    def artefacts(self) -> int:
        """How many there were in the file."""
        return len(self.new) + len(self.same) + len(self.replaced) + len(self.refused)


def load_structures(*, actor: Any, file: Path, name: str = "") -> Loaded:
    """Take every artefact of a structure message into the registry, all in one step; ``name`` is the file's.

    The same content again changes nothing. Other content replaces a draft, and is refused for a final version.
    ``actor`` is None on the command line, which speaks for the house.
    Raises:  StructuresRefused unless ``actor`` may load structures; FileUnreadable.
    """
    if actor is not None and not LOAD_STRUCTURES.granted_to(actor):
        raise StructuresRefused(str(LOAD_STRUCTURES.title))
    message = read_structures(file)
    with transaction.atomic():
        return _taken(message, actor, name or file.name)


def _taken(message: Message, actor: Any, name: str) -> Loaded:
    new: list[str] = []
    same: list[str] = []
    replaced: list[str] = []
    refused = list(message.refused)
    for one in message.kept:
        there = _there(one)
        if there is not None and there.fingerprint == one.fingerprint:
            same.append(one.urn)
        elif there is not None and one.urn in (*new, *replaced, *same):
            refused.append(Refused(_short(one), "It stands in the file twice, with different content."))
        elif there is not None and there.final:
            refused.append(
                Refused(
                    _short(one),
                    "This version is final and its content is another. Give the new content a new version, or keep "
                    "the one that is here.",
                )
            )
        else:
            _keep(there or Artefact(), one, message.sha256, actor, name)
            (replaced if there else new).append(one.urn)
    return Loaded(name, message.sha256, tuple(new), tuple(same), tuple(replaced), tuple(refused))


def _there(one: Kept) -> Artefact | None:
    found = Artefact.objects.select_for_update().filter(
        kind=one.kind, agency=one.agency, identity=one.id, version=one.version
    )
    return found.first()


def _keep(row: Artefact, one: Kept, sha256: str, actor: Any, name: str) -> None:
    row.kind, row.agency, row.identity, row.version = one.kind, one.agency, one.id, one.version
    row.names, row.form, row.text, row.content = one.names, one.form, one.text, one.content
    row.final, row.fingerprint, row.refers = one.never_changes, one.fingerprint, list(one.refers)
    row.words = " ".join([one.agency, one.id, *one.names.values()]).lower()
    row.file_name, row.file_sha256 = name, sha256
    row.loaded_at, row.loaded_by = timezone.now(), actor
    row.save()


def _short(one: Kept) -> str:
    return f"{one.kind} {one.agency}:{one.id}({one.version})"


def as_json(loaded: Loaded) -> str:
    """The receipt on one line."""
    return json.dumps(
        {
            "ok": True,
            "file": loaded.file,
            "sha256": loaded.sha256,
            "artefacts": loaded.artefacts,
            "new": list(loaded.new),
            "same": list(loaded.same),
            "replaced": list(loaded.replaced),
            "refused": [{"artefact": one.named, "reason": one.reason} for one in loaded.refused],
        },
        ensure_ascii=False,
    )
