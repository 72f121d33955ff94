"""Words that were taken in while the house runs: each process reads its catalogues again before its next page."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import trans_real

from serai.web.messages.own import STAMP

_read: int | None = None  # the stamp when this process last began to read catalogues


def folder() -> Path:
    """Where this installation keeps its own catalogues."""
    return Path(settings.LOCALE_PATHS[0])


def stamp() -> int:
    """Changes whenever words are taken in; 0 before the first. Whatever keeps ready-made pages has it in its key."""
    try:
        return (folder() / STAMP).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def freshen() -> None:
    """Forget the catalogues that were read, if there are newer ones. One look at a file."""
    global _read
    now = stamp()
    if now != _read:
        if _read is not None:
            # as Django's own server for developers does it; it has no public door
            gettext._translations = {}  # type: ignore[attr-defined]
            trans_real._translations = {}  # type: ignore[attr-defined]
            trans_real._default = None  # type: ignore[attr-defined]
        _read = now


class FreshWords:
    """Middleware, before the language of a request is chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        freshen()  # from here on it is known how old the words of this process are

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        freshen()
        return self.get_response(request)
