"""News for programs, below ``/api/v1/newsroom/``: the same stories as on the pages, asked by the caller."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from serai.commons.access.requests import HttpRequest
from serai.components.newsroom.models import NewsPage
from serai.components.newsroom.pieces import pieces
from serai.components.newsroom.selectors import stories
from serai.web.api.access import READ_PARTNERSHIP
from serai.web.api.callers import Needs
from serai.web.api.paging import Paged, Paging, paged

router = Router(auth=Needs(READ_PARTNERSHIP), tags=["news"])
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=255)]


class Asked(Schema):
    """``language`` is one of the site's; a story that is not told in it comes in the nearest one."""

    language: str = Field("en", pattern=r"^[a-z]{2,3}(-[a-z]{2})?$")


class StoryOut(Schema):
    """A story. ``day`` is null where no source gives one; ``page`` is its address on this site."""

    slug: str
    title: str
    lead: str
    day: date | None
    language: str
    audience: str
    page: str


class Stories(Paged):
    items: list[StoryOut]


class PieceOut(Schema):
    """A part of the text: h2, h3, p, li, quote or figure; ``more`` stands below it."""

    kind: str
    text: str
    more: str


class StoryDetail(StoryOut):
    """A story with its text and the activities that it tells of."""

    body: list[PieceOut]
    activities: list[str]


@router.get("/news", response=Stories, url_name="news")
def news(request: HttpRequest, asked: Query[Asked], paging: Query[Paging]) -> Any:
    """Every story that the caller may see, newest first."""
    found = stories.stories(request.reader, _language(asked))
    return paged(request, paging, [_story(request, line) for line in found])


@router.get("/news/{slug}", response=StoryDetail, url_name="story")
def story(request: HttpRequest, slug: Slug, asked: Query[Asked]) -> Any:
    """One story with its text."""
    page: NewsPage | None = stories.story(request.reader, slug, _language(asked))
    if page is None:
        raise Http404(_("There is no such news."))
    told = [vars(piece) for piece in pieces(request.reader, page)]
    keys = [line.key for line in stories.activities_of(request.reader, page)]
    return {**_story(request, stories.line(page)), "body": told, "activities": keys}


def _language(asked: Asked) -> str:
    if asked.language not in dict(settings.LANGUAGES):
        raise Http404(_("This site has no such language."))
    return asked.language


def _story(request: HttpRequest, line: stories.StoryLine) -> dict[str, Any]:
    return {
        "slug": line.slug,
        "title": line.title,
        "lead": line.lead,
        "day": None if line.day_words else line.day,
        "language": line.language,
        "audience": line.audience,
        "page": request.build_absolute_uri(line.url),
    }
