"""Django's name for the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.accounts.held import Held
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

    def end_access(self, account: int) -> None:
        """With somebody's access their calendar ends."""
        from serai.web.desk import feed

        feed.end(account)

    def held_on(self, account: int) -> list[Held]:
        """That there is an address of a calendar; the address itself is not kept."""
        from serai.commons.accounts.held import Held
        from serai.web.desk import feed

        row = feed.address_of(account)
        if row is None:
            return []
        told = {str(_("made")): f"{row.made_at:%Y-%m-%d}", str(_("last read")): str(row.last_read or "")}
        return [Held("desk.calendaraddress", _("Your desk in your calendar"), (told,))]

    def erase(self, subject: Any) -> list[str]:
        """The links that a person used are forgotten, and their calendar ends."""
        from serai.web.desk import feed
        from serai.web.desk.models import UsedLink

        gone = UsedLink.objects.filter(account=subject.account).delete()[0] if subject.account else 0
        ended = feed.end(subject.account) if subject.account else 0
        return [
            *([f"{gone} used links forgotten"] if gone else []),
            *(["the address of the calendar ended"] if ended else []),
        ]
