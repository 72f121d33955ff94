"""Each browser in which somebody is signed in is on that person's list of sessions."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from serai.commons.accounts.services import sessions


class SessionsMiddleware:
    """Notes now and then that a session was used; reading a page while signed out costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.session_key and request.user.is_authenticated:
            sessions.note(request)
        return response
