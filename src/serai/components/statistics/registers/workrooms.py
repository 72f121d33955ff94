"""Where work on registers may put what is not encrypted: names in memory only, pseudonyms for a while on the disk."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings

from serai.commons.vaults import keyfiles
from serai.components.statistics.errors import NoMemoryDisk
from serai.components.statistics.registers.folders import root

MEMORY = Path("/dev/shm")  # noqa: S108  a memory disk; the folder made there is closed to others
TIMES = 4  # as many times the size of a file as reading it may need


def alone() -> AbstractContextManager[None]:
    """One process at a time works on registers; the others wait."""
    return keyfiles.alone(root())


def for_names(size: int = 0) -> AbstractContextManager[Path]:
    """A folder in memory for reading a file of so many bytes. Only for whoever is ``alone``.

    Raises NoMemoryDisk.
    """
    if not os.path.ismount(MEMORY):
        raise NoMemoryDisk(
            "There is no memory disk, and names must not lie on another",
            where=str(MEMORY),
            advice="Mount a tmpfs there.",
        )
    free = shutil.disk_usage(MEMORY).free
    if free < TIMES * size:
        raise NoMemoryDisk(
            f"The memory disk has {free >> 20:,} MB free, and this needs {TIMES * size >> 20:,} MB",
            where=str(MEMORY),
            advice="Make it larger, or split the file.",
        )
    home = hashlib.sha256(str(Path(settings.HOME).resolve()).encode()).hexdigest()[:16]
    return _room(MEMORY / f"serai-registers-{home}")


def for_pseudonyms() -> AbstractContextManager[Path]:
    """A folder on the disk for pseudonyms, days, posts, citizenship, sex and year of birth.

    Only for whoever is ``alone``.
    """
    return _room(Path(settings.HOME) / "staging" / "registers")


@contextmanager
def _room(place: Path) -> Iterator[Path]:
    """``place``, closed to others; all in it is overwritten at the end, and before it what a killed run left."""
    _clear(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        _clear(place)


def _clear(place: Path) -> None:
    for path in place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            keyfiles.wipe(path)
    shutil.rmtree(place, ignore_errors=True)
