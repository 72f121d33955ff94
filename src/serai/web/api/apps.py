"""Django's name for the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "serai.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def end_access(self, account: int) -> None:
        """With somebody's access their tokens end."""
        from serai.web.api.services import end_tokens

        end_tokens(account)
