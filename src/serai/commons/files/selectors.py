"""Files for whoever may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import IO, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.commons.files import storage
from serai.commons.files.access import may_change
from serai.commons.files.errors import UnknownFile
from serai.commons.files.models import Content, KeptFile
from serai.commons.files.records import FileRecord
from serai.commons.partnership.models import Organisation
from serai.commons.partnership.models.audience import Audience

PAGE = 50
SOON = timedelta(days=30)


@dataclass(frozen=True)
class FilePage:
    """One page of a list of files."""

    files: tuple[FileRecord, ...]
    page: int
    pages: int
    number: int


def files(reader: Reader, *, words: str = "", page: int = 1) -> FilePage:
    """Files of the organisations that ``reader`` works for, those that others show them, and their own.

    ``words`` must stand in the name or the note. Three queries.
    """
    rows = _seen(reader)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(note__icontains=word))
    number = rows.count()
    pages = max(1, -(-number // PAGE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return FilePage(tuple(record(one, reader) for one in shown), page, pages, number)


def file(reader: Reader, key: Any) -> FileRecord:
    """One file. Raises UnknownFile unless ``reader`` may see it."""
    return record(row(reader, key), reader)


def row(reader: Reader, key: Any) -> KeptFile:
    """The row itself, for this room. Raises UnknownFile unless ``reader`` may see it."""
    try:
        wanted = key if isinstance(key, UUID) else UUID(str(key))
    except ValueError as error:
        raise UnknownFile(key) from error
    found: KeptFile | None = _seen(reader).filter(pk=wanted).first()
    if found is None:
        raise UnknownFile(key)
    return found


def open_file(reader: Reader, key: Any) -> tuple[FileRecord, IO[bytes]]:
    """A file and its bytes. Raises UnknownFile unless ``reader`` may see it, or when its bytes are missing."""
    found = file(reader, key)
    try:
        return found, storage.opened(found.sha256)
    except FileNotFoundError as error:
        raise UnknownFile(key) from error


def expiring(reader: Reader, today: date | None = None) -> list[FileRecord]:
    """Files that go within a month and that ``reader`` may prolong, the next one first. One query."""
    last = (today or timezone.localdate()) + SOON
    rows = _seen(reader).filter(keep_until__lte=last).order_by("keep_until", "pk")
    return [record(one, reader) for one in rows if may_change(reader, one)]


def owners_for(reader: Reader) -> list[tuple[str, str]]:
    """Organisations in whose name ``reader`` may keep a file: (key, name). One query."""
    rows = Organisation.objects.filter(pk__in=reader.organisations).order_by("name")
    return list(rows.values_list("pk", "name"))


def damaged() -> Sequence[str]:
    """Names of contents whose bytes did not fit them when they were last compared. One query."""
    return list(Content.objects.filter(intact=False).values_list("pk", flat=True))


def record(row: KeptFile, reader: Reader | None = None) -> FileRecord:
    """What is told of a file; with ``reader`` also whether they may change it."""
    told = FileRecord(
        key=str(row.pk),
        name=row.name,
        note=row.note,
        media_type=row.content.media_type,
        size=row.content.size,
        sha256=row.content_id,
        cleaned=row.sent_sha256 != row.content_id,
        audience=row.audience,
        audience_title=row.get_audience_display(),
        owner=row.owner_id or "",
        owner_name=row.owner.name if row.owner else "",
        kept_at=row.kept_at,
        kept_by=str(row.kept_by) if row.kept_by else "",
        keep_until=row.keep_until,
        public=row.audience == Audience.PUBLIC,
    )
    return replace(told, may_change=may_change(reader, row)) if reader is not None else told


def _seen(reader: Reader) -> QuerySet[Any]:
    """Files that ``reader`` may see. What they kept themselves they see, unless they left its owner."""
    seen = KeptFile.objects.visible_to(reader)
    if reader.account is not None:
        mine = KeptFile.objects.filter(kept_by=reader.account).exclude(audience=Audience.OWNER)
        seen = KeptFile.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=mine.values("pk")))
    return seen.select_related("content", "owner", "kept_by")
