"""Who may keep files, and whose files they may remove."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.files.models import KeptFile

KEEP_FILES = permission(
    "files.keep_files", _("Keep files for one's organisation"), [role for role in Role if role != Role.READER]
)
MANAGE_FILES = permission(
    "files.manage_files", _("Remove any file one sees; have stored files checked"), [Role.ADMINISTRATOR]
)


def may_change(reader: Reader, file: KeptFile) -> bool:
    """Whoever kept it, somebody who keeps files for the organisation that owns it, or an administrator.

    The reader must see the file already: this is asked about rows that ``visible_to`` gave.
    """
    own = file.owner_id in reader.organisations and KEEP_FILES.held_by(reader)
    return (
        own
        or MANAGE_FILES.held_by(reader)
        or (file.kept_by_id == reader.account and KEEP_FILES.held_by(reader))
    )
