"""Django's name for the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in, and the roles they hold."""

    name = "serai.commons.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
