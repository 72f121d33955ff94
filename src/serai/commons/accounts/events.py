"""What happens to accounts, told after it is committed, and what must be said to people about it.

Mail and notices stand above this room, so it announces what it wants said; the room of the notices
listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class MailWanted:
    """Words for somebody who may have no account. ``kind`` names the template."""

    address: str
    language: str
    kind: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NoticeWanted:
    """Words for people with accounts; ``to`` are numbers of accounts, ``url`` a path of this site."""

    to: tuple[int, ...]
    kind: str
    words: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    actor: int | None = None


@dataclass(frozen=True)
class AccessEnded:
    """An account lost roles: its sessions are over, and whatever else lets it in must end too."""

    account: int
    closed: bool


@dataclass(frozen=True)
class NoticeKind:
    """A kind of news as the room of the notices reads it: see ``notice_kinds`` there."""

    code: str
    title: Any
    security: bool = False
    default: str = "at_once"
