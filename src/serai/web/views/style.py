"""Every shared part of the pages with every state it has, as documentation that shows itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from serai.commons.access import public


@public
def style(request: HttpRequest) -> HttpResponse:
    """The parts, in the language of the page."""
    return render(request, "web/style.html", {})
