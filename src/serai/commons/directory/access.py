"""Who may do what with people: the declarations, beside the noun."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

READ_ALL_PEOPLE = permission(
    "directory.read_all_people",
    _("See everybody in the directory, with all their contact details"),
    [Role.SECRETARIAT, Role.ADMINISTRATOR],
)
EDIT_PEOPLE = permission(
    "directory.edit_people",
    _("Write, import, merge and export people, and keep mailing lists"),
    [Role.SECRETARIAT, Role.ADMINISTRATOR],
)
INVITE_COLLEAGUES = permission(
    "directory.invite_colleagues",
    _("Invite colleagues of the own organisation, and end their access"),
    [Role.FOCAL_POINT, Role.SECRETARIAT, Role.ADMINISTRATOR],
)
INVITE_ANYBODY = permission(
    "directory.invite_anybody",
    _("Invite people of any organisation, and end their access"),
    [Role.SECRETARIAT, Role.ADMINISTRATOR],
)

# which roles the holder of a role may give; what an administrator gives, only an administrator takes away
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
    given = (MAY_GIVE.get(role, frozenset()) for role in roles)
    return frozenset().union(*given)


PERMISSIONS = (READ_ALL_PEOPLE, EDIT_PEOPLE, INVITE_COLLEAGUES, INVITE_ANYBODY)
