"""What the newsroom puts on the first page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership import api as partnership
from serai.components.newsroom.selectors.stories import stories
from serai.web import wording
from serai.web.manifest import HomeCard

STORIES, EVENTS = 3, 3


def cards(reader: Reader) -> Iterator[HomeCard]:
    """The newest stories and the next events."""
    for story in stories(reader, get_language() or "en")[:STORIES]:
        yield HomeCard(
            title=story.title, value="" if story.day_words else wording.day(story.day), url=story.url,
            detail=story.lead, kind="news", language=story.language,
        )  # fmt: skip
    for line in partnership.coming_activities(reader=reader, size=EVENTS):
        yield HomeCard(
            title=line.title, value=wording.partial_date(line.when), url=reverse("activity", args=[line.key]),
            detail=", ".join(part for part in (line.place, line.state.name if line.state else _("online")) if part),
            kind="event", language="en",
        )  # fmt: skip
