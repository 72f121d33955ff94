"""What a room declares about itself: frozen records, no behaviour.

A room's ``manifest.py`` holds one ``MANIFEST = Room(...)``. The project's registry reads it and mounts the
room; nobody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from serai.commons.access import Permission
from serai.commons.access.readers import Reader
from serai.commons.access.requests import HttpRequest

Words = Any  # a str or Django's lazy translation of one; str() gives the text in the reader's language


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu; with a ``permission``, only people who hold it see the entry.

    ``url_name`` is the name of a view without arguments ("statistics:list"). ``section`` is "main" for
    what everybody reads, "work" for what people do after signing in.
    """

    title: Words
    url_name: str
    permission: Permission | None = None
    section: str = "main"


@dataclass(frozen=True)
class DeskItem:
    """Something that is due from the reader: what, since or until when, and where it is done.

    ``key`` is stable ("invitation:17"): one thing never shows twice. ``verb`` says what to do (answer,
    confirm, comment, approve, report), ``due`` is None when there is no date. ``action`` is the code of a
    ``DeskAction`` that can be done from a mail, "" where the page has to be opened. ``about`` says the same
    as ``title`` for a calendar that may lie anywhere: it names no person and no file.
    """

    key: str
    verb: Words
    title: Words
    url: str
    due: date | None = None
    room: Words = ""
    action: str = ""
    about: Words = ""


@dataclass(frozen=True)
class DeskAction:
    """Something that a person can do by a link in a mail, without looking for the page.

    ``perform`` gets the person as a reader and the key of the item, asks the service with all its rules,
    and raises a SeraiError that says why not. ``low_risk`` actions need no sign-in: whoever holds the mail
    can do them, so only what does no harm and shows nothing is declared so. ``asks`` is the question on
    the page that the link opens.
    """

    code: str
    title: Words
    low_risk: bool
    perform: Callable[[Reader, str], None]
    asks: Words = ""


@dataclass(frozen=True)
class HomeCard:
    """One thing for the first page: a published figure, a piece of news, an event.

    ``kind`` is "figure", "news" or "event". ``value`` is a figure's number, or a text that is already in
    the reader's language (the day of news and events); ``synthetic`` puts the word beside the number.
    ``language`` is the one that title and detail are in, where it may not be the reader's.
    """

    title: Words
    value: int | float | str
    url: str
    detail: Words = ""
    synthetic: bool = False
    kind: str = "figure"
    language: str = ""


@dataclass(frozen=True)
class Room:
    """A room of the house as it presents itself.

    ``url_prefix`` ends with a slash ("statistics/") and ``url_module`` is a dotted path; ``home_cards``
    gives the room's cards for whoever asks, and must import its selectors only when it is called.
    ``desk_items`` gives what is due from a reader, ``desk_actions`` what of it can be done from a mail.
    ``machines`` are addresses in no language, each a prefix and the dotted path of its module.
    ``endpoints`` is the dotted path of a module whose ``router`` answers below ``/api/v1/<name>/``.
    """

    name: str
    title: Words
    url_prefix: str = ""
    url_module: str = ""
    menu: tuple[MenuItem, ...] = ()
    permissions: tuple[Permission, ...] = ()
    home_cards: Callable[[HttpRequest], Iterable[HomeCard]] | None = None
    desk_items: Callable[[Reader], Iterable[DeskItem]] | None = None
    desk_actions: tuple[DeskAction, ...] = ()
    endpoints: str = ""
    machines: tuple[tuple[str, str], ...] = ()
