"""Who may see how the house itself is set up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

SEE_RIGHTS = permission(
    "web.see_rights", _("See what each role may do"), [Role.ADMINISTRATOR, Role.SECRETARIAT]
)
