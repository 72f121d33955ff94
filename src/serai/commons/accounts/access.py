"""Who may look after accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

MANAGE_ACCOUNTS = permission(
    "accounts.manage_accounts", _("Make accounts and give access back"), [Role.ADMINISTRATOR]
)
