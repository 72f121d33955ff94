"""A lost second factor: one officer asks, another one confirms."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serai.commons.access import requires
from serai.commons.accounts import selectors, services
from serai.commons.accounts.access import RESET_FACTORS
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.forms import ResetForm
from serai.commons.accounts.limits import limited
from serai.commons.accounts.models import User


@requires(RESET_FACTORS)
@require_http_methods(["GET", "POST"])
def resets(request: HttpRequest) -> HttpResponse:
    """What was asked; another officer confirms or refuses here."""
    actor = cast(User, request.user)
    if request.method == "POST":
        number = request.POST.get("reset", "")
        act = services.resets.confirm if "confirm" in request.POST else services.resets.refuse
        try:
            act(actor=actor, number=int(number) if number.isdecimal() else 0)
            messages.success(request, _("Done. The person and both officers are told."))
        except AccountRefused as error:
            messages.error(request, str(error))
        return redirect("factor_resets")
    return render(request, "accounts/resets.html", {"resets": selectors.resets(actor=actor)})


@requires(RESET_FACTORS)
@limited("factor_reset")
@require_http_methods(["GET", "POST"])
def ask_reset(request: HttpRequest, number: int) -> HttpResponse:
    """Ask that somebody's lost factor be forgotten."""
    user, form = selectors.user_numbered(number), ResetForm(request.POST or None)
    if form.is_valid():
        try:
            services.resets.ask(actor=cast(User, request.user), user=user, **form.cleaned_data)
            messages.success(request, _("Asked. Another officer has to confirm; the person is told."))
            return redirect("factor_resets")
        except AccountRefused as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/ask_reset.html", {"form": form, "account": user}, status=status)
