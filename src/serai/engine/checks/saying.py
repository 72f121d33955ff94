"""The sentences that people read about what they hand in, in their language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from serai.engine.model.describing import Labels, in_language

RIGHT_TO_LEFT = ("ar", "fa", "ur", "ps", "ckb")
STATUSES = ("A", "P", "E", "B", "U", "O", "L", "M")
"""Observation statuses that a submission may carry. Source: SDMX CL_OBS_STATUS."""

MISSING = ("O", "L", "M")


@cache
def _sentences() -> dict[str, Labels]:
    text = (files("serai.engine.checks") / "sentences.yaml").read_text(encoding="utf-8")
    found: dict[str, Labels] = yaml.safe_load(text)
    return found


def labels(name: str) -> Labels:
    """A sentence in all languages that have it."""
    return _sentences()[name]


def say(name: str, language: str, **values: object) -> str:
    """A sentence in a language, with the names in braces filled in."""
    return in_language(_sentences()[name], language).format(**values)


def statuses() -> dict[str, Labels]:
    """The observation statuses with their labels."""
    return {code: labels(f"status_{code}") for code in STATUSES}


def right_to_left(language: str) -> bool:
    """Whether a language is written from the right."""
    return language.split("-")[0] in RIGHT_TO_LEFT


def choice(code: str, names: Labels, language: str) -> str:
    """A code with its label, as lists to choose from show it."""
    label = in_language(names, language)
    return code if label == code else f"{code} – {label}"
