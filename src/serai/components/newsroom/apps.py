"""Django's name for the newsroom."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """News, events, contact, newsletter: what the partnership says to everybody."""

    name = "serai.components.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"
