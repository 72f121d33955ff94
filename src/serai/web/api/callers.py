"""Who calls: nobody, or the person of a token. A session in a browser does not count here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.directory.selectors import reader_of
from serai.web.api import selectors, services
from serai.web.api.access import Scope
from serai.web.api.models import ApiToken


@dataclass(frozen=True)
class Caller:
    """``name`` is what the caller's requests are counted by; ``token`` is None for nobody in particular."""

    name: str
    reader: Reader = NOBODY
    token: ApiToken | None = None


class NotKnown(Exception):
    """The request shows a token that is not in force."""


class ScopeMissing(Exception):
    """The token does not reach so far."""


def caller_of(request: HttpRequest) -> Caller:
    """Who calls, by the header ``Authorization: Bearer``. Four queries at most, one when there is no token.

    Raises:  NotKnown for any other use of that header.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return Caller(address_of(request))
    scheme, _space, words = header.strip().partition(" ")
    token = selectors.token_in_force(words.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise NotKnown
    services.mark_used(token)
    return Caller(f"token-{token.pk}", reader_of(token.account), token)


def address_of(request: HttpRequest) -> str:
    """What requests without a known token are counted by. A caller's IPv6 network counts as one address."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # a server behind a socket of its own machine names none
        address = "unknown"
    return f"address-{':'.join(address.split(':')[:4]) if ':' in address else address}"


class Needs(HttpBearer):
    """Resources that a token opens with one scope, or, without one, any token; nobody sees the public part."""

    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """What ninja asks: something true. Who calls was found out at the door."""
        token: ApiToken | None = request.api_caller.token  # type: ignore[attr-defined]
        if self.scope is None:
            return token
        if token is not None and self.scope.code not in token.scopes:
            raise ScopeMissing(self.scope.code)
        return request.api_caller  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Never reached: ``__call__`` decides."""
        raise NotImplementedError
