"""The words of sheets: what a header, the first cell of a row or a title says of month, direction, sex, citizenship.

A label is read whole: if one of its words is unknown, the label is, because half a label is a guess. A
title is only searched for what stands in it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale
from babel.core import get_global

from serai.engine.model.mapping import Place, Word
from serai.kernel.texts import ascii_digits, fold, search_key

AXES = ("year", "month", "direction", "sex", "citizenship")
# axes of which a sheet may say nothing: then a figure stands for all of them
BREAKDOWNS = ("sex", "citizenship")
SOLAR, GREGORIAN = "solar", "gregorian"
# a four-digit number within these bounds is taken for a year of the calendar
YEARS = {SOLAR: range(1300, 1481), GREGORIAN: range(1900, 2101)}
MONTHS = frozenset(str(month) for month in range(1, 13))
IGNORED = "ignored"
_LANGUAGES = ("en", "ar", "fa", "fa_AF", "ps", "ur", "bn", "ckb", "tr")
_SPLIT = re.compile(r"[\s/|_().,:;،؛\[\]{}*+=\"«»–—-]+")
_DAY = re.compile(r"(\d{4})-(\d{2})-01(?: 00:00:00)?")
_WHOLE_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
Codes = frozenset[str]
# words of so many letters and more may be misspelt: in fewer letters, one slip makes another word of the language
_LONG = 5


@dataclass(frozen=True)
class Label:
    """What a label says: codes by axis, and whether it is a total over the axes that it stands for.

    Several codes of one axis are the sum of them. ``calendar`` is that of a month's name. What is under a label
    that is ``skipped`` is no data.
    """

    codes: dict[str, Codes] = field(default_factory=dict)
    total: bool = False
    calendar: str = ""
    skipped: bool = False


@dataclass(frozen=True)
class _Words:
    phrases: dict[tuple[str, ...], tuple[str, str]]
    headings: dict[tuple[str, ...], str]


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared."""
    return tuple(_bare(word) for word in _SPLIT.split(search_key(text)) if word)


def _bare(word: str) -> str:
    """A word without the Arabic article."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@cache
def _held() -> dict[str, dict[object, list[object]]]:
    held = yaml.safe_load((files(__package__) / "words.yaml").read_text(encoding="utf-8"))
    assert isinstance(held, dict)
    return held


def spellings(axis: str) -> dict[str, str]:
    """Every spelling of the codes of an axis, for columns of registers."""
    found: dict[str, str] = {}
    for code, many in [*_held()[axis].items(), *(_states() if axis == "citizenship" else ())]:
        for spelling in map(_text, many):
            for form in (spelling, f"ال{spelling}") if "\u0600" < spelling[0] < "\u06ff" else (spelling,):
                found.setdefault(form, _text(code))
        found.setdefault(_text(code), _text(code))
    return found


@cache
def _words() -> _Words:
    held: dict[str, Any] = _held()
    phrases: dict[tuple[str, ...], tuple[str, str]] = {}

    def add(axis: str, code: str, spellings: list[object]) -> None:
        for spelling in spellings:
            phrases.setdefault(tokens(_text(spelling)), (axis, code))

    for axis in ("direction", "sex", "citizenship"):
        for code, spellings in held[axis].items():
            add(axis, _text(code), spellings)
    add("total", "", held["total"])
    for months, spellings in held["parts_of_year"].items():
        add("months", months, spellings)
    for calendar, month, spellings in _month_names():
        add(calendar, month, spellings)
    add("filler", "", held["filler"])  # before the letters of Andorra
    for code, spellings in _states():
        add("citizenship", code, spellings)
    phrases.pop((), None)
    headings = {tokens(_text(spelling)): axis for axis, many in held["headings"].items() for spelling in many}
    return _Words(phrases, headings)


def _text(value: object) -> str:
    """A word of the table; YAML takes some words of English for truth values."""
    assert isinstance(value, str | bool), value
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _month_names() -> Iterator[tuple[str, str, list[object]]]:
    text = (files("serai.engine.compute") / "months.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        yield row["calendar"], row["month"], list(row["spellings"].split("|"))


def _states() -> Iterator[tuple[str, list[object]]]:
    """Three letters of each state with its names, and the letters themselves."""
    names = [Locale.parse(language).territories for language in _LANGUAGES]
    for code, (*twins,) in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(twins) == 1:
            yield code, [code, *(found for one in names if (found := one.get(twins[0])))]


class Vocabulary:
    """The words of the house, and before them those that a mapping adds.

    An added label is known whole; where it says one thing, it is also known beside other words, such as a year.
    ``places`` are axes of names that no list holds, of which the headings are known.
    """

    def __init__(self, added: Iterable[Word] = (), places: Iterable[Place] = ()) -> None:
        known = _words()
        self.places = {tokens(h): place.name for place in places for h in place.headings}
        self._added: dict[tuple[str, ...], Label] = {}
        self._headings: dict[tuple[str, ...], str] = {}
        self._phrases = dict(known.phrases)
        for word in added:
            key = tokens(fold(word.text))
            if word.kind == "heading":
                self._headings[key] = word.heading
                continue
            codes = {axis: frozenset({code}) for axis, code in word.codes}
            self._added[key] = Label(codes, total=word.kind == "total", skipped=word.kind == "not_data")
            if word.kind in ("total", "nothing"):
                self._phrases[key] = ("total" if word.kind == "total" else "filler", "")
            elif len(word.codes) == 1 and word.codes[0][0] in AXES:
                axis, code = word.codes[0]
                self._phrases[key] = ("months" if axis == "month" else axis, code)
        self._phrases.pop((), None)
        self._longest = max(map(len, self._phrases))
        self._read: dict[str, Label | None] = {}

    def heading(self, text: str) -> str | None:
        """The axis whose name a text is, ``ignored`` for numbers of rows and remarks, else None."""
        key = tokens(text)
        return self._headings.get(tokens(fold(text))) or self.places.get(key) or _words().headings.get(key)

    def added(self, text: str) -> Label | None:
        """What the mapping itself says of a label."""
        return self._added.get(tokens(fold(text)))

    def is_total(self, text: str) -> bool:
        """Whether a text says nothing but that it is a total."""
        label = self.read(text)
        return label is not None and label.total and not label.codes

    def read(self, text: str) -> Label | None:
        """What a label says; None when one of its words is not known."""
        if text not in self._read:
            self._read[text] = self._said(text)
        return self._read[text]

    def _said(self, text: str) -> Label | None:
        if (label := self.added(text)) is not None:
            return label
        if found := _DAY.fullmatch(text.strip()):  # a spreadsheet keeps "Jan 2023" as the first of the month
            year, month = found[1], str(int(found[2]))
            return Label({"year": frozenset({year}), "month": frozenset({month})})
        parts = tokens(fold(text))
        found_words = list(self._spoken(parts))
        if not parts or any(axis is None for axis, _ in found_words):
            return None
        return _label([(axis, code) for axis, code in found_words if axis is not None])

    def guess(self, text: str) -> dict[str, str]:
        """What a label that is not known may mean, by its words that are known or nearly so; a guess, never read.

        >>> Vocabulary().guess("arivals of men by rail")
        {'direction': 'IN', 'sex': 'M'}
        """
        found: dict[str, str] = {}
        for word in tokens(fold(text)):
            for axis, code in {self._phrases[word,]} if (word,) in self._phrases else self._misspelt(word):
                if axis in ("direction", "sex", "citizenship"):
                    found.setdefault(axis, code)
        return found

    def _misspelt(self, word: str) -> set[tuple[str, str]]:
        """What a word with one slip means; nothing where it may mean two things, or is too short to tell."""
        if len(word) < _LONG:
            return set()
        near = {
            said
            for known, said in self._phrases.items()
            if len(known) == 1 and len(known[0]) >= _LONG and one_slip(word, known[0])
        }
        return near if len(near) == 1 else set()

    def search(self, text: str) -> dict[str, Codes]:
        """What a title says: its years, the month beside a year, and the direction if it is one."""
        # the day of a letter or a signature says nothing of the figures
        undated = _WHOLE_DAY.sub(" ", ascii_digits(fold(text)))
        said = [item for item in self._spoken(tokens(undated)) if item[0] != "filler"]
        codes: dict[str, set[str]] = {}
        for at, (axis, code) in enumerate(said):
            if axis == "year":
                codes.setdefault("year", set()).add(code)
                if at and said[at - 1][0] in YEARS:
                    codes.setdefault("month", set()).add(said[at - 1][1])
                    codes.setdefault("calendar", set()).add(said[at - 1][0] or "")
            elif axis == "direction":
                codes.setdefault("direction", set()).add(code)
        if len(codes.get("direction", ())) > 1:
            del codes["direction"]
        if len(codes.get("month", ())) > 1:
            del codes["month"], codes["calendar"]
        return {axis: frozenset(values) for axis, values in codes.items()}

    def without_years(self, text: str) -> str:
        """A text without years and the words around them, as written: the name of a place on a sheet's tab."""
        kept = [word for word in _SPLIT.split(text) if word and self._first(word) != "year"]
        while kept and self._first(kept[-1]) == "filler":
            kept.pop()
        return " ".join(kept)

    def _first(self, word: str) -> str | None:
        return next(iter(self._spoken(tokens(word))), (None, ""))[0]

    def _spoken(self, parts: tuple[str, ...]) -> Iterator[tuple[str | None, str]]:
        """Axis and code of each phrase, the longest first; None where a word is not known."""
        at = 0
        while at < len(parts):
            for length in range(min(self._longest, len(parts) - at), 0, -1):
                if (hit := self._phrases.get(parts[at : at + length])) is not None:
                    yield hit
                    at += length
                    break
            else:
                yield _number(parts[at])
                at += 1


def one_slip(word: str, known: str) -> bool:
    """Whether a word is another but for one letter too many, too few, changed, or two that changed places.

    The first letter is not: people misspell within a word, and a language has many words that rhyme.

    >>> one_slip("arivals", "arrivals"), one_slip("zairan", "iran"), one_slip("femael", "female")
    (True, False, True)
    """
    if word[:1] != known[:1] or abs(len(word) - len(known)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), None)
    if at is None:
        return True
    rests = {(word[at + 1 :], known[at + 1 :]), (word[at + 1 :], known[at:]), (word[at:], known[at + 1 :])}
    swapped = word[at : at + 2] == known[at : at + 2][::-1] and word[at + 2 :] == known[at + 2 :]
    return swapped or any(one == other for one, other in rests)


@cache
def house() -> Vocabulary:
    """The words of the house alone."""
    return Vocabulary()


def read(text: str) -> Label | None:
    """``Vocabulary.read`` of the house."""
    return house().read(text)


def _number(word: str) -> tuple[str | None, str]:
    if not (word.isascii() and word.isdecimal()):
        return None, word
    if len(word) == 4 and any(int(word) in years for years in YEARS.values()):
        return "year", word
    return ("figure", word) if len(word) <= 2 else (None, word)


def _label(said: list[tuple[str, str]]) -> Label | None:
    codes: dict[str, set[str]] = {}
    calendars = {axis for axis, _ in said if axis in YEARS}
    for axis, code in said:
        if axis in YEARS:
            codes.setdefault("month", set()).add(code)
        elif axis == "months":
            codes.setdefault("month", set()).update(code.split())
        elif axis not in ("filler", "total", "figure"):
            codes.setdefault(axis, set()).add(code)
    figures = [code for axis, code in said if axis == "figure"]
    if figures:
        # 2023/01 and 01-2023 are months; Jan-23 is one of the common era; any other figure says nothing sure
        if len(figures) > 1:
            return None
        if "year" in codes and "month" not in codes and 1 <= int(figures[0]) <= 12:
            codes["month"] = {str(int(figures[0]))}
        elif "month" in codes and "year" not in codes and calendars == {GREGORIAN} and len(figures[0]) == 2:
            codes["year"] = {f"20{figures[0]}"}
        else:
            return None
    if len(calendars) > 1:
        return None
    if len(citizenship := codes.get("citizenship", set())) > 1:
        citizenship.discard("NATIONAL")  # "Afghan nationals" are Afghans
    return Label(
        {axis: frozenset(values) for axis, values in codes.items()},
        total=any(axis == "total" for axis, _ in said),
        calendar=next(iter(calendars), ""),
    )
