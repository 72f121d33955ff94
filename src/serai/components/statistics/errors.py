"""What can go wrong in the room of statistics."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class ReleaseDamaged(SeraiError):
    """A registered release whose files are not where they were published."""


class WorkRefused(SeraiError):
    """Somebody asked for work who may not."""


class NoCrossings(SeraiError):
    """A dataset is none of border crossings, or holds no rows."""


class UnknownRegister(SeraiError):
    """No register of this name is held here, or more than one organisation holds one."""

    exit_code = 2


class RegisterRefused(SeraiError):
    """A file, a name or an order that does not fit the registers that are held."""

    exit_code = 2


class NobodyThere(SeraiError):
    """An identifier under which nobody stands in a register."""

    exit_code = 3


class NoMemoryDisk(SeraiError):
    """There is no place for names that is not a disk."""

    exit_code = 6
