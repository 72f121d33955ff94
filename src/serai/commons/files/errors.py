"""What can go wrong with a file. The words are for people and are translated where they are made."""

from __future__ import annotations

from django.http import Http404

from serai.kernel.errors import SeraiError


class FileRefused(SeraiError):
    """A file that is not taken in: too large, of a kind that is not allowed, disguised, damaged, infected."""


class UnknownFile(SeraiError, Http404):
    """No such file for whoever asks; a page answers 404."""

    def __init__(self, key: object) -> None:
        super().__init__("There is no such file", where=str(key), advice="Choose one from the list.")


class NotYours(SeraiError):
    """The reader sees the file and may not change or remove it."""


class FileInUse(SeraiError):
    """Something else in the house still points to the file."""
