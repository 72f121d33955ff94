"""What can go wrong in the room of statistics."""

from __future__ import annotations

from django.http import Http404

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


class TakingFailed(SeraiError):
    """A fault of the program while a file of people was taken; says where, and nothing of the file."""


class NobodyThere(SeraiError):
    """An identifier under which nobody stands in a register."""

    exit_code = 3


class NoMemoryDisk(SeraiError):
    """There is no place for names that is not a disk."""

    exit_code = 6


class NothingPublished(SeraiError):
    """A dataflow that does not exist, or had no release by then."""

    exit_code = 3


class SubmissionRefused(SeraiError):
    """Something that may not be done with a submission, a provision or an agreement; says why and the way out."""


class UnknownSubmission(SeraiError, Http404):
    """No such submission for whoever asks; a page answers 404."""

    def __init__(self, key: object) -> None:
        super().__init__("There is no such submission", where=str(key), advice="Choose one from the list.")


class StructuresRefused(SeraiError):
    """Structures that somebody may not load, that are not there, or that a format has no place for."""

    exit_code = 3


class SheetRefused(SeraiError):
    """A file that the workbench does not take, or something that cannot be done with it now; says the way out."""


class AboutPeople(SheetRefused):
    """Rows of a file seem to be about single people: it was not kept, and belongs into a vault."""
