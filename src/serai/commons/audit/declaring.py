"""How a room says what the histories of its nouns mean to people.

An application declares them by a method ``histories()`` that gives ``Noun`` records; asked for once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from serai.commons.access.readers import Reader
from serai.commons.audit.tracking import event_classes

Words = Any  # a str or Django's lazy translation of one
Visible = Callable[[Reader, Collection[str]], set[str]]
Names = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a noun: its counts, its roles, the table of its sources.

    ``to_noun`` is the field that points to it, ``title`` says one of them ("a count"). ``fields`` are
    titles of fields by name. ``what`` are the fields that describe one row, in their order; without it
    whatever else the row points to does.
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
    be asked ``visible_to`` is, and any other is seen by everybody. ``url`` is the name of its page.
    ``fields`` are titles of fields by name, with their article ("the start"), ``parts`` what belongs to
    it. Reading the history of a ``personal`` noun is written down.
    """

    model: type[models.Model]
    title: Words
    name: str | Names = "pk"
    url: str = ""
    fields: Mapping[str, Words] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    visible: Visible | None = None
    personal: bool = False

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


@cache
def nouns() -> dict[str, Noun]:
    """Every declared noun by its label."""
    found = (getattr(config, "histories", tuple) for config in apps.get_app_configs())
    return {noun.label: noun for histories in found for noun in histories()}


@cache
def places() -> dict[str, tuple[Noun, Part | None]]:
    """For the table of each history: the noun it is told under, and the part of it that it is."""
    tables = {model.pgh_tracked_model: model._meta.db_table for model in event_classes()}
    found: dict[str, tuple[Noun, Part | None]] = {}
    for noun in nouns().values():
        for part in noun.parts:
            if part.model in tables:
                found.setdefault(tables[part.model], (noun, part))
    for noun in nouns().values():
        if noun.model in tables:
            found[tables[noun.model]] = (noun, None)
    return found
