"""Questions about uploads: one's own, with what a load would do or has done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from serai.commons.access.readers import Reader
from serai.commons.partnership.access import actor_name
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import Upload
from serai.commons.partnership.records import UploadPage
from serai.commons.partnership.report import LoadReport

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

SHOWN_CHANGES = 200
KEPT_FOR = timedelta(days=1)


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


@dataclass(frozen=True)
class WaitingUpload:
    """An upload that its sender has neither confirmed nor given up; it is dropped at ``drops_at``."""

    key: str
    drops_at: datetime


def waiting_uploads(reader: Reader) -> list[WaitingUpload]:
    """The uploads of ``reader`` that wait for a confirmation, the oldest first. One query."""
    if reader.account is None:
        return []
    rows = Upload.objects.filter(actor=f"account {reader.account}", archive__isnull=False)
    waiting = rows.order_by("received_at").values_list("pk", "received_at")
    return [WaitingUpload(str(key), received_at + KEPT_FOR) for key, received_at in waiting]
