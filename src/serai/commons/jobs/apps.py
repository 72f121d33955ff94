"""Django's name for the jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work that a page asks for and a worker does, and work that is due by the clock."""

    name = "serai.commons.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
