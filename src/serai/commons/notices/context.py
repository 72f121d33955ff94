"""For the frame of every page: how many notices wait. At most one query, and only if the page asks."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from serai.commons.notices import selectors


def unread(request: HttpRequest) -> dict[str, Any]:
    """``unread_notices``: a number; asked for once in a page, never for visitors."""
    user = getattr(request, "user", None)

    @cache
    def number() -> int:
        return selectors.unread(user.pk) if user is not None and user.is_authenticated else 0

    return {"unread_notices": number}
