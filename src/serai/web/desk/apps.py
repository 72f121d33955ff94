"""Django's name for the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.jobs.schedules import Schedule
    from serai.commons.notices.kinds import NoticeKind


class DeskConfig(AppConfig):
    """What is due from a person, in one list."""

    name = "serai.web.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """The reminder before something is due."""
        from serai.commons.notices.kinds import NoticeKind

        return (NoticeKind("desk_reminder", _("Something on your desk is due")),)

    def schedules(self) -> tuple[Schedule, ...]:
        """Reminders, and links that have expired."""
        from serai.commons.jobs.schedules import Schedule
        from serai.web.desk.links import forget_expired
        from serai.web.desk.reminders import remind

        return (
            Schedule("reminders", timedelta(hours=1), remind, _("Reminders of what is due")),
            Schedule("used links", timedelta(days=1), forget_expired, _("Expired links of mails")),
        )

    def erase(self, subject: Any) -> list[str]:
        """The links that a person used are forgotten."""
        from serai.web.desk.models import UsedLink

        gone = UsedLink.objects.filter(account=subject.account).delete()[0] if subject.account else 0
        return [f"{gone} used links forgotten"] if gone else []
