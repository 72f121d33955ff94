"""What of the newsroom can be found by searching."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from serai.commons.access.readers import NOBODY, Reader
from serai.components.newsroom.models import NewsPage, TextPage
from serai.components.newsroom.pieces import words
from serai.components.newsroom.selectors.stories import address
from serai.kernel.findable import Findable

NOUNS: dict[str, Any] = {"newsroom.news": NewsPage, "newsroom.text": TextPage}


def entries() -> Iterator[Findable]:
    """Every published page, whoever may see it. Its figures are told as a visitor sees them."""
    for noun, model in NOUNS.items():
        for page in model.objects.live().select_related("locale").prefetch_related("named"):
            if page.slug.endswith("-words"):
                continue
            yield Findable(
                noun=noun,
                key=str(page.pk),
                language=page.locale.language_code,
                title=page.title,
                address=(address(page),),
                text="\n".join(part for part in (page.lead, words(NOBODY, page)) if part),
                day=page.day if isinstance(page, NewsPage) and not page.day_words else None,
                owner=page.audience_owner_id,
                audience=page.audience,
                body=page.audience_body_id,
                organisations=tuple(row.organisation_id for row in page.named.all()),
            )


def visible(reader: Reader, noun: str, keys: Iterable[str]) -> set[str]:
    """Which of ``keys`` the reader may see now. One query."""
    model = NOUNS.get(noun)
    if model is None:
        return set()
    rows = model.objects.visible_to(reader).filter(pk__in=[int(key) for key in keys])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
