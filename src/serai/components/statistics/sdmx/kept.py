"""Small answers that were given before, and what is read of releases again and again: both kept, within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
LARGEST = 256 * 1024
"""Octets of an answer that is kept; larger ones go by in pieces."""


@dataclass
class Shelf(Generic[T]):
    """What was made, by a key that stands for everything it depends on; the longest unused goes first.

    Units:   ``room`` and the weight of everything in octets; a key counts as a kilobyte.
    """

    room: int
    _kept: OrderedDict[Hashable, tuple[T, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _weight: int = 0

    def get(self, key: Hashable) -> T | None:
        """What is kept of a key, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, made: T, octets: int) -> None:
        """Keep it as long as there is room."""
        with self._lock:
            if key in self._kept:
                self._weight -= self._kept.pop(key)[1]
            self._kept[key] = (made, octets + 1024)
            self._weight += octets + 1024
            while self._weight > self.room:
                self._weight -= self._kept.popitem(last=False)[1][1]


_answers: Shelf[bytes] = Shelf(room=8 * 1024 * 1024)


def answer(key: Hashable, make: Callable[[], Iterator[bytes] | None]) -> Iterator[bytes] | None:
    """The pieces that ``make`` gives, or the same answer as it was given before. None when nothing fits.

    Whether the asker may see it is decided before: ``key`` has to name the revisions that the asker sees.
    """
    if (before := _answers.get(key)) is not None:
        return iter([before])
    pieces = make()
    if pieces is None:
        return None
    begun: list[bytes] = []
    size = 0
    for piece in pieces:
        begun.append(piece)
        size += len(piece)
        if size > LARGEST:
            return _continued(begun, pieces)
    whole = b"".join(begun)
    _answers.put(key, whole, size)
    return iter([whole])


def _continued(begun: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    while begun:
        yield begun.pop(0)
    yield from rest
