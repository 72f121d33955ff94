"""What a person sees and does about their own account."""

from __future__ import annotations

import json
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serai.commons.access import signed_in
from serai.commons.accounts import held, selectors, services
from serai.commons.accounts.models import User


@signed_in
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The browsers in which one is signed in, to be ended one by one or all others at once."""
    user = cast(User, request.user)
    if request.method == "POST":
        number = request.POST.get("session", "")
        if number.isdecimal():
            services.sessions.end_one(user, int(number))
        else:
            services.sessions.end_others(request, user)
        messages.success(request, _("Ended."))
        return redirect("account_sessions")
    lines = selectors.open_sessions(user, request.session.session_key)
    return render(request, "accounts/sessions.html", {"sessions": lines})


@signed_in
@require_GET
def held_page(request: HttpRequest) -> HttpResponse:
    """Everything that is held on oneself."""
    kinds = held.held_on(cast(User, request.user).pk)
    return render(request, "accounts/held.html", {"kinds": kinds})


@signed_in
@require_GET
def held_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    content = json.dumps(
        held.as_json(held.held_on(cast(User, request.user).pk)), ensure_ascii=False, indent=1
    )
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="held-on-me.json"'
    return response


@signed_in
@require_POST
def stop_reset(request: HttpRequest) -> HttpResponse:
    """Somebody asked for one's second factor to be forgotten, and it is not lost."""
    user = cast(User, request.user)
    row = user.factor_resets.filter(closed_at=None).first()
    if row is not None:
        services.resets.refuse(actor=user, number=row.pk)
        messages.success(request, _("The request is refused; your second factor stays."))
    return redirect("mfa_index")
