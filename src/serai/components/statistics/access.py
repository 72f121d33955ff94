"""Who may see what: releases are public, receipts and the quality of registers are for those who work with files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

SEE_RECEIPTS = permission(
    "statistics.see_receipts",
    _("See what became of every loaded file"),
    [Role.STATISTICIAN, Role.SECRETARIAT, Role.ADMINISTRATOR],
)
START_WORK = permission(
    "statistics.start_work",
    _("Have who migrated compiled and the quality of a register measured"),
    [Role.STATISTICIAN],
)
