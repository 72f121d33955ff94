"""Django's name for the room."""

from django.apps import AppConfig


class VaultsConfig(AppConfig):
    """Personal data that only its own key opens."""

    name = "serai.commons.vaults"
    label = "vaults"
    default_auto_field = "django.db.models.BigAutoField"
