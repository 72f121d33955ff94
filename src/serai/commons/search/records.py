"""What a search answers: frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from serai.commons.search.words import Piece


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its words as they were written, with those that were asked for marked."""

    noun: str
    key: str
    language: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    url: str
    day: date | None = None


@dataclass(frozen=True)
class Group:
    """The things of one kind: how many the reader may see, and those that are shown."""

    noun: str
    title: Any
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Results:
    """The answer to a question.

    ``total`` counts what this reader may see; ``more`` says that there is more than was counted. ``near``
    are words of titles that this reader may see and that look like a word of the question.
    """

    question: str
    noun: str
    total: int
    more: bool
    groups: tuple[Group, ...]
    page: int
    pages: int
    near: tuple[str, ...] = ()
