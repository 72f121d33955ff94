"""Forgetting a person: who kept a file is forgotten, and files named after them lose the name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from serai.commons.audit.services import redact
from serai.commons.files.models import KeptFile


def erase(subject: Any) -> list[str]:
    """Let ``subject`` (account, names, emails) go from the lists of files; sentences saying what was done.

    What stands inside a file is not searched: whoever answers for the person looks at what they kept.
    """
    lines = []
    if subject.account is not None:
        kept = KeptFile.objects.filter(kept_by=subject.account)
        keys = [str(key) for key in kept.values_list("pk", flat=True)]
        if keys:
            names = ", ".join(keys)
            kept.update(kept_by=None)
            redact("files.keptfile", keys)
            lines.append(f"{len(keys)} files no longer say who kept them; look into them: {names}")
    named = Q()
    for word in (*subject.names, *subject.emails):
        if word:
            named |= Q(name__icontains=word) | Q(note__icontains=word)
    rows = KeptFile.objects.filter(named) if named else KeptFile.objects.none()
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    for row in list(rows):
        ending = row.name.rpartition(".")[2] if "." in row.name else "bin"
        KeptFile.objects.filter(pk=row.pk).update(name=f"file.{ending}", note="")
    if keys:
        redact("files.keptfile", keys)
        lines.append(f"{len(keys)} files named after the person have another name")
    return lines
