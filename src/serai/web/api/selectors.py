"""Questions about tokens: one's own, and whom a token speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from serai.web.api.access import SCOPES
from serai.web.api.models import ApiToken
from serai.web.api.services import digest

if TYPE_CHECKING:
    from serai.commons.accounts.models import User


@dataclass(frozen=True)
class TokenLine:
    """A token in its person's list."""

    key: int
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires: date
    last_used: date | None
    revoked_at: datetime | None
    in_force: bool


def tokens(account: User) -> tuple[TokenLine, ...]:
    """The tokens of a person, newest first. One query."""
    titles, today = {scope.code: str(scope.title) for scope in SCOPES}, timezone.localdate()
    return tuple(
        TokenLine(
            key=row.pk,
            name=row.name,
            scopes=tuple(titles.get(code, code) for code in row.scopes),
            made_at=row.made_at,
            expires=row.expires,
            last_used=row.last_used,
            revoked_at=row.revoked_at,
            in_force=row.revoked_at is None and row.expires >= today,
        )
        for row in ApiToken.objects.filter(account=account)
    )


def token_in_force(words: str) -> ApiToken | None:
    """The token of these words with its account; None if it is unknown, over, revoked, or its person left."""
    rows = ApiToken.objects.select_related("account")
    return rows.filter(
        digest=digest(words),
        revoked_at__isnull=True,
        expires__gte=timezone.localdate(),
        account__is_active=True,
    ).first()
