"""How often one place may use a form that anybody can reach. The place is remembered as a keyed hash only."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from serai.commons.accounts.memory import count

HOUR = 3600


def too_often(request: HttpRequest, form: str, *, most: int, seconds: int = HOUR) -> bool:
    """Whether whoever sends ``request`` has used ``form`` more than ``most`` times lately; counts this time."""
    from allauth.account.adapter import get_adapter

    place = get_adapter().get_client_ip(request)
    key = f"newsroom:{form}:{salted_hmac('newsroom.limits', place).hexdigest()[:32]}"
    times, _left = count(key, seconds)
    return times > most
