"""Django's name for the room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.jobs.schedules import Schedule
    from serai.commons.notices.kinds import NoticeKind


class NoticesConfig(AppConfig):
    """Words to people: in the house and by mail."""

    name = "serai.commons.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rooms below are listened to."""
        from serai.commons.notices.handlers import connect

        connect()

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """News of the ground floor that no other application declares."""
        from serai.commons.notices.kinds import NoticeKind
        from serai.commons.notices.models import Delivery

        return (
            NoticeKind("job_failed", _("Work that you asked for failed")),
            NoticeKind("welcome", _("A first word about this site"), default=Delivery.OFF.value),
        )

    def schedules(self) -> tuple[Schedule, ...]:
        """Mails that wait, digests whose hour has come, what is old."""
        from serai.commons.jobs.schedules import Schedule
        from serai.commons.notices.mailing import send_digests, send_due
        from serai.commons.notices.services import forget_old

        return (
            Schedule("mail", timedelta(minutes=1), send_due, _("Mails that wait")),
            Schedule("digests", timedelta(minutes=10), send_digests, _("Digests whose hour has come")),
            Schedule("old notices", timedelta(days=1), forget_old, _("Old notices and mails")),
        )

    def erase(self, subject: Any) -> list[str]:
        """A person's notices and mails go."""
        from serai.commons.notices.erasure import erase

        return erase(subject)
