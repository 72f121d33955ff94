"""Every request knows its reader, asked for once and only when a selector needs it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from serai.commons.directory.selectors import reader_of


class ReaderMiddleware:
    """Sets ``request.reader``, a ``Reader``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reader = SimpleLazyObject(lambda: reader_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
