"""What the store says about the tables it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class DatasetInfo:
    """A dataset as it stands now; ``imports`` are those whose rows are in it, oldest first."""

    name: str
    rows: int
    snapshot_id: int
    imports: list[str]


@dataclass(frozen=True)
class Vintage:
    """What a dataset held from one moment on, until the next import into it."""

    snapshot_id: int
    known_from: datetime
    import_id: str


@dataclass(frozen=True)
class Revised:
    """What an import did to the cells of a dataset: a cell is one measure of one row.

    ``cells`` are the key, the old and the new value of every cell that was there and now has another value,
    or that had a value and went away. ``changed``, ``added``, ``removed`` and ``same`` count every cell once:
    in both with another value, only now, only before, in both as it was.
    Unknown: None is a cell without a value, never zero; one that got a value or lost it has changed.
    """

    cells: list[tuple[str, int | float | None, int | float | None]]
    changed: int = 0
    added: int = 0
    removed: int = 0
    same: int = 0


@dataclass(frozen=True)
class ReleaseInfo:
    """One published revision of a dataflow: its folder of files and its passport."""

    dataflow: str
    revision: int
    key: str
    folder: Path
    passport: dict[str, Any]
    snapshot_id: int
    published_at: str
