"""What goes wrong when the house is brought up or moved."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class DatabaseNotStarted(SeraiError):
    """PostgreSQL did not come up."""

    exit_code = 3


class NotOurs(SeraiError):
    """A database or folder that this command did not make and therefore does not touch."""

    exit_code = 4


class BadSetting(SeraiError):
    """A setting from the environment that cannot be used."""

    exit_code = 2


class BackupFailed(SeraiError):
    """A backup that could not be made, or does not hold what it says."""

    exit_code = 5


class RoomIncomplete(SeraiError):
    """A room declares something that is not there."""
