"""Who may do what with people: the declarations, beside the noun."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

READ_PEOPLE = permission(
    "directory.read_people",
    _("See colleagues in the directory, as far as they allow it"),
    Role.values,
)
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

PERMISSIONS = (READ_PEOPLE, READ_ALL_PEOPLE, EDIT_PEOPLE, INVITE_COLLEAGUES, INVITE_ANYBODY)
