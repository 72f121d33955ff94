"""Who takes part: states, bodies, organisations."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import selectors
from serai.commons.partnership.records import StateLine, StateMark
from serai.web.maps import states_map


@public
def states(request: HttpRequest) -> HttpResponse:
    """States that take part, with what they do."""
    groups: dict[str, list[StateLine]] = {}
    lines = selectors.states(reader=request.reader)
    for line in lines:
        word = str(line.participation.status_word) if line.participation else ""
        groups.setdefault(word, []).append(line)
    drawn = states_map([StateMark(line.key, line.name, line.iso3, line.activities) for line in lines])
    context = {"groups": groups.items(), "map": drawn, "section_name": "states"}
    return render(request, "web/states.html", context)


@public
def state(request: HttpRequest, key: str) -> HttpResponse:
    """One state: names over time, offices, projects, activities."""
    page = selectors.state(key, reader=request.reader)
    return render(request, "web/state.html", {"page": page, "section_name": "states"})


@public
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of the partnership and who holds office in them today."""
    lines = selectors.bodies(reader=request.reader)
    return render(request, "web/bodies.html", {"bodies": lines, "section_name": "bodies"})


@public
def body(request: HttpRequest, key: str) -> HttpResponse:
    """One body: offices, members and meetings."""
    page = selectors.body(key, reader=request.reader)
    return render(request, "web/body.html", {"page": page, "section_name": "bodies"})


@public
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations by kind."""
    found = selectors.organisations(reader=request.reader)
    lines = sorted(found, key=lambda line: (str(line.kind_word).casefold(), line.name))
    kinds = [(word, list(group)) for word, group in groupby(lines, key=lambda line: str(line.kind_word))]
    return render(request, "web/organisations.html", {"kinds": kinds, "section_name": "organisations"})


@public
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation: what it is, its registers, its parts in projects and activities."""
    context = {"page": selectors.organisation(key, reader=request.reader), "section_name": "organisations"}
    return render(request, "web/organisation.html", context)
