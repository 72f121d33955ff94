"""Django's name for the room."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Names of states and regions, codes, calendars and digits."""

    name = "serai.commons.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
