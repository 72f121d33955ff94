"""Files are kept, prolonged and removed here. Content is stored once, and goes when no file has it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.files import checking, storage
from serai.commons.files.access import may_change
from serai.commons.files.errors import FileInUse, FileRefused, NotYours
from serai.commons.files.models import Content, KeptFile
from serai.commons.files.names import safe_name
from serai.commons.files.records import FileRecord
from serai.commons.files.selectors import record, row
from serai.commons.partnership.models import Organisation

PROLONGED = timedelta(days=365)
GRACE = timedelta(days=1)  # an upload of this moment has its content before its row
_PIECE = 1 << 20


def keep(
    *,
    actor: int | None,
    stream: IO[bytes],
    name: str,
    owner: str | None = None,
    audience: str = "owner",
    body: str | None = None,
    organisations: Iterable[str] = (),
    note: str = "",
    keep_until: date | None = None,
) -> FileRecord:
    """Take a file in: copied in pieces to a temporary place, checked, cleaned, stored once by its content.

    Whoever calls has asked whether ``actor`` may own it as ``owner`` (a key of an organisation).
    Raises: FileRefused, and nothing is kept then.
    """
    called = safe_name(name)
    with tempfile.TemporaryDirectory(prefix="serai-file-") as folder:
        sent = Path(folder) / "sent"
        sent_sha256 = _receive(stream, sent, called)
        kind, kept = checking.check(sent, called, Path(folder) / "clean")
        sha256 = _digest(kept)
        with transaction.atomic():
            _hold(sha256, kept, kind.media_type)
            file = KeptFile.objects.create(
                content_id=sha256,
                name=called,
                note=note[:300],
                owner_id=owner,
                audience=audience,
                audience_body_id=body,
                kept_by_id=actor,
                keep_until=keep_until,
                sent_sha256=sent_sha256,
            )
            file.audience_organisations.set(Organisation.objects.filter(pk__in=list(organisations)))
    return record(KeptFile.objects.select_related("content", "owner", "kept_by").get(pk=file.pk))


def remove(*, reader: Reader, key: Any) -> None:
    """Remove a file; its content goes with it when no other file has the same.

    Raises: UnknownFile, NotYours, FileInUse.
    """
    file = row(reader, key)
    if not may_change(reader, file):
        raise NotYours(_("You may not remove this file"), where=file.name)
    try:
        with transaction.atomic():
            file.audience_organisations.clear()
            file.delete()
    except (ProtectedError, IntegrityError) as error:
        raise FileInUse(
            _("Something in the house still points to this file"),
            where=file.name,
            advice=_("Take it out there first."),
        ) from error
    transaction.on_commit(lambda: drop_unused(file.content_id))


def prolong(*, reader: Reader, key: Any) -> None:
    """Keep a file for another year from today. Raises: UnknownFile, NotYours."""
    file = row(reader, key)
    if not may_change(reader, file):
        raise NotYours(_("You may not change this file"), where=file.name)
    KeptFile.objects.filter(pk=file.pk).update(keep_until=timezone.localdate() + PROLONGED)


@transaction.atomic
def drop_unused(sha256: str) -> bool:
    """Delete a content that no file has. The row is locked meanwhile, so that nobody takes it up again."""
    content = Content.objects.select_for_update().filter(pk=sha256).first()
    if content is None or KeptFile.objects.filter(content=content).exists():
        return False
    storage.remove(sha256)
    content.delete()
    return True


def sweep(now: datetime) -> str:
    """What is over goes: files past their day, contents without a file, bytes without a content."""
    over = list(KeptFile.objects.filter(keep_until__lt=timezone.localdate(now)))
    removed = sum(_drop_expired(file) for file in over)
    unused = Content.objects.filter(kept=None, stored_at__lt=now - GRACE).values_list("pk", flat=True)
    dropped = sum(drop_unused(sha256) for sha256 in list(unused))
    known = set(Content.objects.values_list("pk", flat=True))
    for sha256, since in storage.lying():
        if sha256 not in known and now - since > GRACE:
            storage.remove(sha256)
            dropped += 1
    storage.sweep_parts(now, GRACE)
    return (
        f"{removed} files past their day and {dropped} unused contents removed" if removed or dropped else ""
    )


def _drop_expired(file: KeptFile) -> int:
    try:
        with transaction.atomic():
            file.audience_organisations.clear()
            file.delete()
    except (ProtectedError, IntegrityError):  # a room needs it longer; it is told on the desk again
        return 0
    drop_unused(file.content_id)
    return 1


def _receive(stream: IO[bytes], target: Path, name: str) -> str:
    """Copy the stream piece by piece and refuse it at the limit, before more of it is read."""
    limit = int(settings.FILE_LIMIT)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as copy:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise FileRefused(
                    _("The file is larger than %(limit)s MB") % {"limit": limit // 1024 // 1024},
                    where=name,
                    advice=_("Make it smaller, or split it."),
                )
            digest.update(piece)
            copy.write(piece)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hold(sha256: str, path: Path, media_type: str) -> None:
    """Make sure that the content lies in the storage, with its row locked until the file points to it."""
    Content.objects.bulk_create(
        [Content(sha256=sha256, size=path.stat().st_size, media_type=media_type)], ignore_conflicts=True
    )
    Content.objects.select_for_update().get(pk=sha256)
    storage.put(sha256, path)
