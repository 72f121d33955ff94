"""What can be known of a file by its bytes alone, gathered beside other work."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

_CHUNK = 1 << 20


class Facts:
    """Hash and number of lines of a file; reading starts at once, asking waits for its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = path.stat().st_size
        pool = ThreadPoolExecutor(1, thread_name_prefix="facts")
        self._read: Future[tuple[str, int]] = pool.submit(read, path)
        pool.shutdown(wait=False)

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the bytes."""
        return self._read.result()[0]

    @property
    def lines(self) -> int:
        """How many lines there are, not counting empty ones at the end."""
        return self._read.result()[1]


def read(path: Path) -> tuple[str, int]:
    """Hash and lines of a file in one pass."""
    digest, lines, tail = hashlib.sha256(), 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            tail = (tail + chunk)[-64:]
    bare = tail.rstrip(b"\r\n")
    return digest.hexdigest(), lines - tail[len(bare) :].count(b"\n") + 1
