"""Words as the index and a question see them, and where they stand in the text as it was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from serai.kernel.texts import INVISIBLE, search_key

# inside a word, though they are no letters: joiners, apostrophes of transliteration, the Arabic tatweel
_INSIDE = frozenset(INVISIBLE + "\u0027\u2019\u02bc\u02be\u02bf\u0640")
MAX_POSITION = 16_383  # PostgreSQL's own limit
MAX_WORDS = 12
MAX_LETTERS = 60


@dataclass(frozen=True)
class Piece:
    """Some of a text as it was written; ``marked`` where it is a word that was asked for."""

    text: str
    marked: bool = False


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends: runs of letters, marks and digits of any script."""
    start = None
    for place, letter in enumerate(text):
        if unicodedata.category(letter)[0] in "LMN" or (start is not None and letter in _INSIDE):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)


def words(text: str) -> list[str]:
    """The words of a text, each as its search key, in their order."""
    return [key for start, end in spans(text) for key in _keys(text[start:end])]


@lru_cache(maxsize=16_384)
def _keys(word: str) -> tuple[str, ...]:
    # a presentation form may open into several words, each cut to what an index can hold
    key = search_key(word)
    parts = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in key).split()
    return tuple(part[:MAX_LETTERS] for part in parts)


def forms(word: str) -> tuple[str, ...]:
    """A word, and the same without the Arabic article: people write and ask both."""
    return (word, word[2:]) if word.startswith("\u0627\u0644") and len(word) > 4 else (word,)


def vector(title: str, text: str, other: str = "") -> str:
    """The words as PostgreSQL writes a ``tsvector``: the title weighs A, hidden words B, the text D.

    Our own words and positions, so that no dictionary or locale of the server has a say.
    """
    found: dict[str, list[str]] = {}
    place = 0
    for part, weight in ((title, "A"), (other, "B"), (text, "D")):
        for word in words(part):
            place = min(place + 1, MAX_POSITION)
            for form in forms(word):
                places = found.setdefault(form, [])
                if len(places) < 200:
                    places.append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(places)}" for word, places in found.items())


def asked(question: str) -> tuple[str, ...]:
    """The words of a question, each once, at most a dozen."""
    return tuple(dict.fromkeys(words(question[:400])))[:MAX_WORDS]


def query(question: Sequence[str]) -> str:
    """The words as PostgreSQL writes a ``tsquery``: all of them, each as the beginning of a word.

    A single letter or digit stands for itself: as a beginning it would find nearly everything.
    """
    return " & ".join(
        "(" + " | ".join(f"'{form}'" if len(form) == 1 else f"'{form}':*" for form in forms(word)) + ")"
        for word in question
    )


def is_hit(word: str, question: Iterable[str]) -> bool:
    """Whether a word of a text is one that the question finds."""
    return any(
        held == form or (len(form) > 1 and held.startswith(form))
        for one in question
        for form in forms(one)
        for held in forms(word)
    )


def snippet(text: str, question: Sequence[str], *, size: int = 220) -> tuple[Piece, ...]:
    """The part of a text around the first word that was found, in its own spelling, with the words marked."""
    places = _places(text, question)
    if not places:
        return (Piece(_cut(text, 0, size)),) if text else ()
    first = max(0, places[0][0] - size // 3)
    if first:
        first = next((start for start, _end in spans(text) if start >= first), first)
    last = min(len(text), first + size)
    if last < len(text):
        last = max((end for _start, end in spans(text) if end <= last), default=last)
    pieces = _pieces(text, places, first, last)
    before = (Piece("\u2026 "),) if first else ()
    after = (Piece(" \u2026"),) if last < len(text) else ()
    return (*before, *pieces, *after)


def _places(text: str, question: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words of the question stand in a text."""
    return [
        (start, end)
        for start, end in spans(text)
        if any(is_hit(key, question) for key in _keys(text[start:end]))
    ]


def _pieces(text: str, places: list[tuple[int, int]], first: int, last: int) -> tuple[Piece, ...]:
    pieces, at = [], first
    for start, end in places:
        if first <= start and end <= last:
            pieces += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
            at = end
    pieces.append(Piece(text[at:last]))
    return tuple(piece for piece in pieces if piece.text)


def marked(text: str, question: Sequence[str]) -> tuple[Piece, ...]:
    """The whole of a short text with the words marked."""
    return _pieces(text, _places(text, question), 0, len(text))


def _cut(text: str, first: int, size: int) -> str:
    if len(text) <= size:
        return text
    last = max((end for _start, end in spans(text) if end <= first + size), default=size)
    return f"{text[first:last]} \u2026"
