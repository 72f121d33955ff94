"""What the templates of stories need, for a page of the site and for a preview in the editor alike."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from serai.commons.access.readers import NOBODY
from serai.components.newsroom.access import EDIT_SITE
from serai.components.newsroom.models import NewsPage
from serai.components.newsroom.selectors import stories
from serai.components.newsroom.selectors.visibility import visibility


def page_context(request: HttpRequest, page: Any) -> dict[str, Any]:
    """The page, its language against that of the frame, its tellings, and whether a speaker read it."""
    reader = getattr(request, "reader", NOBODY)
    told_in = page.locale.language_code
    return {
        "page": page,
        "told_in": told_in,
        "direction": "rtl" if get_language_info(told_in)["bidi"] else "ltr",
        "language_name": dict(settings.LANGUAGES).get(told_in, told_in),
        "elsewhere": told_in != get_language(),
        "tellings": stories.tellings(reader, page),
        "unreviewed": not page.translation_reviewed and stories.is_translation(page),
        "told_at": stories.address(page),
        "may_edit": EDIT_SITE.held_by(reader),
    }


def story_context(request: HttpRequest, page: NewsPage) -> dict[str, Any]:
    """The same for a story, with its activities, its source and the donors of their projects."""
    reader = getattr(request, "reader", NOBODY)
    activities = stories.activities_of(reader, page)
    projects = sorted({line.project.key for line in activities if line.project})
    return {
        **page_context(request, page),
        "activities": activities,
        "source": stories.source_of(reader, page),
        "named": [line for project in projects for line in visibility(project, reader=reader)],
    }
