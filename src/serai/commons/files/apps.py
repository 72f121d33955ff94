"""Django's name for the room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.jobs.schedules import Schedule


class FilesConfig(AppConfig):
    """Files stored once by content."""

    name = "serai.commons.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def schedules(self) -> tuple[Schedule, ...]:
        """What is over goes."""
        from serai.commons.files.services import sweep
        from serai.commons.jobs.schedules import Schedule

        return (Schedule("files", timedelta(days=1), sweep, _("Files past their day, unused contents")),)

    def erase(self, subject: Any) -> list[str]:
        """A person goes from the lists of files."""
        from serai.commons.files.erasure import erase

        return erase(subject)
