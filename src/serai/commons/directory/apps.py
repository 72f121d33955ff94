"""Django's name for the room."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """People, the organisations they work for, and what they hold there."""

    name = "serai.commons.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
