"""Django's name for history and the log."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """What was changed and what was read, in a chain that shows any break."""

    name = "serai.commons.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Triggers follow the code at each migration."""
        post_migrate.connect(_install, sender=self)


def _install(using: str, **_rest: Any) -> None:
    from serai.commons.audit import triggers

    triggers.install(using)
