"""Who may see how the vaults stand, and who may break the glass. Who may open one, the vault declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role
from serai.commons.vaults.declarations import declared

WATCH_VAULTS = permission("vaults.watch", _("Watch over the vaults"), [Role.PROTECTION_OFFICER])

# the roles follow from what rooms declare, so a new vault's breakers have the page without another line
BREAK_GLASS = permission(
    "vaults.break_glass",
    _("Open a record outside one's reach, with a reason and an alarm"),
    {role for vault in declared() for role in vault.breakers},
)
END_GLASS = permission(
    "vaults.end_glass",
    _("End an opening outside somebody's reach"),
    BREAK_GLASS.roles | WATCH_VAULTS.roles,
)
PERMISSIONS = (WATCH_VAULTS, BREAK_GLASS, END_GLASS)
