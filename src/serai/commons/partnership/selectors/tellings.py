"""The one place where a text of a row becomes that text in the reader's language."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Telling
from serai.commons.partnership.models.base import Row
from serai.commons.partnership.rules import TOLD
from serai.commons.places.languages import stand_ins
from serai.kernel.texts import Said

_NOUNS: dict[Any, str] = {Telling._meta.get_field(noun).related_model: noun for noun in TOLD}


class Tellings:
    """What rows say in the language of the page. One query when first asked, none on English pages.

    Read anew for each question, so that no process shows what a load has changed.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._languages = stand_ins(get_language() or "en")

    def said(self, row: Row, column: str) -> str:
        """A text of ``row``, which the reader may see, in the reader's language."""
        return self.of(type(row), row.pk, column, getattr(row, column))

    def of(self, model: type[Row], key: str, column: str, original: str) -> str:
        """The same for a row that was read as values; ``original`` is what it says itself.

        Where neither the language nor one that stands in for it has a translation of exactly this text,
        the original.
        """
        for language in self._languages:
            if text := self._told.get((language, _NOUNS[model], key, column, original)):
                return Said(text, language)
        return original

    @cached_property
    def _told(self) -> dict[tuple[str, ...], str]:
        languages = [language for language in self._languages if language != "en"]
        if not languages:
            return {}
        columns = ("language", "column", "original", "text", *(f"{noun}_id" for noun in TOLD))
        rows = Telling.objects.visible_to(self._reader).filter(language__in=languages).order_by()
        found: dict[tuple[str, ...], str] = {}
        for language, column, original, text, *keys in rows.values_list(*columns):
            noun, key = next((noun, key) for noun, key in zip(TOLD, keys, strict=True) if key)
            found[language, noun, key, column, original] = text
        return found


def drafts_in(language: str) -> bool:
    """Whether a text in this language, or in one that stands in for it, was reviewed by nobody. One query."""
    wanted = [code for code in stand_ins(language) if code != "en"]
    return bool(wanted) and Telling.objects.filter(language__in=wanted, reviewed_on="").exists()
