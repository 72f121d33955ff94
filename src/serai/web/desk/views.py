"""The desk, and links in mails that act."""

from __future__ import annotations

from typing import Any, cast

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import public, signed_in
from serai.commons.access.requests import HttpRequest
from serai.commons.accounts.models import User
from serai.web.desk import feed, links, rooms, rules
from serai.web.desk.errors import LinkRefused

CALENDAR_RATE = {"desk_calendar": "300/10m/ip"}  # a whole office behind one address, each every few minutes
LINK_RATE = {"desk_link": "60/10m/ip"}  # offices share an address; nobody reads sixty mails in ten minutes


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is due from the reader, across all rooms."""
    items = rooms.items_of(request.reader)
    groups = rules.lay_out(items, timezone.localdate())
    overdue = sum(len(group.items) for group in groups if group.code == "overdue")
    context = {"groups": groups, "number": len(items), "overdue": overdue}
    return render(request, "desk/desk.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """One's own desk as a calendar: make its address, which stands on the answer only, or end it."""
    user, context = cast(User, request.user), {}
    if "end" in request.POST:
        feed.end(user.pk)
        messages.success(request, gettext("The address is turned off."))
        return redirect("desk_calendar")
    if "make" in request.POST:
        with override(None):  # an address without a language: the calendar speaks that of the person
            path = reverse("desk_calendar_file", args=[feed.make(actor=user)])
        made = request.build_absolute_uri(path)
        context = {"made": made, "webcal": f"webcal://{made.partition('://')[2]}"}
    return render(request, "desk/calendar.html", {"address": feed.address_of(user.pk), **context})


@public
@never_cache
@require_safe
def calendar_file(request: HttpRequest, words: str) -> HttpResponse:
    """What is due from the person whose address this is; an address that is not in force is no page."""
    if not consume(request, app="serai.desk", action="desk_calendar", config=CALENDAR_RATE, limit_get=True):
        return render(request, "429.html", status=429)
    user = feed.owner_of(words)
    if user is None:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(feed.calendar_of(user, site=site), content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask whether what the link stands for shall be done; the answer does it."""
    if not consume(request, app="serai.desk", action="desk_link", config=LINK_RATE, limit_get=True):
        return render(request, "429.html", status=429)
    account: Any = request.user.pk if request.user.is_authenticated else None
    try:
        opened = links.open_link(token, signed_in=account)
        if not opened.action.low_risk and account is None:
            return redirect_to_login(request.get_full_path())
        if request.method == "POST":
            opened = links.act(token, signed_in=account)
    except LinkRefused as error:
        status = 404 if error.why == "broken" else 409 if error.why == "refused" else 410
        return render(request, "desk/refused.html", {"error": error}, status=status)
    return render(request, "desk/link.html", {"opened": opened, "done": request.method == "POST"})
