"""Frozen records of the directory, as pages and other rooms get them. No model leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class PostLine:
    """A post: where, as what, from when to when; ``now`` when it is held today."""

    number: int
    organisation: str
    organisation_name: str
    state: str
    title: str
    quality: str
    quality_word: Any
    since: date
    until: date | None
    now: bool


@dataclass(frozen=True)
class PersonLine:
    """A person in a list: the name, today's posts, the work address to write to first."""

    number: int
    name: str
    language: str
    posts: tuple[PostLine, ...]
    mail: str
    has_account: bool


@dataclass(frozen=True)
class PersonPage:
    """Everything that the reader may see of a person. ``full`` is false for what colleagues see.

    ``may_edit``: write the details; ``may_end``: keys of organisations from which the reader may remove
    the person.
    """

    line: PersonLine
    given_names: str
    family_name: str
    shown_to: str
    shown_word: Any
    provenance: str
    mails: tuple[tuple[str, str], ...]
    phones: tuple[tuple[str, str, str], ...]
    forms: tuple[tuple[str, str], ...]
    former: tuple[PostLine, ...]
    lists: tuple[tuple[str, str], ...]
    account: int | None
    full: bool
    may_edit: bool
    may_end: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class InvitationLine:
    """An invitation and what became of it: open, accepted, withdrawn or expired."""

    number: int
    name: str
    address: str
    organisation: str
    roles: tuple[Any, ...]
    invited_by: str
    made_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True)
class Due:
    """Something that waits for the reader, for the desk; ``key`` is stable."""

    key: str
    verb: Any
    title: Any
    url: str
    due: date | None = None


@dataclass(frozen=True)
class Left:
    """Something that is still in the hands of somebody who leaves."""

    title: Any
    url: str = ""


@dataclass(frozen=True)
class RuleLine:
    """One rule of a mailing list in words."""

    number: int
    words: tuple[Any, ...]


@dataclass(frozen=True)
class ListPage:
    """A mailing list with everybody who is on it today."""

    number: int
    key: str
    name: str
    purpose: str
    rules: tuple[RuleLine, ...]
    people: tuple[PersonLine, ...]
    by_name: frozenset[int]
    left: int
