"""What goes wrong at a vault: refused, locked, destroyed, or no key."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class VaultError(SeraiError):
    """Something about a vault, without any of its content."""

    exit_code = 6


class VaultRefused(VaultError):
    """Whoever asks may not open this vault, or not in this way."""


class VaultLocked(VaultError):
    """The key is closed away: nobody reads until it is unlocked."""


class KeyGone(VaultError):
    """The key was destroyed, or the person erased: what it closed is unreadable for ever."""


class BadKeyFolder(VaultError):
    """The folder of keys lies where it must not, or others can read it."""
