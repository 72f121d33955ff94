"""Signing in through another organisation (OpenID Connect)."""

from __future__ import annotations

from typing import cast

from allauth.core import ratelimit
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from serai.commons.access import public


@public
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the other organisation; only by a click of the person, never by a link elsewhere."""
    if request.method != "POST":
        return redirect("account_login")
    refused = ratelimit.consume_or_429(request, action="login")
    return cast(HttpResponseBase, refused or openid_connect.login(request, provider_id=provider_id))


@public
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The person comes back from there; ``adapters`` decides whether an account fits."""
    return cast(HttpResponseBase, openid_connect.callback(request, provider_id=provider_id))
