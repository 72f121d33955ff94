"""Files as they are found: by their name and what somebody wrote about them, never by their content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from serai.commons.access.readers import Reader
from serai.commons.files.models import KeptFile
from serai.kernel.findable import Findable

NOUN = "files.file"


def entries() -> Iterator[Findable]:
    """Every kept file that somebody beside its keeper may see. Two queries."""
    for row in KeptFile.objects.filter(owner__isnull=False).prefetch_related("audience_organisations"):
        yield Findable(
            noun=NOUN,
            key=str(row.pk),
            language="en",
            title=row.note or row.name,
            address=("file", str(row.pk)),
            text=row.name if row.note else "",
            day=row.kept_at.date(),
            owner=row.owner_id,
            audience=row.audience,
            body=row.audience_body_id,
            organisations=tuple(sorted(one.pk for one in row.audience_organisations.all())),
        )


def visible(reader: Reader, keys: Iterable[str]) -> set[str]:
    """Which of the files the reader may see now. One query."""
    rows = KeptFile.objects.visible_to(reader).filter(pk__in=list(keys))
    return {str(key) for key in rows.values_list("pk", flat=True)}
