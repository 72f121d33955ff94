"""News and pages of words, as pages and as PDF."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.access import public
from serai.commons.access.requests import HttpRequest
from serai.components.newsroom import printing, telling
from serai.components.newsroom.selectors import stories

PER_PAGE = 20


@public
def news(request: HttpRequest) -> HttpResponseBase:
    """Every story, newest first, in the reader's language where it is told in it."""
    found = stories.stories(request.reader, language())
    year = request.GET.get("year", "")
    years = sorted({story.day.year for story in found}, reverse=True)
    shown = [story for story in found if not year.isdecimal() or story.day.year == int(year)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    words = stories.text(request.reader, "news-words", language())
    context = {"page": page, "years": years, "year": year, "words": words, "language": language()}
    return render(request, "newsroom/news.html", context)


@public
def story(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One story; where it is not told in the language of the page, in the nearest one, and it says so."""
    found = stories.story(request.reader, slug, language())
    if found is None:
        raise Http404(_("There is no such news."))
    return render(request, "newsroom/story.html", telling.story_context(request, found))


@public
def story_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same story as an accessible PDF."""
    found = stories.story(request.reader, slug, language())
    if found is None:
        raise Http404(_("There is no such news."))
    content = printing.story_pdf(request.reader, found, request.build_absolute_uri())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    return response


@public
def words(request: HttpRequest, path: str) -> HttpResponseBase:
    """A page of words at an address that no room has."""
    slug = path.strip("/")
    found = stories.text(request.reader, slug, language())
    if found is None or slug.endswith("-words"):
        raise Http404(_("There is no such page."))
    return render(request, "newsroom/text.html", telling.page_context(request, found))


def language() -> str:
    """The language of the page."""
    return get_language() or "en"
