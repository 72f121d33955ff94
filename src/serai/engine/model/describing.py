"""What the descriptions of tables share: labels, parts of sums, and the error of a bad description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serai.engine.errors import EngineError

Labels = dict[str, str]
"""A text by language code; English is always there."""


class BadDataflow(EngineError):
    """The description of a dataflow lacks something or contradicts itself."""


@dataclass(frozen=True)
class Part:
    """One addend of a total: a code, and whether it is added (1) or taken away (-1)."""

    code: str
    sign: int


def labels_of(text: str | Mapping[str, str]) -> Labels:
    """A plain text as English, a table of languages as it is."""
    return {"en": text} if isinstance(text, str) else dict(text)


def in_language(labels: Mapping[str, str], language: str) -> str:
    """The text in a language, in the one it stands in for (fa-af: fa), else in English."""
    return labels.get(language) or labels.get(language.split("-")[0]) or labels["en"]


def parts_of(codes: list[Any]) -> tuple[Part, ...]:
    """Codes with a sign before those that are taken away: ``[IN, -OUT]``."""
    return tuple(Part(str(code).removeprefix("-"), -1 if str(code).startswith("-") else 1) for code in codes)
