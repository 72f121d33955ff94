"""What the editor shows of this room beside pages, and what of Wagtail's it does not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from serai.components.newsroom.models import ContactRole, SitePage, VisibilityLine

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


class Beginning(Component):  # type: ignore[misc]
    """What a person who opens the editor can do first."""

    order = 50

    def render_html(self, parent_context: Any = None) -> SafeString:
        """A heading, a sentence and a button."""
        return format_html(
            '<section><h2 class="w-h3">{}</h2><p>{}</p><p><a class="button" href="{}">{}</a></p></section>',
            _("Where to begin"),
            _(
                "Choose a language under Pages, open its news, and add a page there. Nobody outside the editor "
                "sees a draft; it stands on the site once it is published."
            ),
            reverse("wagtailadmin_explore_root"),
            _("Open the pages"),
        )


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def begin(request: HttpRequest, panels: list[Any]) -> None:
    """The first page of the editor says what to do there."""
    panels.append(Beginning())


@hooks.register("register_page_header_buttons")  # type: ignore[untyped-decorator]
def history_of_page(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The way from a page in the editor to its history in words."""
    if issubclass(page.specific_class, SitePage):
        yield _history(page.specific_class, page.pk)


@hooks.register("register_snippet_listing_buttons")  # type: ignore[untyped-decorator]
def history_of_row(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same for a role to write to and a line about donors."""
    yield _history(type(snippet), snippet.pk)


def _history(model: Any, key: int) -> Button:
    url = reverse("history", args=[model._meta.label_lower, key])
    return Button(_("Who changed what"), url, icon_name="history", priority=66)
