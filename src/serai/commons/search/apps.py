"""Django's name for the room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.jobs.schedules import Schedule


class SearchConfig(AppConfig):
    """Words found whatever the way they are written."""

    name = "serai.commons.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After files of a partnership were loaded, its entries are brought in line."""
        from serai.commons.events import listen
        from serai.commons.partnership.events import PartnershipLoaded
        from serai.commons.search.handlers import partnership_loaded

        listen(PartnershipLoaded, partnership_loaded)

    def schedules(self) -> tuple[Schedule, ...]:
        """The index catches up every five minutes."""
        from serai.commons.jobs.schedules import Schedule
        from serai.commons.search.services import rebuild_by_the_clock

        return (Schedule("search", timedelta(minutes=5), rebuild_by_the_clock, _("The index of the search")),)

    def erase(self, subject: Any) -> list[str]:
        """No entry holds the name of a person who was erased."""
        from serai.commons.search.services import forget

        return forget(subject)
