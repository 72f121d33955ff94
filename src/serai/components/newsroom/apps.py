"""Django's name for the newsroom."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """News, events, contact, newsletter: what the partnership says to everybody."""

    name = "serai.components.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After each migration the site's frame is brought up: languages, groups, the workflow, roots."""
        from django.db.models.signals import post_migrate

        post_migrate.connect(_set_up, sender=self)


def _set_up(using: str, **_details: Any) -> None:
    """A database that has just been migrated gets what the editor needs; a second time changes nothing."""
    from serai.components.newsroom.services.frame import set_up

    if using == "default":
        set_up()
