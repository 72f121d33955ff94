"""Where a reader chooses a calendar, and sees a day in all of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from serai.commons.access import public
from serai.commons.places import calendars
from serai.commons.places.forms import CalendarForm, DayForm
from serai.commons.places.middleware import COOKIE
from serai.commons.places.selectors import in_all_calendars

YEAR = 365 * 24 * 3600


@public
def dates(request: HttpRequest) -> HttpResponse:
    """Choose the calendar that stands beside the Gregorian one, and turn a day from one into the others."""
    if request.method == "POST":
        return _chosen(request)
    asked = DayForm(request.GET if "day_0" in request.GET or "day_date" in request.GET else None)
    day = asked.cleaned_data["day"] if asked.is_bound and asked.is_valid() else None
    context = {
        "form": CalendarForm(initial={"calendar": request.COOKIES.get(COOKIE, "")}),
        "asked": asked,
        "lines": in_all_calendars(day) if day else (),
        "may_differ": calendars.MAY_DIFFER,
        "next": _inside(request, request.GET.get("next", "")),
        "section_name": "dates",
    }
    return render(request, "places/dates.html", context)


def _chosen(request: HttpRequest) -> HttpResponse:
    form = CalendarForm(request.POST)
    chosen = form.cleaned_data["calendar"] if form.is_valid() else ""
    answer = HttpResponseRedirect(_inside(request, request.POST.get("next", "")) or reverse("dates"))
    if chosen:
        answer.set_cookie(
            COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def _inside(request: HttpRequest, url: str) -> str:
    """An address on this site, "" for any other."""
    inside = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if inside else ""
