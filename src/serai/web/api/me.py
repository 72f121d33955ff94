"""The resource that tells a token whom it speaks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from serai.web.api.callers import Caller, Needs
from serai.web.api.schemas import Me

router = Router(auth=Needs(None), tags=["me"])


@router.get("", response=Me, url_name="me")
def me(request: HttpRequest) -> Any:
    """Whom this token speaks for, and how far."""
    caller: Caller = request.api_caller  # type: ignore[attr-defined]
    token, reader = caller.token, caller.reader
    assert token is not None  # or the door had stayed shut
    return {
        "account": token.account.pk,
        "name": token.account.name,
        "roles": sorted(reader.roles),
        "organisations": sorted(reader.organisations),
        "bodies": sorted(reader.bodies),
        "partnership": reader.partnership,
        "scopes": token.scopes,
        "expires": token.expires,
    }
