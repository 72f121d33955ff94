"""Every change that a request makes remembers who asked for it."""

from __future__ import annotations

from typing import Any

from pghistory.middleware import HistoryMiddleware


class WhoMiddleware(HistoryMiddleware):
    """The context of a change is the account's number; an address may name a person, so it is left out."""

    def get_context(self, request: Any) -> dict[str, Any]:
        return {"user": request.user.pk if request.user.is_authenticated else None}
