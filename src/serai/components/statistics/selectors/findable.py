"""What of the published tables can be found by its words, and which of it a reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from serai.commons.access.readers import Reader
from serai.components.statistics.models import Release
from serai.kernel.findable import Findable

NOUN = "statistics.dataflow"


def entries() -> Iterator[Findable]:
    """The latest revision of each table, in each language in which it has a title.

    Each carries its revision in its key, so that a reader who sees an older one alone finds that one's words.
    """
    seen: set[tuple[str, str]] = set()
    rows = Release.objects.order_by("dataflow", "-revision").prefetch_related("audience_organisations")
    for row in rows.iterator(chunk_size=50):
        # of the revisions that one audience sees, only the newest
        audience = f"{row.audience} {row.owner_id} {row.audience_body_id}"
        if (row.dataflow, audience) not in seen:
            seen.add((row.dataflow, audience))
            yield from _of(row)


def visible(reader: Reader, keys: Iterable[str]) -> set[str]:
    """Which of the tables the reader may see now; of several revisions the newest. One query."""
    wanted = {key: key.rpartition("/") for key in keys}
    flows = {flow for flow, _slash, _revision in wanted.values()}
    newest = dict(
        Release.objects.visible_to(reader)
        .filter(dataflow__in=flows)
        .order_by("dataflow", "revision")
        .values_list("dataflow", "revision")
    )
    return {key for key, (flow, _slash, revision) in wanted.items() if str(newest.get(flow)) == revision}


def _of(row: Release) -> Iterator[Findable]:
    titles: Any = row.passport["title"]
    titles = titles if isinstance(titles, Mapping) else {"en": titles}
    for language, title in titles.items():
        yield Findable(
            noun=NOUN,
            key=f"{row.dataflow}/{row.revision}",
            language=language,
            title=str(title),
            address=("statistics:release", row.dataflow),
            text=_text(row, language),
            other=row.dataflow,
            day=row.published_at.date(),
            owner=row.owner_id,
            audience=row.audience,
            body=row.audience_body_id,
            organisations=tuple(sorted(one.pk for one in row.audience_organisations.all())),
        )


def _text(row: Release, language: str) -> str:
    """Notes of the table, what its figures are broken down by, and whose figures they are."""
    parts = [
        *row.passport["notes"],
        *(item["title"] for item in row.passport["dimensions"]),
        *row.passport["sources"],
    ]
    return "\n".join(filter(None, (_said(part, language) for part in parts)))


def _said(words: Any, language: str) -> str:
    return str(words.get(language, "")) if isinstance(words, Mapping) else str(words)
