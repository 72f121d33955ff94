"""Folders that are written into."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from serai.engine.errors import PlaceRefused


@contextmanager
def told_where() -> Iterator[None]:
    """A folder that cannot be written into becomes an error that names it. Raises: PlaceRefused."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR):
            raise
        raise PlaceRefused(
            f"It cannot be written there: {error.strerror}",
            where=str(error.filename),
            advice="Choose a folder of your own.",
        ) from error
