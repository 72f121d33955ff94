"""What is due from a person in the newsroom."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState
from wagtail_localize.models import Translation

from serai.commons.access.readers import Reader
from serai.components.newsroom import rules
from serai.components.newsroom.access import APPROVE_ISSUES, APPROVE_PAGES, EDIT_SITE
from serai.components.newsroom.models import NewsPage
from serai.components.newsroom.selectors import issues, media
from serai.web.manifest import DeskItem


def due(reader: Reader) -> list[DeskItem]:
    """Pages to approve, issues to approve, pictures whose consent ends. At most four queries."""
    found: list[DeskItem] = []
    if reader.roles & APPROVE_PAGES.roles:
        found += _pages()
        found += _translations()
    if reader.account is not None and reader.roles & APPROVE_ISSUES.roles:
        found += _issues(reader.account, reader.roles)
    if reader.roles & EDIT_SITE.roles:
        found += _pictures()
    return found


def _pages() -> Iterator[DeskItem]:
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("revision")
    for state in waiting:
        yield DeskItem(
            key=f"newsroom.page:{state.pk}",
            verb=_("approve"),
            title=state.revision.object_str,
            url=reverse("wagtailadmin_pages:edit", args=[state.revision.object_id]),
            room=_("News"),
        )


def _translations() -> Iterator[DeskItem]:
    """Translations that an editor has finished: whoever may publish does so from the same screen."""
    open_ones = Translation.objects.filter(enabled=True).select_related("source", "target_locale")
    asked = {(one.source.object_id, one.target_locale_id): one for one in open_ones}
    if not asked:
        return
    drafts = NewsPage.objects.filter(live=False, translation_key__in={key for key, _locale in asked})
    for page in drafts.defer("body"):
        translation = asked.get((page.translation_key, page.locale_id))
        if translation is None:
            continue
        total, done = translation.get_progress()
        if total and total == done:
            yield DeskItem(
                key=f"newsroom.translation:{translation.pk}",
                verb=_("approve"),
                title=f"{page.title} ({translation.target_locale})",
                url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
                room=_("News"),
            )


def _issues(account: int, roles: frozenset[str]) -> Iterator[DeskItem]:
    for issue in issues.waiting_for(account, roles):
        yield DeskItem(
            key=f"newsroom.issue:{issue.pk}",
            verb=_("approve"),
            title=issue.title,
            url=reverse("newsroom:issue", args=[issue.pk]),
            room=_("Newsletter"),
        )


def _pictures() -> Iterator[DeskItem]:
    for picture in media.ending(timezone.localdate() + rules.NOTICE_BEFORE_END):
        yield DeskItem(
            key=f"newsroom.picture:{picture.pk}",
            verb=_("renew consent or take out"),
            title=picture.title,
            url=reverse("wagtailimages:edit", args=[picture.pk]),
            due=picture.expires_on,
            room=_("Pictures"),
        )
