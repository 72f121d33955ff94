"""Django's name for the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.accounts.events import NoticeKind
    from serai.commons.audit.declaring import Noun
    from serai.commons.vaults.declarations import Vault
    from serai.commons.vaults.erasure import Subject
    from serai.commons.vaults.retention import Clocked


class VaultsConfig(AppConfig):
    """Personal data that only its own key opens."""

    name = "serai.commons.vaults"
    label = "vaults"
    default_auto_field = "django.db.models.BigAutoField"
    erases_in_transactions_of_its_own = True  # one for each vault: a transaction opens no second one

    def ready(self) -> None:
        """Schemas stand before migrations make tables in them; roles and policies follow after."""
        from serai.commons.vaults import gate

        pre_migrate.connect(gate.make_schemas, sender=self)
        post_migrate.connect(gate.install, sender=self)

    def vaults(self) -> tuple[Vault, ...]:
        """The drill vault; rooms declare theirs in the same way."""
        from serai.commons.vaults.drill import DRILL

        return (DRILL,)

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """The alarm that somebody read outside their reach; nobody can switch it off."""
        from serai.commons.accounts.events import NoticeKind

        return (NoticeKind("glass_broken", _("A vault was opened outside somebody's reach"), security=True),)

    def let_in(self, web: str) -> None:
        """The web's role may take the vaults' roles; asked by the project after each migration."""
        from serai.commons.vaults import gate

        gate.let_in(web)

    def schedules(self) -> tuple[Clocked, ...]:
        """What has been kept long enough is erased."""
        from serai.commons.vaults.retention import schedules

        return schedules()

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.commons.vaults.history import nouns

        return nouns()

    def erase(self, subject: Subject) -> list[str]:
        """Records of a person in every vault."""
        from serai.commons.vaults.erasure import erase_in_vaults

        return erase_in_vaults(subject)
