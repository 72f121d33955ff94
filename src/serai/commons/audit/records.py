"""What pages of history show. Frozen; words are in the reader's language, values are not written out yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Words = Any


@dataclass(frozen=True)
class Value:
    """``kind`` is none, text, number, yes_no, day, moment, row, hidden (not for this reader) or erased.

    ``raw`` is a value of that kind; of a row it is its name, and ``url`` its page, or "".
    """

    kind: str
    raw: Any = None
    url: str = ""


@dataclass(frozen=True)
class Told:
    """One field, before and after. ``pieces`` are (same, gone or new; text) where a long text was rewritten."""

    field: Words
    before: Value
    after: Value
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """One row that was made, changed or deleted. ``part`` is "" for the thing itself ("a count").

    Where another library keeps the history, ``verb`` may be one of its own: published, withdrawn ..., or
    "did" with ``what`` in its words.
    """

    verb: str
    noun: Words
    part: Words
    what: tuple[Value, ...]
    fields: tuple[Told, ...]


@dataclass(frozen=True)
class Deed:
    """What somebody did at one moment. ``means`` and ``reason`` may be ""; ``thing`` is set on lists of many."""

    at: datetime
    who: Words
    means: Words
    reason: str
    changes: tuple[Change, ...]
    thing: Value | None = None
    noun: str = ""
    key: str = ""


@dataclass(frozen=True)
class Belonging:
    """A thing that stands on the page of another one and has a history of its own."""

    noun: str
    title: Words
    key: str
    name: str


@dataclass(frozen=True)
class HistoryPage:
    """The history of one thing, newest first. ``gone`` when the thing is no longer there.

    ``others`` are things on its page that have histories of their own.
    """

    noun: str
    title: Words
    key: str
    name: str
    url: str
    gone: bool
    deeds: tuple[Deed, ...]
    page: int
    pages: int
    others: tuple[Belonging, ...] = ()


@dataclass(frozen=True)
class ReadLine:
    """Somebody was shown personal data of a thing; ``thing`` is a row or its number."""

    at: datetime
    who: Words
    account: int | None
    noun: str
    key: str
    thing: Value
    purpose: str


@dataclass(frozen=True)
class Overview:
    """The latest changes of the house. ``older`` is where the next page starts, or None."""

    deeds: tuple[Deed, ...]
    older: int | None
    links: int
    sealed_at: datetime | None
    sealed_seq: int | None
    checked_at: datetime | None
    checked_seq: int | None
    faults: int
