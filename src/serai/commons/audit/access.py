"""Who may read histories, and who may read who read what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role

READ_HISTORY = permission(
    "audit.read_history",
    _("See who changed what on a thing that one may see"),
    [
        Role.ADMINISTRATOR,
        Role.SECRETARIAT,
        Role.STATISTICIAN,
        Role.PROJECT_MANAGER,
        Role.EDITOR,
        Role.PROTECTION_OFFICER,
    ],
)
READ_HOUSE = permission(
    "audit.read_house",
    _("See the latest changes across the house, of things that are gone too, and the state of the chain"),
    [Role.ADMINISTRATOR, Role.SECRETARIAT, Role.PROTECTION_OFFICER],
)
READ_READS = permission(
    "audit.read_reads",
    _("See who read personal data"),
    [Role.PROTECTION_OFFICER],
)
PERMISSIONS = (READ_HISTORY, READ_HOUSE, READ_READS)


def sees_what_is_gone(reader: Reader) -> bool:
    """A thing that is gone has no audience any more: its history is for whoever watches over the house."""
    return bool(READ_HOUSE.roles & reader.roles)
