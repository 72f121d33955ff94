"""The protection officers' page: how vaults and keys stand, alarms, holds, erasures. No content."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.commons.vaults import declarations, selectors, services
from serai.commons.vaults.access import WATCH_VAULTS
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.forms import HoldForm


def _me(request: HttpRequest) -> int:
    account = request.reader.account
    assert account is not None  # a permission was asked for
    return account


@requires(WATCH_VAULTS)
@require_safe
def vaults(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    reader = request.reader
    context = {
        "vaults": selectors.states(reader),
        "alarms": selectors.alarms(reader),
        "holds": selectors.holds(reader),
        "tombstones": selectors.tombstones(reader),
    }
    return render(request, "vaults/vaults.html", context)


@requires(WATCH_VAULTS)
@require_POST
def alarm_seen(request: HttpRequest, key: UUID) -> HttpResponse:
    """An officer looked at an alarm."""
    try:
        services.look_at(actor=_me(request), glass=key)
    except VaultRefused as refused:
        messages.error(request, str(refused))
    return redirect("vaults")


@requires(WATCH_VAULTS)
@require_http_methods(["GET", "POST"])
def place_hold(request: HttpRequest) -> HttpResponse:
    """Keep a person's records although their time is over."""
    form = HoldForm(request.POST or None)
    if form.is_valid():
        vault = declarations.named(form.cleaned_data["vault"])
        asked = {"subject": form.cleaned_data["subject"], "reason": form.cleaned_data["reason"]}
        try:
            services.hold(actor=_me(request), vault=vault, **asked)
            messages.success(request, _("The hold is in force."))
            return redirect("vaults")
        except VaultRefused as refused:
            form.add_error("reason", str(refused))
    return render(request, "vaults/hold.html", {"form": form}, status=400 if form.errors else 200)


@requires(WATCH_VAULTS)
@require_POST
def lift_hold(request: HttpRequest, key: int) -> HttpResponse:
    """The clock goes on."""
    try:
        services.lift(actor=_me(request), hold=key)
    except VaultRefused as refused:
        messages.error(request, str(refused))
    return redirect("vaults")
