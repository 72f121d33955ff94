"""The vault of registers, declared. Light: every process that knows vaults reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.vaults.declarations import Keep, Vault
from serai.components.statistics.access import START_WORK

RULE = Keep(1826, "registers keep for five years, unless their legal basis names another day")
VAULT = Vault(
    name="registers",
    title=_("Registers of people"),
    tables=(),
    keep={},
    openers=START_WORK.roles,
    folders=RULE,
)
