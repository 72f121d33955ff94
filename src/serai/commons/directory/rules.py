"""Decisions about people without database, clock or Django."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import phonenumbers

from serai.kernel.texts import ascii_digits, search_key

SINGLE_LINE = str.maketrans(dict.fromkeys("\r\n\t\x0b\x0c\x85\u2028\u2029", " "))


def one_line(text: str) -> str:
    """``text`` on one line and without control characters: names go into the headers of mails."""
    flat = text.translate(SINGLE_LINE)
    return " ".join("".join(c for c in flat if unicodedata.category(c) != "Cc").split())


def name_key(name: str) -> str:
    """The form in which two spellings of one name are equal: case, twin letters, marks and points go."""
    bare = "".join(" " if unicodedata.category(c).startswith("P") else c for c in search_key(name))
    return " ".join(bare.split())


def phone_number(text: str, region: str = "") -> str | None:
    """``text`` in international form (E.164), or None when it is no possible number.

    Without a leading + the number is read as one of ``region`` (two letters of ISO 3166), if given.
    """
    try:
        number = phonenumbers.parse(ascii_digits(text), region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_words(number: str) -> str:
    """A stored number as people read it; what cannot be read stays as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def lines(text: str) -> list[str]:
    """The lines of a field in which each line is one thing; empty ones are left out."""
    return [line for line in (one_line(raw) for raw in text.splitlines()) if line]


def forms_of_address(text: str, languages: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Lines as "en: His Excellency" → the form for each language, and the lines that cannot be read."""
    known, found, bad = set(languages), {}, []
    for line in lines(text):
        language, colon, words = line.partition(":")
        if colon and language.strip() in known and words.strip():
            found[language.strip()] = words.strip()
        else:
            bad.append(line)
    return found, bad
