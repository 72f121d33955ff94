"""Django's name for the project itself."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "serai.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"
