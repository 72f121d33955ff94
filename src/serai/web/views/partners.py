"""Who takes part: states, bodies, organisations."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from serai.commons.access import public
from serai.commons.partnership import selectors
from serai.commons.partnership.records import StateLine


@public
def states(request: HttpRequest) -> HttpResponse:
    """States that take part, with what they do."""
    groups: dict[str, list[StateLine]] = {}
    for line in selectors.states():
        word = str(line.participation.status_word) if line.participation else ""
        groups.setdefault(word, []).append(line)
    return render(request, "web/states.html", {"groups": groups.items(), "section_name": "states"})


@public
def state(request: HttpRequest, key: str) -> HttpResponse:
    """One state: names over time, offices, projects, activities."""
    return render(request, "web/state.html", {"page": selectors.state(key), "section_name": "states"})


@public
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of the partnership and who holds office in them today."""
    return render(request, "web/bodies.html", {"bodies": selectors.bodies(), "section_name": "bodies"})


@public
def body(request: HttpRequest, key: str) -> HttpResponse:
    """One body: offices, members and meetings."""
    return render(request, "web/body.html", {"page": selectors.body(key), "section_name": "bodies"})


@public
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations by kind."""
    lines = sorted(selectors.organisations(), key=lambda line: (str(line.kind_word).casefold(), line.name))
    kinds = [(word, list(group)) for word, group in groupby(lines, key=lambda line: str(line.kind_word))]
    return render(request, "web/organisations.html", {"kinds": kinds, "section_name": "organisations"})


@public
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation: what it is, its registers, its parts in projects and activities."""
    context = {"page": selectors.organisation(key), "section_name": "organisations"}
    return render(request, "web/organisation.html", context)
