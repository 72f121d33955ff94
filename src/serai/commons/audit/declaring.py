"""How a room says what the histories of its nouns mean to people.

An application declares them by a method ``histories()`` that gives ``Noun`` records; asked for once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse

from serai.commons.access.readers import Reader
from serai.commons.audit.records import Deed
from serai.commons.audit.tracking import event_classes

Words = Any  # a str or Django's lazy translation of one
Visible = Callable[[Reader, Collection[str]], set[str]]
Names = Callable[[Collection[str]], Mapping[str, str]]
Log = Callable[[Reader, str, int, int], tuple[list[Deed], int]]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a noun: its counts, its roles, the table of its sources.

    ``to_noun`` is the field that points to it, ``title`` says one of them ("a count"). ``fields`` are
    titles of fields by name; one whose title is None is told to nobody. ``what`` are the fields that
    describe one row, in their order; without it whatever else the row points to does.
    """

    model: type[models.Model]
    to_noun: str
    title: Words
    fields: Mapping[str, Words] = field(default_factory=dict)
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noun:
    """A noun with a history of its own page.

    ``title`` says what it is ("activity"), ``name`` is the field that names a row, or a function that
    names rows by key. ``visible`` tells which of some keys a reader may see; without it, a model that can
    be asked ``visible_to`` is, and any other is seen by everybody. ``url`` is the name of its page, or a
    function that gives pages by key; a noun without a page of its own is reached by its history. ``of`` is
    the field that points to the thing on whose page it stands, and whose history leads to this one.
    ``fields`` are titles of fields by name, with their article ("the start"), or None for what a history does
    not tell; ``parts`` what belongs to it. Reading the history of a ``personal`` noun is written down.

    ``log`` is for what another library keeps the history of: it tells the deeds of a key, newest first,
    from ``(reader, key, first, number)``, and how many there are.
    """

    model: type[models.Model]
    title: Words
    name: str | Names = "pk"
    url: str | Names = ""
    of: str = ""
    fields: Mapping[str, Words] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    visible: Visible | None = None
    personal: bool = False
    log: Log | None = None

    @property
    def label(self) -> str:
        """ "room.model" in small letters, as addresses name it."""
        return self.model._meta.label_lower

    def seen_by(self, reader: Reader, keys: Collection[str]) -> set[str]:
        """Which of ``keys`` the reader may see; keys of rows that are gone are not among them."""
        if self.visible is not None:
            return {str(key) for key in self.visible(reader, keys)}
        manager: Any = self.model._default_manager
        rows = manager.visible_to(reader) if hasattr(manager, "visible_to") else manager.all()
        return {str(key) for key in rows.filter(pk__in=keys).values_list("pk", flat=True)}

    def names(self, keys: Collection[str]) -> dict[str, str]:
        """What rows are called, by key. One query; rows that are gone are not among them."""
        if callable(self.name):
            return {str(key): name for key, name in self.name(keys).items()}
        rows = self.model._default_manager.filter(pk__in=keys).values_list("pk", self.name)
        return {str(key): str(name) for key, name in rows}

    def pages(self, keys: Collection[str]) -> dict[str, str]:
        """The addresses of rows' own pages, by key; those without one are left out. At most one query."""
        if callable(self.url):
            return dict(self.url(keys)) if keys else {}
        found = {}
        for key in keys if self.url else ():
            with suppress(NoReverseMatch):
                found[key] = reverse(self.url, args=[key])
        return found


@cache
def nouns() -> dict[str, Noun]:
    """Every declared noun by its label."""
    found = (getattr(config, "histories", tuple) for config in apps.get_app_configs())
    return {noun.label: noun for histories in found for noun in histories()}


@cache
def places() -> dict[str, tuple[tuple[Noun, Part | None], ...]]:
    """For the table of each history: the nouns it is told under, and the part of each that it is.

    A noun is told under itself alone; a row that may hang on one of several things, under all of them.
    What a library's own log tells stands nowhere here: triggers keep it as well, for the chain.
    """
    tables = {model.pgh_tracked_model: model._meta.db_table for model in event_classes()}
    found: dict[str, tuple[tuple[Noun, Part | None], ...]] = {}
    for noun in nouns().values():
        for part in noun.parts:
            if part.model in tables:
                found[tables[part.model]] = (*found.get(tables[part.model], ()), (noun, part))
    for noun in nouns().values():
        if noun.model in tables and noun.log is None:
            found[tables[noun.model]] = ((noun, None),)
    return found


def place_of(table: str, row: Mapping[str, Any]) -> tuple[Noun, Part | None]:
    """Under which noun a row of a history is told: the one that it points to."""
    choices = places()[table]
    for noun, part in choices:
        if part is None or row.get(_column(part)) is not None:
            return noun, part
    return choices[0]


def _column(part: Part) -> str:
    return str(part.model._meta.get_field(part.to_noun).column)  # type: ignore[union-attr]


def belonging_to(noun: Noun) -> list[Noun]:
    """Nouns with a history of their own that stand on the page of this one."""
    return [
        other
        for other in nouns().values()
        if other.of and other.model._meta.get_field(other.of).related_model is noun.model
    ]
