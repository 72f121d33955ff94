"""Finding a person who is erased in what others wrote, and taking the name or address out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models

from serai.commons.audit.triggers import compose

GONE = "[…]"
_TEXTS = ("CharField", "TextField", "JSONField", "EmailField", "URLField", "SlugField")
_ESCAPES = r"(?<=\\[nrt])"  # a new line, as JSON writes it: its letter belongs to no word
_BETWEEN = r"[\s_-]+"  # the words of a name stand apart by this; addresses of pages have hyphens


@dataclass(frozen=True)
class Mentions:
    """What names a person and nobody else: mail addresses, and names of at least two words.

    A name of one word is also a word of other people's sentences; it is not looked for in texts.
    """

    texts: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str], emails: Iterable[str]) -> Mentions:
        """Of everything that is known of a person, what is looked for in texts."""
        chosen = [name for name in names if len(name.split()) > 1 and len(name) > 5]
        return cls(tuple(dict.fromkeys(text.strip() for text in (*chosen, *emails) if text.strip())))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whole words in any case; also as JSON writes them inside a text, once and twice."""
        found = []
        for text in self.texts:
            once = json.dumps(text)[1:-1]
            for form in dict.fromkeys((text, once, json.dumps(once)[1:-1])):
                words = _BETWEEN.join(re.escape(word) for word in form.split())
                # anna@example.org is neither hanna@example.org nor jo.anna@example.org
                before, after = (r"[\w.+-]", r"[\w-]|\.\w") if "@" in text else (r"[^\W_]", r"[^\W_]")
                found.append(rf"(?:(?<!{before})|{_ESCAPES}){words}(?!{after})")
        return re.compile("|".join(found) or "(?!)", re.IGNORECASE)

    def within(self, text: str) -> bool:
        """Whether ``text`` names the person."""
        return bool(self.texts) and self.pattern.search(text) is not None

    def without(self, text: str) -> str:
        """``text`` with a mark where the person was named."""
        return self.pattern.sub(GONE, text)


def naming(model: type[models.Model], mentions: Mentions) -> Iterator[tuple[Any, dict[str, str]]]:
    """The rows of ``model`` that name the person: key, and column -> the text without. One query."""
    columns = {
        str(field.column): field
        for field in model._meta.local_concrete_fields
        if field.get_internal_type() in _TEXTS and not field.primary_key
    }
    if not (columns and mentions.texts):
        return
    texts = ", ".join(compose("{}::text", name) for name in columns)
    question = compose("SELECT {}, ", str(model._meta.pk.column)) + texts
    question += compose(" FROM {}", model._meta.db_table)
    with connection.chunked_cursor() as cursor:
        cursor.execute(question)
        for key, *held in cursor:
            said = {
                name: mentions.without(text)
                for name, text in zip(columns, held, strict=True)
                if text and mentions.within(text)
            }
            if said:
                yield key, said


def take_out(model: type[models.Model], mentions: Mentions, *, leave: Collection[str] = ()) -> list[Any]:
    """Blank the person's name in the texts of ``model``; the keys of all rows that named them.

    Columns of ``leave`` are for the caller to settle. Writes past the model: triggers of history see it.
    """
    rows = list(naming(model, mentions))
    types = {str(field.column): field.db_type(connection) for field in model._meta.local_concrete_fields}
    with connection.cursor() as cursor:
        for key, found in rows:
            said = {name: text for name, text in found.items() if name not in leave}
            if not said:
                continue
            setting = ", ".join(compose("{} = %s", name) + f"::{types[name]}" for name in said)
            where = compose("{} = %s", str(model._meta.pk.column))
            change = compose("UPDATE {} SET ", model._meta.db_table)
            line = " ".join((change, setting, "WHERE", where))
            cursor.execute(line, [*said.values(), key])
    return [key for key, _said in rows]
