"""Who may look after accounts, and who may give which role."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

MANAGE_ACCOUNTS = permission(
    "accounts.manage_accounts", _("Make accounts and give access back"), [Role.ADMINISTRATOR]
)
RESET_FACTORS = permission(
    "accounts.reset_factors",
    _("Ask for, or confirm, that a lost second factor is forgotten (two people are needed)"),
    [Role.ADMINISTRATOR, Role.SECRETARIAT],
)

# which roles the holder of a role may give, and take away again
MAY_GIVE: dict[str, frozenset[str]] = {
    Role.FOCAL_POINT.value: frozenset({Role.READER.value, Role.FOCAL_POINT.value}),
    Role.SECRETARIAT.value: frozenset(
        {
            Role.READER.value,
            Role.FOCAL_POINT.value,
            Role.EDITOR.value,
            Role.PROJECT_MANAGER.value,
            Role.STATISTICIAN.value,
        }
    ),
    Role.ADMINISTRATOR.value: frozenset(Role.values),
}


def may_give(roles: frozenset[str]) -> frozenset[str]:
    """The role codes that somebody whose ``roles`` are in force may give, and take away again."""
    return frozenset().union(*(MAY_GIVE.get(role, frozenset()) for role in roles))
