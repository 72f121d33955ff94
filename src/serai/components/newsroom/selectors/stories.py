"""News and pages of words: which the reader may see, in which language, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language_info

from serai.commons.access.readers import Reader
from serai.commons.partnership import api as partnership
from serai.commons.partnership.records import ActivityLine, SourceRef
from serai.components.newsroom import rules
from serai.components.newsroom.models import NewsPage, SitePage, TextPage

FIRST = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class StoryLine:
    """A story in a list. ``language`` is the one it is told in, which may not be the reader's."""

    pk: int
    slug: str
    title: str
    lead: str
    day: date
    day_words: str
    language: str
    url: str
    changed: datetime | None
    first: datetime | None
    key: UUID
    audience: str

    @property
    def published(self) -> datetime:
        """The day of the news as a moment, for feeds; where no day is known, when this site told it."""
        if self.day_words and self.first is not None:
            return self.first
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)

    @property
    def direction(self) -> str:
        """In which direction its language is written."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


@dataclass(frozen=True)
class Telling:
    """One language version of a page: the language, its own name, the address."""

    language: str
    name: str
    url: str


def stories(reader: Reader, language: str, *, only: bool = False) -> list[StoryLine]:
    """Every story once, newest first: in ``language`` where it is told in it, else in the nearest one.

    ``only``: leave out what is not told in ``language`` itself. One query.
    """
    found: dict[UUID, dict[str, NewsPage]] = {}
    for page in _rows(reader):
        found.setdefault(page.translation_key, {})[page.locale.language_code] = page
    chosen = (
        told[rules.best_language(told, language, FIRST)]
        for told in found.values()
        if not only or language in told
    )
    return sorted((line(page) for page in chosen), key=lambda story: (story.day, story.slug), reverse=True)


def _rows(reader: Reader) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        NewsPage.objects.visible_to(reader).select_related("locale").defer("body").order_by("-day", "slug")
    )
    return rows


def line(page: NewsPage) -> StoryLine:
    """A story as a line of a list."""
    code = page.locale.language_code
    return StoryLine(
        pk=page.pk,
        slug=page.slug,
        title=page.title,
        lead=page.lead,
        day=page.day,
        day_words=page.day_words,
        language=code,
        url=address(page),
        changed=page.last_published_at,
        first=page.first_published_at,
        key=page.translation_key,
        audience=page.audience,
    )


def address(page: Any) -> str:
    """Where a page of ours stands; the address needs no question, since each language has one tree."""
    from django.urls import reverse
    from django.utils.translation import override

    with override(page.locale.language_code):
        if isinstance(page, NewsPage):
            return reverse("newsroom:story", args=[page.slug])
        return reverse("wagtail_serve", args=[f"{page.slug}/"])


def story(reader: Reader, slug: str, language: str) -> NewsPage | None:
    """The story at ``slug`` in ``language``, else in the nearest one; None when the reader may see none."""
    return _nearest(NewsPage.objects.visible_to(reader), slug, language)


def text(reader: Reader, slug: str, language: str) -> TextPage | None:
    """The page of words at ``slug``, likewise."""
    return _nearest(TextPage.objects.visible_to(reader), slug, language)


def _nearest(rows: QuerySet[Any], slug: str, language: str) -> SitePage | None:
    told = {page.locale.language_code: page for page in rows.filter(slug=slug).select_related("locale")}
    if not told:
        return None
    return told[rules.best_language(told, language, FIRST)]  # type: ignore[no-any-return]


def tellings(reader: Reader, page: Any) -> list[Telling]:
    """The languages in which the reader may read this page. One query."""
    rows = type(page).objects.visible_to(reader).filter(translation_key=page.translation_key)
    names = dict(settings.LANGUAGES)
    order = list(names)
    found = [
        Telling(code, names.get(code, code), address(row))
        for row in rows.select_related("locale").defer("body")
        if (code := row.locale.language_code) in names
    ]
    return sorted(found, key=lambda telling: order.index(telling.language))


def is_translation(page: Any) -> bool:
    """Whether the page was first written in another language. One query."""
    first = type(page).objects.filter(translation_key=page.translation_key).order_by("pk").first()
    return first is not None and first.pk != page.pk


def activities_of(reader: Reader, page: NewsPage) -> tuple[ActivityLine, ...]:
    """The activities that a story tells of."""
    keys = [row.activity_id for row in page.told_activities.all()]  # a draft holds them in memory
    return partnership.activities_by_key(keys, reader=reader)


def source_of(reader: Reader, page: NewsPage) -> SourceRef | None:
    """The source that a story is told from, as a line under it."""
    if not page.source_id:
        return None
    return partnership.sources_by_key([page.source_id], reader=reader).get(page.source_id)
