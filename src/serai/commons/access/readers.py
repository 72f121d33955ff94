"""Who asks: what every selector needs to know of a person to show them only what they may see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """Somebody who asks. ``NOBODY`` is a visitor who has not signed in.

    ``organisations`` and ``bodies`` are the keys of the organisations for which the person works today
    and of the bodies that these organisations, or their states, are members of today. ``partnership``
    is true for whoever works for a participant of the partnership, or holds a role in this house.
    """

    account: int | None = None
    roles: frozenset[str] = frozenset()
    partnership: bool = False
    organisations: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()


NOBODY = Reader()
