"""The first page, and what this site is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import selectors
from serai.web import selectors as own
from serai.web.maps import states_map
from serai.web.messages import live
from serai.web.pictures import timeline


@public
def home(request: HttpRequest) -> HttpResponse:
    """What the partnership is, what it does, what comes next, and its newest figures."""
    reader = request.reader
    overview = selectors.home_overview(reader=reader)
    context = {
        "overview": overview,
        "timeline": _timeline(own.families_by_year(reader=reader)) if overview.partnership else "",
        "extent": own.extent(reader=reader),
        "map": states_map(overview.marks),
    }
    return render(request, "web/home.html", context)


@public
def about(request: HttpRequest) -> HttpResponse:
    """Licences of what the site is made of, and how to read it."""
    columns = [{"title": title} for title in (_("Package"), _("Version"), _("Licence"))]
    return render(request, "web/about.html", {"columns": columns, "packages": _packages()})


def _timeline(numbers: Mapping[tuple[int, str], int]) -> str:
    return _drawn(tuple(sorted(numbers.items())), get_language(), live.stamp())


@lru_cache(maxsize=32)  # hundreds of places of a picture and its table, which follow from nothing else
def _drawn(numbers: tuple[tuple[tuple[int, str], int], ...], language: str | None, words: int) -> str:
    laid_out = timeline(dict(numbers))
    return render_to_string("web/parts/timeline.html", {"timeline": laid_out}) if laid_out else ""


@cache
def _packages() -> list[tuple[str, str, str]]:
    found = finders.find("vendor/packages.json")
    if not isinstance(found, str):
        return []
    packages = json.loads(Path(found).read_text(encoding="utf-8"))
    return [(package["package"], package["version"], package["licence"]) for package in packages]
