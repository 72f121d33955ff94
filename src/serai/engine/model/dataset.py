"""What the store says about the tables it holds."""

from __future__ import annotations

from dataclasses import dataclass
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
class ReleaseInfo:
    """One published revision of a dataflow: its folder of files and its passport."""

    dataflow: str
    revision: int
    key: str
    folder: Path
    passport: dict[str, Any]
    snapshot_id: int
    published_at: str
