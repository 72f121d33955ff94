"""Activities, one activity, and the calendar."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import selectors
from serai.commons.partnership.records import ActivityFilter
from serai.web import selectors as own
from serai.web.pictures import timeline

TEXTS = ("kind", "family", "state", "project", "component", "body", "status", "text")


def asked(query: QueryDict) -> ActivityFilter:
    """What the address asks for; a year that is none asks for nothing."""
    year = query.get("year", "")
    texts = {name: query.get(name, "").strip() for name in TEXTS}
    return ActivityFilter(year=int(year) if year.isascii() and year.isdigit() else None, **texts)


@public
def activities(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by what the address asks for."""
    page = request.GET.get("page", "")
    wanted = asked(request.GET)
    number = int(page) if page.isascii() and page.isdigit() else 1
    found = selectors.activities(wanted, reader=request.reader, page=number)
    narrowed = wanted != ActivityFilter()
    context = {
        "found": found,
        "narrowed": narrowed,
        "timeline": None if narrowed else timeline(own.families_by_year(reader=request.reader)),
        "section_name": "activities",
    }
    return render(request, "web/activities.html", context)


@public
def activity(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is known about one activity, by source."""
    context = {"page": selectors.activity(key, reader=request.reader), "section_name": "activities"}
    return render(request, "web/activity.html", context)


@public
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year by months; what has no date stands at the end."""
    context = {"page": selectors.calendar(year, reader=request.reader), "section_name": "calendar"}
    return render(request, "web/calendar.html", context)
