"""Every public page once for each language that it is told in, with the others beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from serai.commons.access.readers import NOBODY
from serai.commons.partnership import api as partnership
from serai.components.newsroom.models import NewsPage, TextPage
from serai.components.newsroom.selectors.stories import address

FRAME = ("home", "newsroom:news", "newsroom:events", "newsroom:project", "newsroom:contact",
         "newsroom:newsletter", "activities", "states", "bodies", "organisations", "projects", "frameworks",
         "statistics:list")  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One address; ``others`` are (language, address) of all its languages, itself among them."""

    address: str
    changed: datetime | None
    others: tuple[tuple[str, str], ...]


def entries(absolute: Callable[[str], str]) -> list[Entry]:
    """Pages of the frame in every language, activities and projects likewise, editorial pages where told."""
    return [entry for addresses, changed in _addresses() for entry in _each(addresses, changed, absolute)]


def _addresses() -> Iterator[tuple[dict[str, str], datetime | None]]:
    for name in FRAME:
        yield _in_all(name), None
    for project in partnership.projects(reader=NOBODY):
        yield _in_all("project", project.key), None
    for key in partnership.activity_keys(reader=NOBODY):
        yield _in_all("activity", key), None
    for model in (NewsPage, TextPage):
        told: dict[object, dict[str, str]] = defaultdict(dict)
        changed: dict[object, datetime | None] = {}
        for page in model.objects.visible_to(NOBODY).select_related("locale").defer("body"):
            if page.slug.endswith("-words"):
                continue
            told[page.translation_key][page.locale.language_code] = address(page)
            changed[page.translation_key] = page.last_published_at
        for story, addresses in told.items():
            yield addresses, changed[story]


def _in_all(name: str, *args: str) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = reverse(name, args=args)
    return found


def _each(
    addresses: dict[str, str], changed: datetime | None, absolute: Callable[[str], str]
) -> Iterator[Entry]:
    others = tuple((code, absolute(path)) for code, path in addresses.items())
    for _code, path in others:
        yield Entry(path, changed, others)
