"""Django's name for the pages of translators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.accounts.held import Held
    from serai.commons.jobs.schedules import Schedule


class TranslatorsConfig(AppConfig):
    """Translations out and back in."""

    name = "serai.web.translators"
    label = "translators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A worker lives long: before each job it looks for new words, as a page does before each request."""
        from django_tasks.signals import task_started

        task_started.connect(_freshen, dispatch_uid="serai.translators")

    def schedules(self) -> tuple[Schedule, ...]:
        """Files that nobody confirmed are dropped."""
        from serai.commons.jobs.schedules import Schedule
        from serai.web.translators.services import forget_stale

        return (
            Schedule(
                "translations", timedelta(hours=1), forget_stale, _("Unconfirmed files of translations")
            ),
        )

    def held_on(self, account: int) -> list[Held]:
        """The files that a person sent."""
        from serai.web.translators import selectors

        return selectors.held_on(account)

    def erase(self, subject: Any) -> list[str]:
        """The person's name leaves the marks of review."""
        from serai.web.translators import services

        return services.forget_person(subject)


def _freshen(**_signal: Any) -> None:
    from serai.web.messages import live

    live.freshen()
