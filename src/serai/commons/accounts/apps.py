"""Django's name for the accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from serai.commons.accounts.events import NoticeKind
    from serai.commons.accounts.held import Held
    from serai.commons.audit.declaring import Noun


class AccountsConfig(AppConfig):
    """Who signs in, and the roles they hold."""

    name = "serai.commons.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to allauth."""
        from serai.commons.accounts import handlers

        handlers.connect()

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """What people are told about their own account; nobody can switch it off."""
        from serai.commons.accounts.events import NoticeKind

        return (
            NoticeKind("password_changed", _("Your password was changed"), security=True),
            NoticeKind("factor_changed", _("Your second factor was changed"), security=True),
            NoticeKind("way_in_changed", _("A way to sign in was linked or removed"), security=True),
            NoticeKind("factor_reset_asked", _("A second factor is said to be lost"), security=True),
            NoticeKind("factor_reset_done", _("A lost second factor was forgotten"), security=True),
            NoticeKind("factor_reset_refused", _("A second factor stays"), security=True),
        )

    def held_on(self, account: int) -> list[Held]:
        """What this room holds on a person."""
        from serai.commons.accounts import personal

        return personal.held_on(account)

    def erase(self, subject: Any) -> list[str]:
        """Blank the account of a person."""
        from serai.commons.accounts import personal

        return personal.erase(subject)

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.commons.accounts.history import nouns

        return nouns()
