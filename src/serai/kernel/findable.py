"""What a room gives to the search: one thing that has a page, in one language, with who may see it.

An application says what can be found by two methods:

``search_entries() -> Iterable[Findable]``
    everything, whoever may see it;
``search_visible(reader, noun, keys) -> set[str]``
    which of ``keys`` the reader may see now. The index may be minutes old; this answer is not.

Whatever stands in ``title`` and ``text`` must be seen by everybody who sees the thing itself: a number
or a name that another source tells under its own audience does not belong here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Findable:
    """A thing that can be found.

    ``noun`` and ``key`` name it ("partnership.activity", "SE01"), ``language`` is that of its words.
    ``address`` is the name of its view and the arguments ("activity", "SE01"), or one path ("/news/x/").
    ``day`` is when it was, where that is known to the day: a month has none, for pages would show its first.
    ``other`` are further words under which it is found and which are not shown: short names, codes.
    The last four say who may see it, as ``Shown`` does.
    """

    noun: str
    key: str
    language: str
    title: str
    address: tuple[str, ...]
    text: str = ""
    other: str = ""
    day: date | None = None
    owner: str | None = None
    audience: str = "public"
    body: str | None = None
    organisations: tuple[str, ...] = ()
