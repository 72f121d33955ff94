"""What the newsroom declares: its pages, who may write and approve, its cards, what is due."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.components.newsroom import access
from serai.web.manifest import DeskItem, HomeCard, MenuItem, Room


def home_cards(request: HttpRequest) -> Iterable[HomeCard]:
    """The newest stories and the next events."""
    from serai.components.newsroom.selectors.home import cards

    return cards(request.reader)  # type: ignore[attr-defined]


def desk_items(reader: Reader) -> Iterable[DeskItem]:
    """Pages and issues that wait for approval, pictures whose consent ends."""
    from serai.components.newsroom.selectors.due import due

    return due(reader)


MANIFEST = Room(
    name="newsroom",
    title=_("News"),
    url_prefix="",
    url_module="serai.components.newsroom.urls",
    menu=(
        MenuItem(_("News"), "newsroom:news"),
        MenuItem(_("Events"), "newsroom:events"),
        MenuItem(_("The project"), "newsroom:project"),
        MenuItem(_("Contact"), "newsroom:contact"),
        MenuItem(_("Edit the site"), "wagtailadmin_home", access.EDIT_SITE, section="work"),
        MenuItem(_("Newsletter"), "newsroom:make_issue", access.MAKE_ISSUES, section="work"),
    ),
    permissions=access.ALL,
    home_cards=home_cards,
    desk_items=desk_items,
    endpoints="serai.components.newsroom.endpoints",
)
