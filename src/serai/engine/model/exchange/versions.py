"""Versions of artefacts as SDMX REST asks for them: one, the latest, all, from a least one on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from serai.engine.model.exchange.errors import BadQuery

_NUMBER = r"(0|[1-9]\d{0,17})"  # Python refuses to read numbers of thousands of digits
_VERSION = re.compile(rf"{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER}(?:-([0-9A-Za-z.-]{{1,60}}))?)?)?")
_PART = re.compile(rf"{_NUMBER}([+~*]?)|([+~*])")
MOST_PARTS = 3


@dataclass(frozen=True)
class Version:
    """A version: one to three numbers, and what makes it a draft (``extension``), if it is one."""

    numbers: tuple[int, ...]
    extension: str = ""

    @property
    def stable(self) -> bool:
        """Whether it keeps the promise of semantic versions: three numbers, the first not 0, no extension."""
        return len(self.numbers) == MOST_PARTS and self.numbers[0] > 0 and not self.extension

    @property
    def order(self) -> tuple[tuple[int, ...], bool, list[tuple[bool, int, str]]]:
        """By number; a draft comes before what it is a draft of, its own parts in order."""
        parts = [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in self.extension.split(".") if p]
        return self.numbers, not self.extension, parts


def version_of(text: str) -> Version:
    """A version from its text.

    Raises:  BadQuery.
    """
    found = _VERSION.fullmatch(text)
    if not found:
        raise BadQuery(f"{text!r} is no version", advice="Versions are written 1.0.0, or 1.0.0-draft.")
    return Version(tuple(int(number) for number in found.groups()[:3] if number is not None), found[4] or "")


@dataclass(frozen=True)
class Wanted:
    """Which versions one part of a query is after.

    ``mark`` is "" (this one), "+" (the latest stable), "~" (the latest) or "*" (all). The first ``fixed``
    numbers have to be those of ``least``, the rest not below it. ``parts`` is how many numbers a version
    has to have; 0 is any number of them.
    """

    least: Version
    fixed: int
    parts: int
    mark: str

    def fits(self, version: Version) -> bool:
        """Whether a version may answer."""
        if not self.mark:
            return version == self.least
        if self.mark == "+" and not version.stable:
            return False
        if self.parts and len(version.numbers) != self.parts:
            return False
        numbers = self.least.numbers
        return (
            version.numbers[: self.fixed] == numbers[: self.fixed]
            and version.numbers[self.fixed :] >= numbers[self.fixed :]
        )


def wanted(text: str) -> tuple[Wanted, ...]:
    """What a query says of versions, its alternatives apart.

    Raises:  BadQuery.
    Source:  SDMX REST 2.2, querying versions.
    """
    return tuple(_wanted(one) for one in text.split(","))


def matching(versions: Iterable[Version], asked: tuple[Wanted, ...]) -> list[Version]:
    """The versions that a query is after, latest first."""
    every = sorted(set(versions), key=lambda version: version.order, reverse=True)
    found: set[Version] = set()
    for one in asked:
        fitting = [version for version in every if one.fits(version)]
        found |= set(fitting if one.mark in ("", "*") else fitting[:1])
    return [version for version in every if version in found]


def _wanted(text: str) -> Wanted:
    if text in ("*", "~"):
        return Wanted(Version((0,)), 0, 0, text)
    if text == "+":
        text = "1+.0.0"
    if not any(mark in text for mark in "+~*"):
        version = version_of(text)
        return Wanted(version, len(version.numbers), len(version.numbers), "")
    numbers: list[int] = []
    mark, fixed, bare = "", 0, False
    for at, part in enumerate(text.split(".")):
        found = _PART.fullmatch(part)
        if not found or at >= MOST_PARTS or (mark and (found[2] or found[3])):
            raise _unclear(text)
        if bare and part != "0":  # after a part that is all wildcard there is nothing to be at least
            raise _unclear(text)
        numbers.append(int(found[1] or 0))
        if found[2] or found[3]:
            mark, fixed, bare = found[2] or found[3], at, found[3] is not None
    if mark == "+":
        if len(numbers) != MOST_PARTS:
            raise _unclear(text)
        if fixed and not numbers[0]:
            raise BadQuery(f"{text!r} asks for a stable version below 1", advice="Use ~ instead of +.")
        if not fixed:
            numbers = [max(numbers[0], 1), *numbers[1:]]
    return Wanted(Version(tuple(numbers)), fixed, len(numbers), mark)


def _unclear(text: str) -> BadQuery:
    return BadQuery(
        f"{text!r} does not say which version",
        advice="Use one of 1.0.0, + (latest stable), ~ (latest), * (all), 1.2+.0, 1.*.0.",
    )
