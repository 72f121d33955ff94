"""Whether a translation keeps what is not language: placeholders, markup, plural forms. No files, no Django."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from babel.messages.catalog import Message

from serai.commons.places.languages import Language


class Reason(str):
    """Why a translation is not taken: an English sentence, with what a page needs to say it otherwise.

    ``words`` is the sentence with its places open (marked for the catalogues), ``values`` fill them.
    """

    __slots__ = ("values", "words")
    words: str
    values: dict[str, str]

    def __new__(cls, words: str, **values: object) -> Reason:
        told = {name: str(value) for name, value in values.items()}
        made = super().__new__(cls, words % told if told else words)
        made.words, made.values = words, told
        return made


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogues. Django's own asks for settings, which a maintainer's command has not."""
    return text


_NAMED = re.compile(r"%\((\w+)\)[#0+-]*\d*(?:\.\d+)?[sdif]")
_PLAIN = re.compile(r"%[#0+-]*\d*(?:\.\d+)?[sdif]")
_BRACES = re.compile(r"(?<!\{)\{(\w*)\}(?!\})")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def faults(message: Message, forms: Sequence[str], language: Language) -> list[Reason]:
    """Everything that is wrong with the translation of ``message``, in sentences; empty when in order.

    One form for a text without plural, else as many as the language has. A plural form may leave the
    number out ("one row"), but names no placeholder that English does not have, and the last form, which
    stands for most numbers, has all of them.
    """
    english = list(message.id) if isinstance(message.id, tuple | list) else [str(message.id)]
    due = language.forms if len(english) > 1 else 1
    if len(forms) != due:
        words = gettext_noop("it has %(forms)s forms, and %(language)s needs %(due)s")
        return [Reason(words, forms=len(forms), language=language.english, due=due)]
    if not all(isinstance(form, str) and form.strip() for form in forms):
        return [Reason(gettext_noop("a form is empty"))]
    found: list[Reason] = []
    for place, form in enumerate(forms):
        last = place == len(forms) - 1
        found += _placeholders(english, form, strict=last)
        found += _markup(english[-1], form)
        found += _edges(english[-1], form)
        if any(ord(c) < 32 and c not in "\n\t" for c in form):
            found.append(Reason(gettext_noop("it holds control characters")))
    return list(dict.fromkeys(found))


def _placeholders(english: list[str], form: str, *, strict: bool) -> list[Reason]:
    allowed, wanted, has = set().union(*map(_marks, english)), _marks(english[-1]), _marks(form)
    strange = gettext_noop("%(mark)s is not in the English text")
    told = [Reason(strange, mark=mark) for mark in sorted(has - allowed)]
    if strict:
        told += [Reason(gettext_noop("%(mark)s is missing"), mark=mark) for mark in sorted(wanted - has)]
    if _PLAIN.findall(_NAMED.sub("", form)) != _PLAIN.findall(_NAMED.sub("", english[-1])):
        told.append(Reason(gettext_noop("its placeholders without a name differ from the English ones")))
    if wanted and "%" in _PLAIN.sub("", _NAMED.sub("", form)).replace("%%", ""):
        told.append(Reason(gettext_noop("a percent sign beside placeholders is written twice: %%")))
    return told


def _marks(text: str) -> set[str]:
    named = {match[0] for match in _NAMED.finditer(text)}
    return named | {match[0] for match in _BRACES.finditer(text)}


def _markup(english: str, form: str) -> list[Reason]:
    if Counter(_TAG.findall(english)) != Counter(_TAG.findall(form)):
        return [Reason(gettext_noop("its HTML differs from the English text's"))]
    alien = "<" in form and "<" not in english
    return [Reason(gettext_noop("it holds a < that English does not have"))] if alien else []


def _edges(english: str, form: str) -> list[Reason]:
    told = []
    if (english[:1] == "\n") != (form[:1] == "\n"):
        words = gettext_noop("the English text and it differ in whether it starts with a new line")
        told.append(Reason(words))
    if (english[-1:] == "\n") != (form[-1:] == "\n"):
        words = gettext_noop("the English text and it differ in whether it ends with a new line")
        told.append(Reason(words))
    return told
