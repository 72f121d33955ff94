"""Under which country and organisation somebody may hold registers."""

from __future__ import annotations

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Organisation
from serai.commons.vaults.keys import Scope
from serai.components.statistics.access import START_WORK


def own_scopes(reader: Reader) -> tuple[Scope, ...]:
    """Under which country and organisation the reader's organisations would take a register. One query."""
    if not START_WORK.held_by(reader):
        return ()
    rows = Organisation.objects.filter(key__in=reader.organisations).select_related("state").order_by("key")
    return tuple(Scope(row.state.iso3 if row.state else "COUNTRY", row.key) for row in rows)
