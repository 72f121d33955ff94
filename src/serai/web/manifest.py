"""What a room declares about itself: frozen records, no behaviour.

A room's ``manifest.py`` holds one ``MANIFEST = Room(...)``. The project's registry reads it and mounts the
room; nobody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from serai.commons.access import Permission

Words = Any  # a str or Django's lazy translation of one; str() gives the text in the reader's language


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu; with a ``permission``, only people who hold it see the entry.

    ``url_name`` is the name of a view without arguments ("statistics:list").
    """

    title: Words
    url_name: str
    permission: Permission | None = None


@dataclass(frozen=True)
class HomeCard:
    """One published figure for the first page: what it is, the number, and where its record stands.

    ``value`` is a number, or a text that is already in the reader's language; ``synthetic`` puts the
    word beside the number.
    """

    title: Words
    value: int | float | str
    url: str
    detail: Words = ""
    synthetic: bool = False


@dataclass(frozen=True)
class Room:
    """A room of the house as it presents itself.

    ``url_prefix`` ends with a slash ("statistics/") and ``url_module`` is a dotted path; ``home_cards``
    gives the room's cards for whoever asks, and must import its selectors only when it is called.
    """

    name: str
    title: Words
    url_prefix: str = ""
    url_module: str = ""
    menu: tuple[MenuItem, ...] = ()
    permissions: tuple[Permission, ...] = ()
    home_cards: Callable[[HttpRequest], Iterable[HomeCard]] | None = None
