"""Pages of submissions: duties, one submission, agreements, the calendar."""

from __future__ import annotations

from typing import cast

from serai.commons.access.requests import HttpRequest
from serai.commons.accounts.models import User


def actor(request: HttpRequest) -> User:
    """Whoever is signed in; the mark of the view has asked for that."""
    return cast(User, request.user)
