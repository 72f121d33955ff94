"""How often one place may use a form that anybody can reach. The place is remembered as a keyed hash only."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 3600


def too_often(request: HttpRequest, form: str, *, most: int, seconds: int = HOUR) -> bool:
    """Whether whoever sends ``request`` has used ``form`` more than ``most`` times lately; counts this time."""
    from allauth.account.adapter import get_adapter

    place = get_adapter().get_client_ip(request)
    key = f"newsroom:{form}:{salted_hmac('newsroom.limits', place).hexdigest()[:32]}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it ran out between the two questions
        return False
