"""Events as a page, as a calendar to subscribe to, and as a file for one."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from serai.commons.access import public
from serai.commons.access.readers import NOBODY
from serai.commons.access.requests import HttpRequest
from serai.commons.partnership import api as partnership
from serai.commons.partnership.records import ActivityLine
from serai.components.newsroom.selectors import events as calendar
from serai.components.newsroom.selectors import stories
from serai.components.newsroom.views.stories import language
from serai.web import selectors as frame


@public
def events(request: HttpRequest, year: int | None = None) -> HttpResponseBase:
    """What is coming, and the archive by year."""
    reader = request.reader
    past = partnership.calendar(year, reader=reader)
    context = {
        "coming": partnership.coming_activities(reader=reader) if year is None else (),
        "past": past,
        "years": sorted(past.years, reverse=True),
        "chosen": year,
        "words": stories.text(reader, "events-words", language()),
    }
    return render(request, "newsroom/events.html", context)


@public
def feed(request: HttpRequest) -> HttpResponseBase:
    """All events whose days are known and that everybody may see, for a calendar that reads them again."""
    lines = partnership.activities_by_key(partnership.activity_keys(reader=NOBODY), reader=NOBODY)
    return _file(request, lines, "events.ics")


@public
def event(request: HttpRequest, key: str) -> HttpResponseBase:
    """One event as a file; a date that is no day makes no entry in a calendar."""
    lines = partnership.activities_by_key([key], reader=request.reader)
    if not lines or lines[0].when.precision != "day":
        raise Http404
    return _file(request, lines, f"{key}.ics")


def _file(request: HttpRequest, lines: Iterable[ActivityLine], name: str) -> HttpResponse:
    content = calendar.calendar_file(
        lines,
        name=frame.partnership().name,
        domain=request.get_host().partition(":")[0],
        link=lambda line: request.build_absolute_uri(reverse("activity", args=[line.key])),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
