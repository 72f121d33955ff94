"""What the editor shows of this room beside pages, and what of Wagtail's it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from serai.components.newsroom.models import ContactRole, VisibilityLine

HIDDEN = ("users", "groups", "sites", "redirects", "help")


class ContactRoles(SnippetViewSet):  # type: ignore[misc]
    """Roles that people can write to."""

    model = ContactRole
    icon = "mail"
    panels: Sequence[Any] = [
        FieldPanel(n) for n in ("key", "order", "organisation", "mailbox", "titles", "answers")
    ]


class VisibilityLines(SnippetViewSet):  # type: ignore[misc]
    """How donors of a project are named."""

    model = VisibilityLine
    icon = "tag"
    panels: Sequence[Any] = [
        FieldPanel(n) for n in ("project", "kind", "language", "wording", "disclaimer", "emblem")
    ]


register_snippet(ContactRoles)
register_snippet(VisibilityLines)


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator]
def hide_people(request: HttpRequest, items: list[Any]) -> None:
    """People, groups and sites are kept elsewhere."""
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def hide_help(request: HttpRequest, items: list[Any]) -> None:
    """Links that lead out of the house."""
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_homepage_summary_items")  # type: ignore[untyped-decorator]
def no_tallies(request: HttpRequest, items: list[Any]) -> None:
    """The first page of the editor shows what is to be done, and no tallies."""
    items.clear()
