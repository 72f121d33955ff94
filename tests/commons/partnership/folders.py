"""Loading, editing and counting, as the tests of loading need it."""

from __future__ import annotations

from pathlib import Path

from serai.commons.partnership import models as nouns
from serai.commons.partnership.files import TABLES
from serai.commons.partnership.report import LoadReport
from serai.commons.partnership.services import load_partnership


def load(folder: Path) -> LoadReport:
    return load_partnership(folder, actor="a test")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must stand once in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add(folder: Path, name: str, line: str) -> int:
    """Add a line to a file; gives its number."""
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").count("\n")


def rows_in_database() -> dict[str, int]:
    return {table.name: getattr(nouns, table.model).objects.count() for table in TABLES}
