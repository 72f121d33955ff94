"""What can go wrong with notices and mail."""

from __future__ import annotations

from django.http import Http404

from serai.kernel.errors import SeraiError


class BadLink(SeraiError, Http404):
    """A link to unsubscribe that was changed or cut short; a page answers 404."""


class NothingToSend(SeraiError):
    """The words of a mail are gone, so it cannot be sent again."""
