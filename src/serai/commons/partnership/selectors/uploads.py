"""Questions about uploads: one's own, with what a load would do or has done."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from serai.commons.partnership.access import actor_name
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import Upload
from serai.commons.partnership.records import UploadPage
from serai.commons.partnership.report import LoadReport

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

SHOWN_CHANGES = 200


def upload(upload_id: uuid.UUID, *, actor: User) -> UploadPage:
    """One's own upload. One query."""
    row = Upload.objects.filter(pk=upload_id, actor=actor_name(actor)).first()
    if row is None:
        raise UnknownRow("upload", str(upload_id))
    report = LoadReport.from_dict(row.report)
    return UploadPage(
        key=str(row.pk),
        received_at=row.received_at,
        waiting=row.archive is not None,
        report=report,
        changes=report.changes[:SHOWN_CHANGES],
        more_changes=max(0, len(report.changes) - SHOWN_CHANGES),
    )
