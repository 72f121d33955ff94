"""The page of the search, and suggestions for a question that is still being typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from serai.commons.access import public
from serai.commons.search import selectors

LONGEST = 200


@public
def search(request: HttpRequest) -> HttpResponse:
    """What the question finds, by kind."""
    question, asked = _question(request), request.GET
    number = asked.get("page", "1")
    results = selectors.search(
        _reader(request),
        question,
        get_language() or "en",
        noun=asked.get("noun", ""),
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    return render(request, "search/search.html", {"results": results, "section_name": "search"})


@public
def suggestions(request: HttpRequest) -> HttpResponse:
    """A short list of links for the box of the search; a page may put it there, none needs it."""
    hits = selectors.suggestions(_reader(request), _question(request), get_language() or "en")
    return render(request, "search/suggestions.html", {"hits": hits})


def _question(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()


def _reader(request: HttpRequest) -> Any:
    return request.reader  # type: ignore[attr-defined]
