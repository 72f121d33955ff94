"""How often something may be tried; the counts hold for all processes together.

The rates stand in the settings (``ACCOUNT_RATE_LIMITS``), beside those of signing in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def limited(action: str) -> Callable[[View], View]:
    """Answer posts to this page with 429 once they come too often."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = ratelimit.consume_or_429(request, action=action)
            return refused or view(request, *args, **kwargs)

        return guarded

    return decorate
