"""How histories of the newsroom read: to those who work on what they tell, since drafts stand in them too."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun, Part, Visible
from serai.components.newsroom.access import APPROVE_ISSUES, EDIT_SITE, MAKE_ISSUES
from serai.components.newsroom.models import (
    ContactRole,
    Issue,
    IssueApproval,
    IssueItem,
    NewsPage,
    Picture,
    TextPage,
    VisibilityLine,
)
from serai.components.newsroom.selectors.changes import deeds
from serai.components.newsroom.selectors.stories import address

LANGUAGE = {"language": _("the language")}


def _for(model: Any, *permissions: Any) -> Visible:
    """Every row, for whoever holds one of ``permissions``."""

    def visible(reader: Reader, keys: Collection[str]) -> set[str]:
        if not any(one.held_by(reader) for one in permissions):
            return set()
        numbers = [int(key) for key in keys if key.isdecimal()]
        return {str(pk) for pk in model._default_manager.filter(pk__in=numbers).values_list("pk", flat=True)}

    return visible


def _page(model: Any, title: Any) -> Noun:
    return Noun(
        model,
        title,
        name="title",
        url=_addresses(model),
        visible=_for(model, EDIT_SITE),
        log=partial(deeds, model, title),
    )


def _addresses(model: Any) -> Callable[[Collection[str]], dict[str, str]]:
    def addresses(keys: Collection[str]) -> dict[str, str]:
        rows = model.objects.filter(pk__in=[int(key) for key in keys]).select_related("locale").defer("body")
        return {str(page.pk): address(page) for page in rows}

    return addresses


def nouns() -> tuple[Noun, ...]:
    """Pages, as Wagtail keeps them; pictures, issues, roles to write to, lines of donors, as triggers do."""
    return (
        _page(NewsPage, _("news item")),
        _page(TextPage, _("text page")),
        Noun(
            Issue,
            _("issue of the newsletter"),
            name="title",
            url="newsroom:issue",
            visible=_for(Issue, MAKE_ISSUES, APPROVE_ISSUES),
            fields={
                **LANGUAGE,
                "title": _("the title"),
                "opening": _("the opening words"),
                "status": _("the status"),
                "made_by": _("who put it together"),
                "made_at": _("when it was put together"),
                "sent_at": _("when it was sent"),
                "job": _("the job that sends it"),
            },
            parts=(
                Part(
                    IssueItem,
                    "issue",
                    _("a news item"),
                    {"page": _("the news item"), "place": _("the place in the issue")},
                    ("page", "place"),
                ),
                Part(
                    IssueApproval,
                    "issue",
                    _("an approval"),
                    {"owner": _("for whom"), "account": _("who approved"), "at": _("when")},
                    ("account", "at"),
                ),
            ),
        ),
        Noun(
            Picture,
            _("picture"),
            name="title",
            url="wagtailimages:edit",
            visible=_for(Picture, EDIT_SITE),
            fields={
                "collection": _("the collection"),
                "title": _("the title"),
                "description": _("the description"),
                "width": _("the width"),
                "height": _("the height"),
                "created_at": _("when it was sent"),
                "uploaded_by_user": _("who sent it"),
                "focal_point_x": _("the point that matters, across"),
                "focal_point_y": _("the point that matters, down"),
                "focal_point_width": _("the width of what matters"),
                "focal_point_height": _("the height of what matters"),
                "file_size": _("the size of the file"),
                "credit": _("the credit"),
                "consent": _("the consent of the people shown"),
                "consent_note": _("how they agreed"),
                "alt": _("the words for those who cannot see it"),
                "place": _("the place"),
                "taken_on": _("the day on which it was taken"),
                "licence": _("the licence"),
                "expires_on": _("the last day on which it is shown"),
                "warned_on": _("when its editors were told"),
            },
        ),
        Noun(
            ContactRole,
            _("role to write to"),
            name="key",
            url=_snippet(ContactRole),
            visible=_for(ContactRole, EDIT_SITE),
            fields={
                "key": _("the key"),
                "order": _("the place in the list"),
                "organisation": _("the organisation"),
                "mailbox": _("the mailbox"),
                "titles": _("the titles by language"),
                "answers": _("what it answers, by language"),
            },
        ),
        Noun(
            VisibilityLine,
            _("line about donors"),
            name=_line_names,
            url=_snippet(VisibilityLine),
            of="project",
            visible=_for(VisibilityLine, EDIT_SITE),
            fields={
                **LANGUAGE,
                "project": _("the project"),
                "kind": _("what is said"),
                "wording": _("the wording"),
                "disclaimer": _("the disclaimer"),
                "emblem": _("the emblem"),
            },
        ),
    )


def _snippet(model: Any) -> Callable[[Collection[str]], dict[str, str]]:
    """The page of a row in the editor."""

    def addresses(keys: Collection[str]) -> dict[str, str]:
        name = model.snippet_viewset.get_url_name("edit")
        return {key: reverse(name, args=[key]) for key in keys}

    return addresses


def _line_names(keys: Collection[str]) -> dict[str, str]:
    rows = VisibilityLine.objects.filter(pk__in=keys)
    return {str(row.pk): f"{row.get_kind_display()} ({row.language})" for row in rows}
