"""Django's name for the room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.accounts.events import NoticeKind
    from serai.commons.accounts.held import Held
    from serai.commons.audit.declaring import Noun
    from serai.commons.jobs.schedules import Schedule


class DirectoryConfig(AppConfig):
    """People, the organisations they work for, and what they hold there."""

    name = "serai.commons.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def schedules(self) -> tuple[Schedule, ...]:
        """Contact sheets that nobody confirmed go."""
        from serai.commons.directory.imports.uploads import forget_stale
        from serai.commons.jobs.schedules import Schedule

        return (Schedule("contact sheets", timedelta(hours=1), forget_stale, _("Contact sheets that wait")),)

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """The mail to somebody who is invited."""
        from serai.commons.accounts.events import NoticeKind

        return (NoticeKind("invitation", _("An invitation"), security=True),)

    def held_on(self, account: int) -> list[Held]:
        """What this room holds on a person."""
        from serai.commons.directory import personal

        return personal.held_on(account)

    def erase(self, subject: Any) -> list[str]:
        """Remove a person."""
        from serai.commons.directory import personal

        return personal.erase(subject)

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.commons.directory.history import nouns

        return nouns()
