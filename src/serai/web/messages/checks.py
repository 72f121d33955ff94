"""Whether a translation keeps what is not language: placeholders, markup, plural forms. No files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from babel.messages.catalog import Message

from serai.commons.places.languages import Language

_NAMED = re.compile(r"%\((\w+)\)[#0+-]*\d*(?:\.\d+)?[sdif]")
_PLAIN = re.compile(r"%[#0+-]*\d*(?:\.\d+)?[sdif]")
_BRACES = re.compile(r"(?<!\{)\{(\w*)\}(?!\})")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def faults(message: Message, forms: Sequence[str], language: Language) -> list[str]:
    """Everything that is wrong with the translation of ``message``, in sentences; empty when in order.

    One form for a text without plural, else as many as the language has. A plural form may leave the
    number out ("one row"), but names no placeholder that English does not have, and the last form, which
    stands for most numbers, has all of them.
    """
    english = list(message.id) if isinstance(message.id, tuple | list) else [str(message.id)]
    due = language.forms if len(english) > 1 else 1
    if len(forms) != due:
        return [f"it has {len(forms)} forms, and {language.english} needs {due}"]
    if not all(isinstance(form, str) and form.strip() for form in forms):
        return ["a form is empty"]
    found: list[str] = []
    for place, form in enumerate(forms):
        last = place == len(forms) - 1
        found += _placeholders(english, form, strict=last)
        found += _markup(english[-1], form)
        found += _edges(english[-1], form)
        if any(ord(c) < 32 and c not in "\n\t" for c in form):
            found.append("it holds control characters")
    return list(dict.fromkeys(found))


def _placeholders(english: list[str], form: str, *, strict: bool) -> list[str]:
    allowed, wanted, has = set().union(*map(_marks, english)), _marks(english[-1]), _marks(form)
    told = [f"{mark} is not in the English text" for mark in sorted(has - allowed)]
    if strict:
        told += [f"{mark} is missing" for mark in sorted(wanted - has)]
    if _PLAIN.findall(_NAMED.sub("", form)) != _PLAIN.findall(_NAMED.sub("", english[-1])):
        told.append("its placeholders without a name differ from the English ones")
    if wanted and "%" in _PLAIN.sub("", _NAMED.sub("", form)).replace("%%", ""):
        told.append("a percent sign beside placeholders is written twice: %%")
    return told


def _marks(text: str) -> set[str]:
    named = {match[0] for match in _NAMED.finditer(text)}
    return named | {match[0] for match in _BRACES.finditer(text)}


def _markup(english: str, form: str) -> list[str]:
    if Counter(_TAG.findall(english)) != Counter(_TAG.findall(form)):
        return ["its HTML differs from the English text's"]
    return [] if "<" in english or "<" not in form else ["it holds a < that English does not have"]


def _edges(english: str, form: str) -> list[str]:
    told = []
    for where, first, other in (("starts", english[:1], form[:1]), ("ends", english[-1:], form[-1:])):
        if (first == "\n") != (other == "\n"):
            told.append(f"the English text and it differ in whether it {where} with a new line")
    return told
