"""What can go wrong with people and invitations."""

from __future__ import annotations

from serai.kernel.errors import SeraiError


class PersonRefused(SeraiError):
    """A person, post, list or invitation was not written; nothing has changed."""


class InvitationVoid(SeraiError):
    """A link that no longer opens anything: used, withdrawn, too old, or not ours."""
