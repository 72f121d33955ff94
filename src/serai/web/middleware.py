"""What no address of this site holds is refused once for all pages, before any of them looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase, QueryDict

NUL = "\x00"  # the database keeps no text with it


class PlainAddresses:
    """An address with a zero byte, or with too many fields, gets the page of a bad request.

    The fields are taken away first, so that the page itself can be written. What machines ask tells its own errors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonsense = NUL in request.path_info
        try:
            nonsense = nonsense or any(NUL in text for field in request.GET.lists() for text in _texts(field))
        except TooManyFieldsSent:
            nonsense = True
        if nonsense and not request.path_info.startswith(("/api/v1/", "/sdmx/")):
            request.GET = QueryDict()
            request.makes_no_sense = True  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Refuse when everything is there that the page of a bad request needs."""
        if getattr(request, "makes_no_sense", False):
            raise BadRequest("zero byte or too many fields")


def _texts(field: tuple[str, list[str]]) -> list[str]:
    name, values = field
    return [name, *values]
