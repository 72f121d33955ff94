"""From rows of histories to what people read: which fields changed, what they are called, who did it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse

from serai.commons.access.readers import Reader
from serai.commons.audit import wording
from serai.commons.audit.declaring import Noun, Part, nouns, place_of
from serai.commons.audit.models import Blanked
from serai.commons.audit.records import Change, Deed, Told, Value

LONG = 60  # letters; a longer text that was rewritten is shown with what went and what came
AT_ONCE = timedelta(seconds=10)  # a worker's context lasts as long as the worker
_NONE = Value("none")
_VERBS = {"insert": "made", "update": "changed", "delete": "deleted"}


@dataclass(frozen=True)
class Event:
    """A row of a history; ``before`` is the one before it of the same thing, or None."""

    source: str
    label: str
    at: datetime
    context: Mapping[str, Any] | None
    group: str
    row: Mapping[str, Any]
    before: Mapping[str, Any] | None

    @property
    def place(self) -> tuple[Noun, Part | None]:
        """The noun it is told under, and the part of it that it is."""
        return place_of(self.source, self.row)

    @property
    def model(self) -> type[models.Model]:
        """The model of the row."""
        noun, part = self.place
        return part.model if part else noun.model

    @property
    def key(self) -> str:
        """The key of the thing that it is about."""
        noun, part = self.place
        field: Any = part.model._meta.get_field(part.to_noun) if part else noun.model._meta.pk
        return str(self.row.get(field.column))


def tell(events: Sequence[Event], reader: Reader) -> list[Deed]:
    """What was done, as ``reader`` may see it. A fixed number of queries for each kind of row pointed to."""
    teller = _Teller(events, reader)
    deeds = []
    for rows in _together(events):
        context = rows[0].context
        deeds.append(
            Deed(
                at=rows[0].at,
                who=wording.who(context, teller.accounts),
                means=wording.means(context),
                reason=str((context or {}).get("reason", "")),
                changes=tuple(change for row in rows if (change := teller.change(row))),
                noun=rows[0].place[0].label,
                key=rows[0].key,
            )
        )
    return [deed for deed in deeds if deed.changes]


def with_things(deeds: Iterable[Deed], reader: Reader) -> list[Deed]:
    """The same deeds, each with the thing it is about; those about things that the reader may not see go."""
    some = list(deeds)
    keys: dict[str, set[str]] = {}
    for deed in some:
        keys.setdefault(deed.noun, set()).add(deed.key)
    known = called(keys, reader)
    return [
        replace(deed, thing=known[deed.noun, deed.key]) for deed in some if (deed.noun, deed.key) in known
    ]


def _together(events: Sequence[Event]) -> Iterable[list[Event]]:
    """Rows that were written in one go about one thing: one after the other, by the same hand."""
    deed: list[Event] = []
    for event in events:
        if deed and not _same_deed(deed[-1], event):
            yield deed
            deed = []
        deed.append(event)
    if deed:
        yield deed


def _same_deed(one: Event, other: Event) -> bool:
    return (one.group, one.context, one.place[0].label, one.key) == (
        other.group,
        other.context,
        other.place[0].label,
        other.key,
    ) and abs(one.at - other.at) < AT_ONCE


def called(keys: Mapping[str, set[str]], reader: Reader) -> dict[tuple[str, str], Value]:
    """What things are called, for those that the reader may see; a thing without a page leads to its history."""
    found: dict[tuple[str, str], Value] = {}
    for label, some in keys.items():
        noun = nouns().get(label)
        if noun is None:
            found |= {(label, key): Value("row", key) for key in some}
            continue
        seen = noun.seen_by(reader, some)
        names, pages = (noun.names(seen), noun.pages(seen)) if seen else ({}, {})
        for key in seen:
            url = pages.get(key) or ("" if noun.url else reverse("history", args=[label, key]))
            found[label, key] = Value("row", names.get(key, key), url)
    return found


class _Teller:
    def __init__(self, events: Sequence[Event], reader: Reader) -> None:
        accounts: set[int] = set()
        keys: dict[str, set[str]] = {}
        for event in events:
            if (account := (event.context or {}).get("user")) is not None:
                accounts.add(int(account))
            for field in _fields(event.model):
                if field.is_relation:
                    for row in (event.row, event.before or {}):
                        if row.get(field.column) not in (None, ""):
                            label = field.related_model._meta.label_lower
                            keys.setdefault(label, set()).add(str(row[field.column]))
        self.accounts = account_names(accounts)
        self.rows = called(keys, reader)
        self.blanked = _blanked(events)

    def change(self, event: Event) -> Change | None:
        """One row as a change; None when nothing of it is told (a field nobody sees)."""
        noun, part = event.place
        titles = part.fields if part else noun.fields
        told_of = [field for field in _fields(event.model) if titles.get(field.name, "") is not None]
        if part and self._hangs_on_hidden(event, part):
            hidden = (Value("hidden"),)
            return (
                None
                if event.label == "update"
                else Change(_VERBS[event.label], noun.title, part.title, hidden, ())
            )
        fields: tuple[Told, ...] = ()
        if event.label == "update" and event.before is not None:
            fields = tuple(
                self._told(event, field, titles)
                for field in told_of
                if field.column in event.row and event.row[field.column] != event.before.get(field.column)
            )
            if not fields and not (
                self._is_blanked(event, event.row) or self._is_blanked(event, event.before)
            ):
                return None
            fields = fields or (Told("", Value("erased"), Value("erased")),)
        elif part is None:
            fields = tuple(
                told
                for field in told_of
                if not field.primary_key and field.column in event.row
                if (told := self._told(event, field, titles)).after.kind != "none"
            )
        what = tuple(value for value in self._what(event, part) if value.kind != "none") if part else ()
        return Change(_VERBS[event.label], noun.title, part.title if part else "", what, fields)

    def _hangs_on_hidden(self, event: Event, part: Part) -> bool:
        """Whether a part that is seen only with everything it points to points to what the reader may not see."""
        if not hasattr(part.model._default_manager, "visible_to"):
            return False
        values = (
            self._value(event, field, row)
            for field in _fields(event.model)
            for row in (event.row, event.before)
            if field.is_relation and field.name != part.to_noun
        )
        return any(value.kind == "hidden" for value in values)

    def _is_blanked(self, event: Event, row: Mapping[str, Any]) -> bool:
        return (event.source, row.get("pgh_id", 0)) in self.blanked

    def _what(self, event: Event, part: Part) -> Iterable[Value]:
        own = {field.name: field for field in _fields(event.model)}
        names = part.what or [
            name for name, field in own.items() if field.is_relation and name != part.to_noun
        ]
        return (self._value(event, own[name], event.row) for name in names if name in own)

    def _told(self, event: Event, field: Any, titles: Mapping[str, Any]) -> Told:
        before = self._value(event, field, event.before) if event.label == "update" else _NONE
        after = self._value(event, field, event.row)
        return told_field(titles.get(field.name, field.verbose_name), before, after)

    def _value(self, event: Event, field: Any, row: Mapping[str, Any] | None) -> Value:
        if row is None:
            return _NONE
        if field.column in self.blanked.get((event.source, row.get("pgh_id", 0)), ()):
            return Value("erased")
        raw = row.get(field.column)
        if raw is None or raw == "":
            return _NONE
        if field.is_relation:
            return self.rows.get((field.related_model._meta.label_lower, str(raw)), Value("hidden"))
        return plain(field, raw)


def told_field(title: Any, before: Value, after: Value) -> Told:
    """One field, before and after; of a longer text the pieces that went and came."""
    pieces: tuple[tuple[str, str], ...] = ()
    if before.kind == after.kind == "text" and max(len(str(before.raw)), len(str(after.raw))) > LONG:
        pieces = tuple(word_pieces(str(before.raw), str(after.raw)))
    return Told(title, before, after, pieces)


def plain(field: Any, raw: Any) -> Value:
    """The value of a field that points to nothing, from the words of PostgreSQL's JSON."""
    choices = dict(field.flatchoices)
    if isinstance(raw, str | int) and raw in choices:
        return Value("text", choices[raw])
    if isinstance(field, models.BooleanField):
        return Value("yes_no", bool(raw))
    if isinstance(field, models.DateTimeField):
        return Value("moment", datetime.fromisoformat(raw))
    if isinstance(field, models.DateField):
        return Value("day", date.fromisoformat(raw))
    if isinstance(raw, int | float):
        return Value("number", raw)
    if isinstance(raw, list) and all(isinstance(one, str) for one in raw):
        return Value("text", ", ".join(raw)) if raw else _NONE
    return Value("text", raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False))


def word_pieces(before: str, after: str) -> Iterable[tuple[str, str]]:
    """A text that was rewritten, as pieces that stayed the same, are gone, or are new."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    for how, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            yield "same", "".join(new[c:d])
            continue
        if a < b:
            yield "gone", "".join(old[a:b])
        if c < d:
            yield "new", "".join(new[c:d])


def account_names(accounts: Iterable[int]) -> dict[int, str]:
    """What accounts that are still there are called."""
    wanted = set(accounts)
    if not wanted:
        return {}
    return {row.pk: str(row) for row in get_user_model()._default_manager.filter(pk__in=wanted)}


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.local_concrete_fields)


def _blanked(events: Sequence[Event]) -> dict[tuple[str, int], set[str]]:
    numbers = {row["pgh_id"] for event in events for row in (event.row, event.before) if row}
    found: dict[tuple[str, int], set[str]] = {}
    for row in Blanked.objects.filter(event__in=numbers, source__in={event.source for event in events}):
        found.setdefault((row.source, row.event), set()).update(row.fields)
    return found
