"""The letters and words that the reading of names rests on, from the CSV files beside this module."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from serai.kernel.texts import search_key


@dataclass(frozen=True)
class Words:
    """What is known of single words: their kind with the word's own name, and irregular skeletons."""

    kinds: dict[str, tuple[str, str]]
    skeletons: dict[str, str]


def normal(word: str) -> str:
    """A word in the form in which spellings of one script are compared."""
    return search_key(word)


@cache
def letters() -> tuple[dict[str, str], int]:
    """Letters to sounds (``^`` before what holds at the start of a word only), and the longest entry."""
    table = {
        unicodedata.normalize("NFKC", entry): "" if row["sound"] == "-" else row["sound"]
        for row in _rows("letters.csv")
        for entry in row["letters"].split()
    }
    return table, max(len(entry.removeprefix("^")) for entry in table)


@cache
def words() -> Words:
    """The words that are kept apart or joined, and the names whose skeleton is written down."""
    kinds: dict[str, tuple[str, str]] = {}
    for row in _rows("words.csv"):
        for spelling in row["spellings"].split("|"):
            kinds.setdefault(normal(spelling), (row["kind"], row["word"]))
    skeletons: dict[str, str] = {}
    for row in _rows("spellings.csv"):
        for spelling in row["spellings"].split("|"):
            skeletons.setdefault(normal(spelling), row["skeleton"])
    return Words(kinds, skeletons)


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
