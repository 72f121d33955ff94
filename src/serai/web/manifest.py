"""What a room declares about itself: frozen records, no behaviour.

A room's ``manifest.py`` holds one ``MANIFEST = Room(...)``. The project reads it and mounts the room;
nobody else does. Code is named by dotted path, so that reading a manifest imports no model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from serai.commons.access import Permission

Words = object  # a str or Django's lazy translation of one; str() gives the text in the reader's language


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu.

    ``view`` is the name of a view without arguments ("statistics:list"); ``order`` sorts the menu from
    small to large; with a ``permission`` the entry is shown only to people who hold it.
    """

    title: Words
    view: str
    order: int = 50
    permission: Permission | None = None


@dataclass(frozen=True)
class HomeCard:
    """One published figure for the first page: the number, what it is, and where its record stands.

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

    name:        folder under ``components`` and URL namespace
    title:       what people call it
    prefix:      first part of its addresses, without slashes
    urls:        dotted path of its URL module
    menu:        entries of the main menu
    permissions: everything that it guards
    tasks:       dotted paths of background jobs that ``serai tick`` starts, with minutes between two runs
    handlers:    dotted path of an event to dotted path of the function that hears it
    home_cards:  dotted path of ``() -> Sequence[HomeCard]``; empty for none
    """

    name: str
    title: Words
    prefix: str
    urls: str
    menu: tuple[MenuItem, ...] = ()
    permissions: tuple[Permission, ...] = ()
    tasks: tuple[tuple[str, int], ...] = ()
    handlers: tuple[tuple[str, str], ...] = ()
    home_cards: str = ""
