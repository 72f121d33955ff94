"""The first page, and what this site is made of."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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
    columns = [{"title": title} for title in (_("Package"), _("Version"), _("Licence"))]
    return render(request, "web/about.html", {"columns": columns, "packages": _packages()})


@cache
def _packages() -> list[tuple[str, str, str]]:
    found = finders.find("vendor/packages.json")
    if not isinstance(found, str):
        return []
    packages = json.loads(Path(found).read_text(encoding="utf-8"))
    return [(package["package"], package["version"], package["licence"]) for package in packages]
