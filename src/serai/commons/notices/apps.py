"""Django's name for the room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Words to people: in the house and by mail."""

    name = "serai.commons.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
