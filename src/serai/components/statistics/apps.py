"""Django's name for the room of statistics."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "serai.components.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
