"""The door around every resource: who calls, how often, how large, in which format; every error alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from serai.commons.access import public
from serai.web.api.callers import Caller, NotKnown, address_of, caller_of
from serai.web.api.limits import spend
from serai.web.api.problems import MEDIA, problem

ACCEPTED = ("*/*", "application/*", "application/json", MEDIA)
View = Callable[..., HttpResponseBase]


def door(view: View, accepted: tuple[str, ...] | None = ACCEPTED) -> View:
    """``view`` behind the door. Everybody may knock; what is answered follows from who does.

    A view that has more than one format looks itself at what is accepted, and has None here.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            caller = caller_of(request)
        except NotKnown:
            caller, known = Caller(address_of(request)), False
        else:
            known = True
        budget = spend(caller.name, known=caller.token is not None)
        response = _refused(request, accepted, spent=budget.spent, known=known)
        if response is None:
            request.api_caller, request.reader = caller, caller.reader  # type: ignore[attr-defined]
            response = _answered(request, view, *args, **kwargs)
        budget.write(response)
        return _kept(request, response, caller)

    marked: Any = public(answer)
    marked.csrf_exempt = True  # no cookie opens anything here
    return marked  # type: ignore[no-any-return]


def _refused(
    request: HttpRequest, accepted: tuple[str, ...] | None, *, spent: bool, known: bool
) -> HttpResponseBase | None:
    if spent:
        return problem(request, 429, _("Too many requests. Wait as long as Retry-After says."))
    if not known:
        refusal = problem(request, 401, _("This token is not in force."))
        refusal["WWW-Authenticate"] = 'Bearer realm="api", error="invalid_token"'
        return refusal
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > settings.API_LARGEST_BODY:
        return problem(request, 413, _("No resource takes a body of this size."))
    asked = [part.split(";")[0].strip().lower() for part in request.headers.get("Accept", "*/*").split(",")]
    if accepted and not any(part in accepted for part in asked if part) and any(asked):
        return problem(request, 406, _("The API answers in application/json."))
    return None


def _answered(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "HEAD":
        request.method = "GET"  # the server leaves the body out
    response = view(request, *args, **kwargs)
    if response.status_code < 400 or response.get("Content-Type") == MEDIA:
        return response
    told = problem(request, response.status_code)
    for name in ("Allow", "WWW-Authenticate"):
        if response.has_header(name):
            told[name] = response[name]
    return told


def _kept(request: HttpRequest, response: HttpResponseBase, caller: Caller) -> HttpResponseBase:
    """What may be kept on the way: nothing that a token opened; the rest is asked for again by its tag."""
    patch_vary_headers(response, ["Accept", "Authorization"])
    tagged = response.has_header("ETag") and response.status_code in (200, 304)
    if not tagged and (response.status_code != 200 or not isinstance(response, HttpResponse)):
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = "private, no-store" if caller.token else "no-cache"
    if tagged or not isinstance(response, HttpResponse):
        return response
    response["ETag"] = etag = quote_etag(sha256(response.content).hexdigest()[:32])
    same = get_conditional_response(request, etag=etag, response=response)
    return response if same is None else same
