"""Where contents lie: one file for each, named by its SHA-256, in folders by its first letters.

The same names on a local disk and in a bucket. On the disk a content appears whole or not at all.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "contents"
FOLDER = "sha256"
_PIECE = 1 << 20


class DurableStorage(FileSystemStorage):
    """A local folder. A file is written beside its place, brought to the disk, and then moved into it."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                for piece in content.chunks(_PIECE):
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name itself must survive a power cut
        finally:
            os.close(folder)
        return name


def store() -> Storage:
    """The storage that SERAI_FILES_URL chose."""
    return storages[ALIAS]


def place(sha256: str) -> str:
    """Where the content with this name lies."""
    return f"{FOLDER}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def put(sha256: str, source: Path) -> None:
    """Store the file at ``source`` unless its content lies there already, whole."""
    name, shelf = place(sha256), store()
    if shelf.exists(name):
        if shelf.size(name) == source.stat().st_size:
            return
        shelf.delete(name)  # cut short by something other than us; the same content is at hand
    with source.open("rb") as stream:
        kept = shelf.save(name, File(stream))
    if kept != name:  # somebody else stored the same content in this moment
        shelf.delete(kept)


def opened(sha256: str) -> IO[bytes]:
    """The content, to be read. Raises: FileNotFoundError when it does not lie there."""
    return store().open(place(sha256), "rb")


def remove(sha256: str) -> None:
    """Delete the content; nothing happens when it does not lie there."""
    store().delete(place(sha256))


def lying() -> Iterator[tuple[str, datetime]]:
    """Every content that lies in the storage: its name and when it was put there."""
    shelf = store()
    for first in _folders(shelf, FOLDER):
        for second in _folders(shelf, f"{FOLDER}/{first}"):
            _folders_below, names = shelf.listdir(f"{FOLDER}/{first}/{second}")
            for name in names:
                if len(name) == 64:
                    yield name, shelf.get_modified_time(place(name))


def sweep_parts(now: datetime, older: timedelta) -> None:
    """Remove what a killed upload left half written on a local disk."""
    shelf = store()
    if isinstance(shelf, FileSystemStorage):
        for part in Path(shelf.location).glob(f"{FOLDER}/*/*/.*.part"):
            written = datetime.fromtimestamp(part.stat().st_mtime, UTC)
            if now - written > older:
                part.unlink(missing_ok=True)


def _folders(shelf: Storage, name: str) -> list[str]:
    try:
        return sorted(shelf.listdir(name)[0])
    except FileNotFoundError:
        return []
