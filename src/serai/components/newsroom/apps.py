"""Django's name for the newsroom, and what it gives to search, notices, the clock and erasure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.access.readers import Reader
    from serai.commons.audit.declaring import Noun
    from serai.commons.jobs.schedules import Schedule
    from serai.commons.notices.kinds import NoticeKind
    from serai.kernel.findable import Findable


class NewsroomConfig(AppConfig):
    """News, events, contact, newsletter: what the partnership says to everybody."""

    name = "serai.components.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After each migration the site's frame is brought up; Wagtail's own mails give way to the desk."""
        from django.db.models.signals import post_migrate

        from serai.components.newsroom.quiet import silence

        post_migrate.connect(_set_up, sender=self)
        silence()

    def search_entries(self) -> Iterator[Findable]:
        """Stories and pages of words."""
        from serai.components.newsroom.selectors.findable import entries

        return entries()

    def search_visible(self, reader: Reader, noun: str, keys: Iterable[str]) -> set[str]:
        """Which of these the reader may see now."""
        from serai.components.newsroom.selectors.findable import visible

        return visible(reader, noun, keys)

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """What people with an account are told."""
        from serai.commons.notices.kinds import NoticeKind

        return (NoticeKind("newsroom_picture_ends", _("A picture may soon not be shown any more")),)

    def schedules(self) -> tuple[Schedule, ...]:
        """Pages whose hour has come, pictures whose consent ends, addresses nobody confirmed, lost sendings."""
        from serai.commons.jobs.schedules import Schedule
        from serai.components.newsroom.services import issues, newsletter, pictures, publishing

        return (
            Schedule(
                "publish pages", timedelta(minutes=5), publishing.publish_due, _("Pages whose hour has come")
            ),
            Schedule(
                "consent ends", timedelta(hours=6), pictures.end_consent, _("Pictures whose consent ended")
            ),
            Schedule("consent notices", timedelta(days=1), pictures.tell_editors, _("Pictures to ask about")),
            Schedule(
                "newsletter addresses",
                timedelta(hours=6),
                newsletter.forget_unconfirmed,
                _("Unconfirmed addresses"),
            ),
            Schedule(
                "newsletter sendings", timedelta(minutes=10), issues.resume, _("Issues that stopped half way")
            ),
        )

    def mentions(self, subject: Any) -> list[str]:
        """Pages that name a person, told before they are erased."""
        from serai.components.newsroom.erasure import mentions

        return mentions(subject)

    def erase(self, subject: Any) -> list[str]:
        """A person's address leaves the newsletter, and no page names them."""
        from serai.components.newsroom.erasure import erase

        return erase(subject)

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.components.newsroom.history import nouns

        return nouns()


def _set_up(using: str, **_details: Any) -> None:
    """A database that has just been migrated gets what the editor needs; a second time changes nothing."""
    from serai.components.newsroom.services.frame import set_up

    if using == "default":
        set_up()
