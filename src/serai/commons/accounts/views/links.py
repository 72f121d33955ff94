"""One's own ways in through other organisations: seen, removed, allowed again."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from serai.commons.access import signed_in
from serai.commons.accounts import selectors, services
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.models import User


@signed_in
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """The organisations that sign one in, and those that were removed."""
    user = cast(User, request.user)
    if request.method == "POST":
        services.links.allow_again(actor=user, provider=request.POST.get("allow", ""))
        messages.success(request, _("Sign in there once, and it is linked again."))
        return redirect("account_links")
    return render(request, "accounts/links.html", selectors.ways_in(user))


@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def unlink(request: HttpRequest, number: int) -> HttpResponse:
    """Remove one of them, after a question; only somebody who has just shown who they are."""
    user = cast(User, request.user)
    link = next((one for one in selectors.ways_in(user)["links"] if one.number == number), None)
    if link is None:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.links.unlink(request, actor=user, number=number)
            messages.success(request, _("Removed."))
            return redirect("account_links")
        except AccountRefused as error:
            form.add_error(None, str(error))
    context = {"link": link, "form": form}
    return render(request, "accounts/unlink.html", context, status=422 if form.is_bound else 200)
