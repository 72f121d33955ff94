"""Where work on registers may put what is not encrypted: names in memory only, pseudonyms there while they fit."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from serai.commons.vaults import keyfiles
from serai.components.statistics.errors import NoMemoryDisk
from serai.components.statistics.registers.folders import root
from serai.engine.model.limits import Limits

MEMORY = Path("/dev/shm")  # noqa: S108  a memory disk; the folder made there is closed to others
PER_ROW = (
    400  # bytes that compiling a row may need beside its memory; measured were 44 to 113, the more put aside
)
TIMES = 4  # as many times the size of a file as reading it may need


def alone() -> AbstractContextManager[None]:
    """One process at a time works on registers; the others wait."""
    return keyfiles.alone(root())


def for_names(size: int = 0) -> AbstractContextManager[Path]:
    """A folder in memory for reading a file of so many bytes. Only for whoever is ``alone``.

    Raises NoMemoryDisk.
    """
    _require_room(size)
    return _room(_in_memory())


@contextmanager
def for_file(size: int) -> Iterator[Path]:
    """A folder in memory of its own for looking at a file of so many bytes; others may work beside it.

    Whoever works in a folder holds a lock on it; what a killed run left is not held, and is overwritten by the next.
    Raises NoMemoryDisk.
    """
    _require_room(size)
    rooms = _rooms()
    with _locked(rooms):
        _sweep(rooms)
        place = rooms / uuid4().hex
        place.mkdir(mode=0o700)
        held = os.open(place, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield place
    finally:
        _clear(place)
        os.close(held)


def sweep() -> int:
    """Overwrite what killed runs left of files in memory; how many folders there were."""
    rooms = _rooms()
    with _locked(rooms):
        return _sweep(rooms)


def _rooms() -> Path:
    rooms = _in_memory().with_name(f"{_in_memory().name}-files")
    rooms.mkdir(mode=0o700, exist_ok=True)
    return rooms


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    held = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _sweep(rooms: Path) -> int:
    gone = 0
    for place in rooms.iterdir():
        held = os.open(place, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue  # somebody works there
        else:
            _clear(place)
            gone += 1
        finally:
            os.close(held)
    return gone


def _require_room(size: int) -> None:
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


def for_pseudonyms(rows: int) -> AbstractContextManager[Path]:
    """A folder for pseudonyms, days, posts, citizenship, sex and year of birth of so many rows.

    In memory where there is enough of it, so that also what DuckDB puts aside there is on no disk; else on
    the disk. Only for whoever is ``alone``.
    """
    disk = Path(settings.HOME) / "staging" / "registers"
    _clear(disk)  # of a killed run, which had less memory
    return _room(_in_memory() if PER_ROW * rows <= _memory_left() else disk)


def _in_memory() -> Path:
    home = hashlib.sha256(str(Path(settings.HOME).resolve()).encode()).hexdigest()[:16]
    return MEMORY / f"serai-registers-{home}"


def _memory_left() -> int:
    """Bytes that the memory disk can take without anybody else's memory; 0 where there is none."""
    told = Path("/proc/meminfo")
    if not os.path.ismount(MEMORY) or not told.is_file():
        return 0
    said = dict(line.split(":") for line in told.read_text().splitlines())
    calculating = Limits(memory=settings.STATISTICS_MEMORY).bytes
    available = int(said["MemAvailable"].split()[0]) * 1024
    return min(shutil.disk_usage(MEMORY).free, available - calculating)


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
