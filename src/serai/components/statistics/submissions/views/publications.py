"""The calendar of publications, as a page and as a file for calendars."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.submissions import calendar


@public
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """What will be published when, and what was."""
    announced = calendar.announced(request.reader)
    first, later = calendar.in_turn(announced)
    found = {
        "announced": announced,
        "first": first,
        "later": later,
        "appeared": calendar.appeared(request.reader),
    }
    return render(request, "statistics/submissions/calendar.html", found)


@public
@require_safe
def publications_file(request: HttpRequest) -> HttpResponse:
    """The same in the form that calendars subscribe to; what everybody may know, unless one is signed in."""
    host = request.get_host().partition(":")[0]
    found = calendar.calendar_file(
        calendar.announced(request.reader),
        name=_("Publications of statistics"),
        domain=host,
        link=lambda: request.build_absolute_uri(reverse("statistics:calendar")),
    )
    response = HttpResponse(found, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statistics.ics"'
    if request.reader.account is not None:  # others may see less of it
        response["Cache-Control"] = "private, no-store"
    return response
