"""Who may work on the public site. One permission guards the editor; what one may do inside follows from groups.

The groups of the editor follow from roles: see ``services/groups.py``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

EDIT_SITE = permission(
    "newsroom.edit_site",
    _("Write and translate pages of the public site"),
    [Role.EDITOR, Role.SECRETARIAT, Role.ADMINISTRATOR],
)
APPROVE_PAGES = permission(
    "newsroom.approve_pages", _("Publish pages of the public site"), [Role.SECRETARIAT]
)
MAKE_ISSUES = permission(
    "newsroom.make_issues",
    _("Put together and send issues of the newsletter"),
    [Role.EDITOR, Role.SECRETARIAT, Role.PROJECT_MANAGER],
)
APPROVE_ISSUES = permission(
    "newsroom.approve_issues",
    _("Approve an issue of the newsletter, for the secretariat or for the project"),
    [Role.SECRETARIAT, Role.PROJECT_MANAGER],
)
ALL = (EDIT_SITE, APPROVE_PAGES, MAKE_ISSUES, APPROVE_ISSUES)
