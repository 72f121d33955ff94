"""Django's name for the project itself."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    name = "serai.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The web's rights follow the tables: last of all, because this application is the last one.

        The desk learns which rooms there are.
        """
        from serai.project import registry, roles
        from serai.web.desk import rooms as desk

        desk.mount(registry.rooms)
        post_migrate.connect(roles.grant, sender=self)
