"""Every change that a request makes remembers who asked for it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from serai.commons.audit.acting import API, PAGE, acting


class WhoMiddleware:
    """The account's number and roles, asked for when something is written: reading costs nothing.

    An address may name a person, so it is left out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        means = API if request.path_info.startswith("/api/") else PAGE
        with acting(actor=lambda: request.user, means=means):
            return self.get_response(request)
