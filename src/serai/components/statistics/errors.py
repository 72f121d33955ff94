"""What can go wrong in the room of statistics."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class ReleaseDamaged(SeraiError):
    """A registered release whose files are not where they were published."""


class WorkRefused(SeraiError):
    """Somebody asked for work who may not."""


class NoCrossings(SeraiError):
    """A dataset is none of border crossings, or holds no rows."""
