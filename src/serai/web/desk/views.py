"""The desk, and links in mails that act."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from serai.commons.access import public, signed_in
from serai.commons.access.requests import HttpRequest
from serai.web.desk import links, rooms, rules
from serai.web.desk.errors import LinkRefused

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
