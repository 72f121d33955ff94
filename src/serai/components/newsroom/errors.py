"""What can go wrong in the newsroom, in words for people."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class PictureRefused(SeraiError):
    """A picture that may not be kept: no statement on the people in it, no words for it, no end."""


class IssueRefused(SeraiError):
    """An issue of the newsletter that may not be approved or sent as it stands."""


class LinkExpired(SeraiError):
    """A link from a mail that is too old, was used before, or was never made here."""
