"""English that stands in for a missing translation keeps its own direction in a right-to-left page."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext, trans_real

from serai.web.messages.untranslated import mark

SENTENCE = "The lamp of the archive is green."  # in no catalogue
MARKED = "\u2066The lamp of the archive is green.\u2069"


@pytest.fixture(autouse=True)
def catalogues_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trans_real, "_translations", {})
    monkeypatch.setattr(trans_real, "_default", None)


@pytest.mark.parametrize("language", ["ur", "fa", "fa-af", "ps", "ckb", "ar"])
def test_a_missing_sentence_is_marked_once(language: str) -> None:
    with override(language):
        mark()
        mark()
        assert gettext(SENTENCE) == MARKED
        assert pgettext("of a lamp", SENTENCE) == MARKED
        assert ngettext("one lamp", "%(n)s lamps", 1) == "\u2066one lamp\u2069"
        assert npgettext("of a lamp", "one lamp", "%(n)s lamps", 5) == "\u2066%(n)s lamps\u2069"


@pytest.mark.parametrize("language", ["en", "bn", "tr"])
def test_left_to_right_languages_are_left_alone(language: str) -> None:
    with override("ur"):
        mark()
    with override(language):
        mark()
        assert gettext(SENTENCE) == SENTENCE


def test_a_translation_stays_as_it_is() -> None:
    with override("ar"):
        mark()
        assert gettext("Activities") == "الأنشطة"
    with override("fa-af"):  # where Dari borrows from Persian
        before = gettext("Activities")
        mark()
        assert gettext("Activities") == before


@pytest.mark.parametrize("pattern", ["%(first)s – %(last)s", "{day}, {hour}", "–", "%d %%"])
def test_a_pattern_without_words_has_no_direction(pattern: str) -> None:
    with override("ur"):
        mark()
        assert gettext(pattern) == pattern
