"""The first page, and what this site is made of."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from serai.commons.access import public
from serai.commons.partnership import selectors
from serai.web import selectors as own
from serai.web.pictures import timeline


@public
def home(request: HttpRequest) -> HttpResponse:
    """What the partnership is, what it does, what comes next, and its newest figures."""
    overview = selectors.home_overview()
    context = {
        "overview": overview,
        "timeline": timeline(own.families_by_year()) if overview.partnership else None,
        "thread": own.thread() if overview.partnership else None,
        "extent": own.extent(),
    }
    return render(request, "web/home.html", context)


@public
def about(request: HttpRequest) -> HttpResponse:
    """Licences of what the site is made of, and how to read it."""
    return render(request, "web/about.html", {"packages": _packages()})


@cache
def _packages() -> list[dict[str, Any]]:
    found = finders.find("vendor/packages.json")
    if not isinstance(found, str):
        return []
    packages: list[dict[str, Any]] = json.loads(Path(found).read_text(encoding="utf-8"))
    return packages
