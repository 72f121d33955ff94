"""Django's name for the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from serai.commons.jobs.schedules import Schedule


class JobsConfig(AppConfig):
    """Work that a page asks for and a worker does, and work that is due by the clock."""

    name = "serai.commons.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After each attempt at a job: another one, or news of its failure."""
        from django_tasks.signals import task_finished

        task_finished.connect(_settle, dispatch_uid="serai.jobs")

    def schedules(self) -> tuple[Schedule, ...]:
        """Sessions and jobs are cleaned up."""
        from serai.commons.jobs.schedules import OWN

        return OWN

    def erase(self, subject: Any) -> list[str]:
        """A person's jobs belong to nobody, and what failures said of them is blanked."""
        from serai.commons.jobs.erasure import erase

        return erase(subject)


def _settle(sender: Any, task_result: Any, **_more: Any) -> None:
    from serai.commons.jobs.services import BACKEND
    from serai.commons.jobs.settling import settle

    if task_result.backend == BACKEND:
        settle(task_result.id)
