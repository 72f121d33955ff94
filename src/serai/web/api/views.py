"""The API told to people, and their tokens."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from serai.commons.access import public, signed_in
from serai.commons.accounts.models import User
from serai.web.api import selectors, services
from serai.web.api.description import described
from serai.web.api.errors import TokenRefused
from serai.web.api.forms import TokenForm


@public
def api(request: HttpRequest) -> HttpResponse:
    """What the API offers, read off its own description."""
    return render(request, "web/api/api.html", {"page": described()})


@signed_in
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens."""
    return render(request, "web/api/tokens.html", {"tokens": selectors.tokens(cast(User, request.user))})


@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; its words stand on the answer, and nowhere afterwards."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            made, words = services.make_token(actor=cast(User, request.user), **form.asked())
            return render(request, "web/api/token_made.html", {"token": made, "words": words})
        except TokenRefused as error:
            form.add_error(None, str(error))
    return render(request, "web/api/token_new.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["POST"])
def token_revoke(request: HttpRequest, key: int) -> HttpResponse:
    """End a token now."""
    services.revoke_token(actor=cast(User, request.user), key=key)
    return redirect("api_tokens")
