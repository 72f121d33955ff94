"""How histories of files read: to whoever may see the file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun
from serai.commons.files.models import KeptFile
from serai.commons.partnership.history import SHOWN, shown_parts


def nouns() -> tuple[Noun, ...]:
    """A file, with who may see it."""
    return (
        Noun(
            KeptFile,
            _("file"),
            name="name",
            url="file",
            fields={
                **SHOWN,
                "content": _("the content"),
                "name": _("the name"),
                "note": _("what it is"),
                "kept_by": _("who keeps it"),
                "kept_at": _("when it was kept"),
                "keep_until": _("the day until which it is kept"),
                "sent_sha256": _("the checksum of the file that was sent"),
            },
            parts=shown_parts(KeptFile),
        ),
    )
