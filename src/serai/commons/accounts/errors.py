"""What can go wrong with accounts."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class AccountRefused(SeraiError):
    """An account was not made or changed; nothing has been written."""
