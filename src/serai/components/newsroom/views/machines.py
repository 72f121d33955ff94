"""For readers that are programs: feed, site map, robots. They get what everybody may see, whoever asks."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from serai.commons.access import public
from serai.commons.access.readers import NOBODY
from serai.commons.access.requests import HttpRequest
from serai.components.newsroom.selectors import sitemap as map_of_site
from serai.components.newsroom.selectors import stories
from serai.components.newsroom.views.stories import language
from serai.web import selectors as frame

IN_FEED = 30


@public
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest stories told in the language of the address, as Atom."""
    own = request.build_absolute_uri(reverse("newsroom:feed"))
    made = Atom1Feed(
        title=_("News of %(name)s") % {"name": frame.partnership().short_name},
        link=request.build_absolute_uri(reverse("newsroom:news")),
        description="",
        language=language(),
        feed_url=own,
        feed_guid=own,
    )
    for story in stories.stories(NOBODY, language(), only=True)[:IN_FEED]:
        link = request.build_absolute_uri(story.url)
        made.add_item(
            title=story.title, link=link, description=story.lead, unique_id=link,
            pubdate=story.published, updateddate=story.changed or story.published,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Every public page with its other languages, as programs of search engines read it."""
    context = {"entries": map_of_site.entries(request.build_absolute_uri)}
    return render(request, "newsroom/sitemap.xml", context, content_type="application/xml")


@public
def robots(request: HttpRequest) -> HttpResponseBase:
    """What programs are asked not to read, and where the site map stands."""
    lines = [
        "User-agent: *",
        "Disallow: /editor/",
        "Disallow: /accounts/",
        "Disallow: /newsletter/confirm/",
        "Disallow: /newsletter/leave/",
        f"Sitemap: {request.build_absolute_uri(reverse('newsroom:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
