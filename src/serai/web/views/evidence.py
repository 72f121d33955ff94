"""Where facts come from, and where sources disagree."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import selectors


@public
def sources(request: HttpRequest) -> HttpResponse:
    """All sources by kind, with how much rests on each."""
    found = selectors.sources(reader=request.reader)
    lines = sorted(found, key=lambda line: str(line.ref.kind_word).casefold())
    kinds = [(word, list(group)) for word, group in groupby(lines, key=lambda line: str(line.ref.kind_word))]
    return render(request, "web/sources.html", {"kinds": kinds})


@public
def source(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that rests on one source."""
    page = selectors.source(key, reader=request.reader)
    rows = sorted(page.rows, key=lambda row: row.noun)
    nouns = [(noun, list(group)) for noun, group in groupby(rows, key=lambda row: row.noun)]
    return render(request, "web/source.html", {"page": page, "nouns": nouns})


@public
def disagreements(request: HttpRequest) -> HttpResponse:
    """Statements that cannot both be right as they stand, side by side."""
    lines = selectors.disagreements(reader=request.reader)
    return render(request, "web/disagreements.html", {"lines": lines})
