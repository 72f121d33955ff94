"""Which calendar the reader of a page wants beside the Gregorian one: their cookie, else their language's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from serai.commons.places import calendars

COOKIE = "serai_calendar"


class CalendarMiddleware:
    """Reads the choice for the time of one request. Stands below ``LocaleMiddleware``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the calendar, answer, and leave nothing behind for the next reader."""
        calendars.choose(request.COOKIES.get(COOKIE, ""))
        try:
            return self.get_response(request)
        finally:
            calendars.choose("")
