"""What can go wrong in the partnership's room."""

from __future__ import annotations

from django.http import Http404

from serai.kernel.errors import SeraiError


class PartnershipError(SeraiError):
    """The family of this room."""


class UnknownRow(PartnershipError, Http404):
    """A key that no row has; a page answers 404."""

    def __init__(self, noun: str, key: str) -> None:
        super().__init__(f"There is no {noun} with the key {key!r}", advice="Choose one from the list.")


class NotAllowed(PartnershipError):
    """The actor may not do this."""


class WrongAudience(PartnershipError):
    """An audience that names nobody, or what is not there."""


class UnreadableFolder(PartnershipError):
    """The folder holds no partnership files, or cannot be read at all."""


class UnsafeArchive(PartnershipError):
    """An uploaded archive that is too large, damaged, or holds something other than partnership files."""
