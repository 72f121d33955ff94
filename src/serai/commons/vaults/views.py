"""The protection officers' page, which shows no content; and breaking the glass, which shows one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from serai.commons.access import requires
from serai.commons.access.requests import HttpRequest
from serai.commons.vaults import declarations, selectors, services
from serai.commons.vaults.access import BREAK_GLASS, END_GLASS, WATCH_VAULTS
from serai.commons.vaults.errors import VaultError, VaultRefused
from serai.commons.vaults.forms import GlassForm, HoldForm


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
        "may_break": BREAK_GLASS.held_by(reader),
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


@requires(BREAK_GLASS)
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open somebody outside one's reach: whom, why; who will be told; what one opened before."""
    reader = request.reader
    form = GlassForm(request.POST or None, reader=reader)
    if form.is_valid():
        try:
            return _broken(request, form.cleaned_data)
        except VaultRefused as refused:
            form.add_error("reason", refused.what)
    context = {
        "form": form,
        "officers": selectors.officers(reader).values(),
        "minutes": services.MINUTES,
        "alarms": selectors.own_alarms(reader),
    }
    return render(request, "vaults/glass.html", context, status=400 if form.errors else 200)


def _broken(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    vault, reason = declarations.named(asked["vault"]), asked["reason"]
    if asked["subject"]:
        how = {"reader": request.reader, "vault": vault, "reason": reason}
        made = [services.break_glass(subject=asked["subject"], **how)]
    else:
        made = services.break_glass_for(
            reader=request.reader, vault=vault, known=asked["known"], reason=reason
        )
    if made[0].subject is None:
        messages.warning(
            request, _("Nobody was found by this, or too many. The officers were told that you looked.")
        )
    elif len(made) == 1:
        return redirect("vaults_glass_open", made[0].pk)
    return redirect("vaults_glass")


@requires(BREAK_GLASS)
@never_cache
@require_safe
def glass(request: HttpRequest, key: UUID) -> HttpResponse:
    """One opening of one's own: how long it holds, who was told, and the person's records meanwhile."""
    alarm = selectors.own_alarm(request.reader, key)
    if alarm is None:
        raise Http404
    context: dict[str, Any] = {"alarm": alarm}
    try:
        context["tables"] = selectors.behind_glass(request.reader, key)
    except VaultError as closed:
        context["closed"] = closed
    answer = render(request, "vaults/glass_open.html", context)
    if alarm.seconds:  # what was opened leaves the screen when the time is over, without script
        answer["Refresh"] = str(alarm.seconds)
    return answer


@requires(END_GLASS)
@require_POST
def end_glass(request: HttpRequest, key: UUID) -> HttpResponse:
    """Whoever opened it, or an officer, ends it before its time."""
    try:
        services.end_glass(reader=request.reader, glass=key)
        messages.success(request, _("This opening has ended."))
    except VaultRefused as refused:
        messages.error(request, refused.what)
    return redirect("vaults" if WATCH_VAULTS.held_by(request.reader) else "vaults_glass")
