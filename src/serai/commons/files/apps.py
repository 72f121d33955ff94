"""Django's name for the room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files stored once by content."""

    name = "serai.commons.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
