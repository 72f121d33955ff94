"""Django's name for the room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Words found whatever the way they are written."""

    name = "serai.commons.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
