"""Django's name for history and the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class Due(NamedTuple):
    """What a schedule is made of; the room of schedules stands above this one."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]
    title: Any


class AuditConfig(AppConfig):
    """What was changed and what was read, in a chain that shows any break."""

    name = "serai.commons.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Triggers follow the code at each migration."""
        post_migrate.connect(_install, sender=self)

    def schedules(self) -> tuple[Due, ...]:
        """The chain is sealed every hour and gone over every day."""
        from serai.commons.audit import sealing, services

        return (
            Due("seal of history", timedelta(hours=1), sealing.seal, _("The chain of histories is sealed")),
            Due(
                "verification of history",
                timedelta(days=1),
                services.verify_daily,
                _("The chain of histories is gone over"),
            ),
        )

    def append_only_tables(self) -> tuple[str, ...]:
        """What the web's role may add to and never change."""
        from serai.commons.audit.models import Blanked, Erasure, Link, Read, Seal, Shape

        return tuple(model._meta.db_table for model in (Link, Shape, Read, Erasure, Blanked, Seal))


def _install(using: str, **_rest: Any) -> None:
    from serai.commons.audit import triggers

    triggers.install(using)
