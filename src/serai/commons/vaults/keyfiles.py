"""Key files: written whole or not at all, closed to others, overwritten before they go."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from serai.commons.vaults.errors import BadKeyFolder

_AT_ONCE = 1 << 20


def folder(home: Path, given: str = "") -> Path:
    """Where the keys of ``home`` lie: ``given`` (SERAI_KEYS), else beside the data folder.

    Raises BadKeyFolder when that is inside the data folder, whose backups and thieves it must escape.
    """
    home = home.resolve()
    place = Path(given).expanduser().resolve() if given else home.with_name(home.name + "-keys")
    if place == home or home in place.parents:
        raise BadKeyFolder(
            "the folder of keys lies inside the data folder",
            where=str(place),
            advice="Point SERAI_KEYS somewhere else.",
        )
    return place


def check(place: Path) -> None:
    """Raises BadKeyFolder when others can read ``place``, or it belongs to somebody else."""
    if place.is_symlink() or not place.is_dir():
        raise BadKeyFolder("this is no folder", where=str(place), advice="Make it, with mode 0700.")
    status = place.stat()
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise BadKeyFolder(
            "others can read the folder of keys", where=str(place), advice=f"chmod 700 {place}"
        )
    if status.st_uid != os.geteuid():
        raise BadKeyFolder("the folder of keys belongs to somebody else", where=str(place))


def write(path: Path, content: bytes) -> None:
    """``content`` in ``path``, on the disk before this returns; a kill leaves the old file or the new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    settle(path.parent)


def add_line(path: Path, entry: dict[str, Any]) -> None:
    """One more line in a list, with the time; on the disk before this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), **entry}, sort_keys=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(line + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def lines(path: Path) -> list[dict[str, Any]]:
    """The entries of such a list; none when it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def wipe(path: Path) -> None:
    """Overwrite a file with random bytes, then remove it.

    On a disk that writes elsewhere (flash, copy on write) the old bytes may live on in the medium until
    it uses them again: docs/operations/threats.md says so.
    """
    try:
        size = path.stat().st_size
        with path.open("r+b") as stream:
            for done in range(0, size, _AT_ONCE):
                stream.write(os.urandom(min(_AT_ONCE, size - done)))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    settle(path.parent)


def settle(place: Path) -> None:
    """Names that were made or removed in ``place`` reach the disk."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One process at a time changes keys below ``root``."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
