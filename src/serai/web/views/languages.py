"""Which languages there are, and how far each is translated and reviewed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.web.messages.review import coverages


@public
def languages(request: HttpRequest) -> HttpResponse:
    """For each language how much is translated, and how much a speaker has looked at."""
    return render(request, "web/languages.html", {"lines": coverages(), "section_name": "languages"})
