"""What can go wrong with tokens."""

from __future__ import annotations

from django.http import Http404

from serai.kernel.errors import SeraiError


class TokenRefused(SeraiError):
    """A token cannot be made as asked for."""


class UnknownToken(SeraiError, Http404):
    """No token of this person has the number."""
