"""Django's name for history and the log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What was changed and what was read, in a chain that shows any break."""

    name = "serai.commons.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
