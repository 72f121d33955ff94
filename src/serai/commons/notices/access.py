"""Who may see what became of mails. Notices are seen by the person they are for, and nobody else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

SEE_MAIL = permission(
    "notices.see_mail", _("See what became of every mail, and send one again"), [Role.ADMINISTRATOR]
)
