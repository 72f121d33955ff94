"""The drill vault: invented people, on whom officers practise sealing, erasing and restoring.

It is declared exactly as a room declares its own; docs/operations/threats.md holds the drill.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access.roles import Role
from serai.commons.vaults.declarations import Keep, Vault

DRILL = Vault(
    name="drill",
    title=_("Drill: invented people"),
    tables=("person", "event"),
    keep={
        "person": Keep(365, "drill records keep for a year"),
        "event": Keep(90, "drill events keep for ninety days"),
    },
    openers=frozenset({Role.FOCAL_POINT.value, Role.PROJECT_MANAGER.value}),
    everywhere=frozenset({Role.PROTECTION_OFFICER.value}),
    breakers=frozenset({Role.FOCAL_POINT.value, Role.PROJECT_MANAGER.value}),
)
