"""English words in a page written from right to left: each stands in a run of its own, from left to right.

Without it the full stop of a sentence that waits for its translation stands before its first word. A rule of
style that takes the direction from a text's first letter would not do: a translated sentence may begin with a
Latin name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import NullTranslations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language_bidi, trans_real

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|<[^>]*>|&\w+;")
LATIN = re.compile("[A-Za-z]")
CONTEXT = "\x04"  # between the context of a text and the text, in catalogues


def from_left_to_right(text: str) -> str:
    """``text`` between U+2066 and U+2069, which readers do not see; a pattern without letters as it is."""
    return f"\u2066{text}\u2069" if LATIN.search(PLACEHOLDER.sub("", text)) else text


class English(NullTranslations):
    """What answers in a right-to-left language when no catalogue of it knows a text."""

    def __init__(self, english: NullTranslations) -> None:
        super().__init__()
        self.english = english

    def gettext(self, message: str) -> str:
        """The English text; of a text with a context, the text alone."""
        return from_left_to_right(self.english.gettext(message).rpartition(CONTEXT)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English form for ``n``."""
        return from_left_to_right(self.english.ngettext(msgid1, msgid2, n).rpartition(CONTEXT)[2])


def mark() -> None:
    """In the language of this request, if it is written from right to left, mark what English stands in for.

    Once for each set of catalogues that was read. Django has no public door to its chain of catalogues.
    """
    link = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    if link is None or not get_language_bidi():
        return
    english = trans_real.translation(settings.LANGUAGE_CODE)
    while (following := link._fallback) is not None:
        if following is english:
            link._fallback = English(english)
            return
        link = following


class UntranslatedWords:
    """Middleware, after the language of a request was chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        mark()
        return self.get_response(request)
