"""Who may see how the vaults stand. Who may open one is declared by the vault itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

WATCH_VAULTS = permission("vaults.watch", _("Watch over the vaults"), [Role.PROTECTION_OFFICER])
