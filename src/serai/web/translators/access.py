"""Who may change the words of the pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

TRANSLATE = permission(
    "web.translate", _("Take translations of the pages in"), [Role.ADMINISTRATOR, Role.EDITOR]
)
