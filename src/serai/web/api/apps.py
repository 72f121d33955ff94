"""Django's name for the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "serai.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
