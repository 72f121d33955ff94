"""What the command line does with the registry of structures. Every structure is there, whoever may see it."""

from __future__ import annotations

from pathlib import Path

from serai.commons.access.readers import NOBODY
from serai.components.statistics.structures.files import FORMS, file_of
from serai.components.statistics.structures.selectors import artefacts
from serai.components.statistics.structures.services import Loaded, as_json, load_structures
from serai.engine.model.exchange.kinds import urn_of

__all__ = ["FORMS", "Loaded", "as_json", "list_structures", "load", "write"]


def load(file: Path) -> Loaded:
    """Load a structure message for the house. Raises: FileUnreadable."""
    return load_structures(actor=None, file=file)


def list_structures(kind: str = "", agency: str = "", word: str = "") -> list[tuple[str, str]]:
    """The names (URN) of what was loaded, with what each is called."""
    rows = artefacts(NOBODY, kind=kind, agency=agency, word=word)
    return [
        (urn_of(row.kind, row.agency, row.identity, row.version), row.names.get("en") or row.identity)
        for row in rows
    ]


def write(urn: str, form: str, out: Path) -> int:
    """Write a structure into a file, gives how many bytes. Raises: StructuresRefused."""
    text, _ending = file_of(NOBODY, urn, form)
    out.parent.mkdir(parents=True, exist_ok=True)
    return out.write_bytes(text.encode())
