"""Django's name for the page frame."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The page frame and the pages about commons; has no models."""

    name = "serai.web"
    label = "web"
