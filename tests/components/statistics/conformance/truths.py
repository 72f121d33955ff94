"""What the documents of SDMX REST say about queries, read out of their sentences and tables.

Nothing of Serai is used here: the sentences are worked out anew, so that both can be held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

DOCUMENTS = "data/sdmx/specs/sdmx-rest/doc"
MEANINGS: dict[str, Callable[[str, str], bool]] = {
    "Equals": lambda one, other: one == other,
    "Not equal to": lambda one, other: one != other,
    "Less than": lambda one, other: one < other,
    "Less than or equal to": lambda one, other: one <= other,
    "Greater than": lambda one, other: one > other,
    "Greater than or equal to": lambda one, other: one >= other,
    "Contains": lambda one, other: other in one,
    "Does not contain": lambda one, other: other not in one,
    "Starts with": lambda one, other: one.startswith(other),
    "Ends with": lambda one, other: one.endswith(other),
}
"""The words of the tables of operators."""
SIGNS = {
    "=": "Equals",
    "<>": "Not equal to",
    "<=": "Less than or equal to",
    ">=": "Greater than or equal to",
    "<": "Less than",
    ">": "Greater than",
}


def document(shared: Path, name: str) -> str:
    return (shared / DOCUMENTS / name).read_text(encoding="utf-8")


def operators(page: str) -> dict[str, str]:
    """The operators of a document and what they mean, in its words."""
    return dict(re.findall(r"^(\w\w) \| ([\w ]+?) \|", page, re.MULTILINE))


def examples(page: str) -> list[tuple[str, str]]:
    """The table of filters: what is asked of X, and its meaning."""
    return re.findall(r"^\|c\[X\]=(\S+) \|(.+?) ?\|$", page, re.MULTILINE)


def holds(meaning: str, value: str) -> bool:
    """Whether a meaning such as ``X = A OR (X >= B AND X <= C)`` is true of a value of X."""

    def one(found: re.Match[str]) -> str:
        return str(MEANINGS[SIGNS[found[1]]](value, found[2]))

    left = re.sub(r"X (=|<>|<=|>=|<|>) (\w+)", one, meaning)
    words = re.findall(r"True|False|AND|OR|[()]", left)
    assert "".join(words) == left.replace(" ", ""), meaning
    return _either(words)


def _either(words: list[str]) -> bool:
    found = _both(words)
    while words and words[0] == "OR":
        words.pop(0)
        other = _both(words)
        found = found or other
    return found


def _both(words: list[str]) -> bool:
    found = _single(words)
    while words and words[0] == "AND":
        words.pop(0)
        other = _single(words)
        found = found and other
    return found


def _single(words: list[str]) -> bool:
    word = words.pop(0)
    if word != "(":
        return word == "True"
    found = _either(words)
    assert words.pop(0) == ")"
    return found


def tables(page: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The tables of a document: the heading and the rows of each, bold or not."""
    for found in re.finditer(r"^\|.+\|\n\|[ :|-]+\|\n((?:\|.+\|\n?)+)", page, re.MULTILINE):
        lines = [
            [cell.strip().replace("*", "") for cell in line.strip().strip("|").split("|")]
            for line in found[0].strip().splitlines()
        ]
        yield lines[0], lines[2:]


@dataclass(frozen=True)
class Sentence:
    """What ``querying_versions.md`` says of one way to ask: ``which`` of the versions of some forms, from where on.

    Capital letters of ``asked`` and ``forms`` are the numbers of the question; ``least`` are the small letters
    that have to reach capital ones, and ``alike`` other ways to ask the same.
    """

    asked: str
    which: str
    forms: tuple[str, ...]
    least: tuple[tuple[str, ...], tuple[str, ...]] | None
    alike: tuple[str, ...]
    positive: bool

    def question(self, numbers: dict[str, int], asked: str = "") -> str:
        """The way to ask, or another one, with numbers for its letters."""
        return _filled(asked or self.asked, numbers)

    def versions(self, there: Sequence[str], numbers: dict[str, int]) -> list[str]:
        """The versions that it says answer, latest first."""
        fit = [version for version in there if any(self._fits(form, version, numbers) for form in self.forms)]
        every = sorted(fit, key=_order, reverse=True)
        return every[:1] if self.which == "latest" else every

    def _fits(self, form: str, version: str, numbers: dict[str, int]) -> bool:
        letters, extension = form.partition("-")[::2]
        figures, draft = version.partition("-")[::2]
        places = dict(zip_longest(letters.split("."), figures.split(".")))
        if None in places or None in places.values() or bool(extension) != bool(draft):
            return False
        if extension == "EXT" and draft != "draft":
            return False
        if any(letter.isupper() and int(value) != numbers[letter] for letter, value in places.items()):
            return False
        if self.positive and int(figures.partition(".")[0]) == 0:
            return False
        if self.least is None:
            return True
        small, large = self.least
        return [int(places[letter]) for letter in small] >= [numbers[letter] for letter in large]


def sentences(page: str) -> list[Sentence]:
    """Every sentence about a way to ask that is supported."""
    supported = page.split("## Query for a specific version")[1].split("## `OR` operator")[0]
    found: list[Sentence] = []
    for bullet in re.split(r"^- ", supported, flags=re.MULTILINE)[1:]:
        first, *others = bullet.split("\n", 1)
        told = re.match(r"`([^`]+)` (With `X` > 0\. )?This matches (.*)", first)
        assert told, first
        words = told[3]
        which = "latest" if "_latest" in words else "all"
        assert which == "latest" or "_all_" in words or words.startswith("version"), first
        assert ("stable semantic" in words) == ("+" in told[1]), first
        least = re.search(r"where `([\w.]+)` >= `([\w.]+)`", words)
        found.append(
            Sentence(
                told[1],
                which,
                tuple(re.findall(r"\*\*`([^`]+)`\*\*", words)),
                (tuple(least[1].split(".")), tuple(least[2].split("."))) if least else None,
                tuple(re.findall(r"^\s+- `([^`]+)`", "\n".join(others), re.MULTILINE)),
                positive=told[2] is not None or "`x` > 0" in words or "where `x` > 0" in words,
            )
        )
    return found


def unsupported(page: str) -> list[str]:
    """The ways to ask that the document refuses."""
    return re.findall(r"^- `([^`]+)`", page.split("## Unsupported syntax")[1], re.MULTILINE)


def _filled(text: str, numbers: dict[str, int]) -> str:
    return re.sub("[XYZ]", lambda found: str(numbers[found[0]]), text.replace("EXT", "draft"))


def _order(version: str) -> tuple[list[int], bool, list[tuple[bool, int, str]]]:
    """Numbers first; a draft before what it is a draft of, its own parts by number or else by letter."""
    figures, draft = version.partition("-")[::2]
    parts = [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in draft.split(".") if part
    ]
    return [int(one) for one in figures.split(".")], not draft, parts
