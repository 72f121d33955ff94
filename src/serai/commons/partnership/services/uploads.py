"""Uploads: receive and preview, then load or give up. The bytes wait in the database between the steps."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from serai.commons.partnership.access import actor_name, check_may_load
from serai.commons.partnership.archive import Sent, clean_archive, unpack
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import Upload
from serai.commons.partnership.report import LoadReport
from serai.commons.partnership.selectors.uploads import KEPT_FOR
from serai.commons.partnership.services.loading import load_partnership, preview_partnership

if TYPE_CHECKING:
    from serai.commons.accounts.models import User


def receive_upload(sent: Iterable[Sent], *, actor: User) -> uuid.UUID:
    """Take an upload in and preview it. Raises NotAllowed and UnsafeArchive; nothing is loaded yet."""
    check_may_load(actor)
    archive = clean_archive(sent)
    with tempfile.TemporaryDirectory(prefix="serai-upload-") as name:
        unpack(archive, Path(name))
        report = preview_partnership(name)
    upload = Upload.objects.create(actor=actor_name(actor), archive=archive, report=report.as_dict())
    return upload.pk


def load_upload(upload_id: uuid.UUID, *, actor: User) -> LoadReport:
    """Load an upload that waits; its bytes are dropped and the report stays. Twice is once."""
    check_may_load(actor)
    with transaction.atomic():
        upload = _of_actor(upload_id, actor)
        if upload.archive is None:
            return LoadReport.from_dict(upload.report)
        with tempfile.TemporaryDirectory(prefix="serai-upload-") as name:
            unpack(bytes(upload.archive), Path(name))
            report = load_partnership(name, actor=actor)
        upload.archive, upload.report = None, report.as_dict()
        upload.save()
    return report


def drop_upload(upload_id: uuid.UUID, *, actor: User) -> None:
    """Give an upload up: its bytes are dropped."""
    check_may_load(actor)
    with transaction.atomic():
        upload = _of_actor(upload_id, actor)
        upload.archive = None
        upload.save()


def forget_stale_uploads(now: datetime) -> str:
    """Uploads that nobody confirmed within a day lose their bytes; a sentence about it, for the schedule."""
    stale = Upload.objects.filter(received_at__lt=now - KEPT_FOR, archive__isnull=False)
    gone = stale.update(archive=None)
    return f"{gone} unconfirmed uploads dropped" if gone else ""


def _of_actor(upload_id: uuid.UUID, actor: User) -> Upload:
    """Somebody's own upload, locked. Others' uploads are not there for them."""
    upload = Upload.objects.select_for_update().filter(pk=upload_id, actor=actor_name(actor)).first()
    if upload is None:
        raise UnknownRow("upload", str(upload_id))
    return upload
