"""Forgetting a person: files that name them go, and the lists forget who kept what and was named in it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q

from serai.commons.audit.services import redact
from serai.commons.files import storage
from serai.commons.files.kinds import OFFICE
from serai.commons.files.models import Content, KeptFile
from serai.commons.files.services import drop_unused

_TAG = re.compile(r"<[^>]*>")
_ZIPPED = {kind.media_type for kind in OFFICE}


def mentions(subject: Any) -> list[str]:
    """The files in which the person is named, for whoever decides about the erasure."""
    return [f"file {file.pk} ({file.name}) will be removed: it names the person" for file in _naming(subject)]


def erase(subject: Any) -> list[str]:
    """Let ``subject`` go from files; sentences saying what was done.

    Files in whose text a mail address or a whole name stands are removed, unless ``keep_mentions``: text,
    tables and office files. PDF and pictures are not searched: whoever answers for the person looks at them.
    """
    lines = [] if subject.keep_mentions else [_remove(file) for file in list(_naming(subject))]
    return [*lines, *_forget_keeper(subject), *_forget_names(subject)]


def _remove(file: KeptFile) -> str:
    key, content = file.pk, file.content_id
    try:
        with transaction.atomic():
            file.audience_organisations.clear()
            file.delete()
    except (ProtectedError, IntegrityError):
        return f"file {key} names the person and is in use in a room: take it out there and erase again"
    redact("files.keptfile", [str(key)])
    transaction.on_commit(lambda: drop_unused(content))
    return f"file {key} removed: it named the person"


def _naming(subject: Any) -> Iterator[KeptFile]:
    """Every file whose content names the person; each content is read once."""
    found = subject.mentions
    if found.texts:
        for content in Content.objects.order_by("pk"):
            if any(found.within(text) for text in _texts(content)):
                yield from KeptFile.objects.filter(content=content)


def _texts(content: Content) -> Iterator[str]:
    """What can be read in a content: the text, or the parts of an office file with and without its marks."""
    try:
        with storage.opened(content.pk) as stream:
            if content.media_type.startswith("text/") or content.media_type == "application/json":
                yield stream.read().decode("utf-8", "replace")
            elif content.media_type in _ZIPPED:
                with zipfile.ZipFile(stream) as archive:
                    for name in archive.namelist():
                        if name.endswith((".xml", ".rels")):
                            words = archive.read(name).decode("utf-8", "replace")
                            # one word may be written in several pieces, and two in neighbouring ones
                            yield unescape(_TAG.sub("", words))
                            yield unescape(_TAG.sub(" ", words))
    except (FileNotFoundError, zipfile.BadZipFile):
        return  # told by the check of all files


def _forget_keeper(subject: Any) -> list[str]:
    if subject.account is None:
        return []
    kept = KeptFile.objects.filter(kept_by=subject.account)
    keys = [str(key) for key in kept.values_list("pk", flat=True)]
    if not keys:
        return []
    kept.update(kept_by=None)
    redact("files.keptfile", keys)
    return [f"{len(keys)} files no longer say who kept them; look into them: {', '.join(keys)}"]


def _forget_names(subject: Any) -> list[str]:
    named = Q()
    for word in (*subject.names, *subject.emails):
        if word:
            named |= Q(name__icontains=word) | Q(note__icontains=word)
    rows = KeptFile.objects.filter(named) if named else KeptFile.objects.none()
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    for row in list(rows):
        ending = row.name.rpartition(".")[2] if "." in row.name else "bin"
        KeptFile.objects.filter(pk=row.pk).update(name=f"file.{ending}", note="")
    if not keys:
        return []
    redact("files.keptfile", keys)
    return [f"{len(keys)} files named after the person have another name"]
