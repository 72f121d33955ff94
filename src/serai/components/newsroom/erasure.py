"""Forgetting a person: their address leaves the newsletter, and pages, drafts and pictures no longer name them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from pghistory.core import event_models
from wagtail.models import Page
from wagtail.search import index

from serai.commons.audit.services import redact
from serai.commons.vaults.mentions import Mentions, naming, take_out
from serai.components.newsroom.services.newsletter import erase as leave_newsletter

# beside the room's own tables: the libraries' drafts, old versions, translations and logs of its pages
LIBRARIES = (
    "wagtailcore",
    "wagtailadmin",
    "wagtailimages",
    "wagtaildocs",
    "wagtailembeds",
    "wagtail_localize",
)
# an address of a page, and the mailbox behind a role: a mark in their place would break them
ADDRESSES = ("slug", "url_path", "mailbox")


def mentions(subject: Any) -> list[str]:
    """The pages in which the person is named, for whoever decides about the erasure."""
    pages = {
        key
        for model in _models()
        if issubclass(model, Page)
        for key, _said in naming(model, subject.mentions)
    }
    return [
        f"page {page.url_path}: the person's name will be blanked"
        for page in Page.objects.filter(pk__in=pages).order_by("url_path")
    ]


def erase(subject: Any) -> list[str]:
    """Take the person out; sentences saying what was done. With ``keep_mentions`` pages stay as they are."""
    said = leave_newsletter(subject.emails)
    if subject.keep_mentions or not subject.mentions.texts:
        return said
    tracked = {event.pgh_tracked_model for event in event_models()}  # type: ignore[attr-defined]
    count, pages = 0, set()
    for model in _models():
        keys = take_out(model, subject.mentions, leave=ADDRESSES)
        count += len(keys)
        if keys and model in tracked:
            redact(model._meta.label_lower, [str(key) for key in keys])
        if issubclass(model, Page):
            pages |= set(keys)
    for page in Page.objects.filter(pk__in=pages):
        _settle(page, subject.mentions)
    return [*said, *([f"{count} texts of the site no longer name the person"] if count else [])]


def _settle(page: Page, found: Mentions) -> None:
    """The address of a page may hold the name, and the editor's search finds it by its old words."""
    if found.without(page.slug) != page.slug:
        page.slug = f"page-{page.pk}"
        page.save(clean=False)
    index.insert_or_update_object(page.specific)


def _models() -> list[Any]:
    """Every table of words about pages; histories are the audit's, which blanks them by the keys of rows."""
    events = set(event_models())
    configs = [apps.get_app_config(label) for label in ("newsroom", *LIBRARIES)]
    return [model for config in configs for model in config.get_models() if model not in events]
