"""Django's name for the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from serai.commons.jobs.schedules import Schedule


class JobsConfig(AppConfig):
    """Work that a page asks for and a worker does, and work that is due by the clock."""

    name = "serai.commons.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def schedules(self) -> tuple[Schedule, ...]:
        """Sessions and jobs are cleaned up."""
        from serai.commons.jobs.schedules import OWN

        return OWN
