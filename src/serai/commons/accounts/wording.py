"""Words about accounts: those of the library's forms, and what is said about a password."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from serai.commons.places.digits import native

# Labels of allauth's forms, which it has not in all our languages: our catalogues stand above its own.
LABELS = (
    _("Email"),
    _("Password"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Code"),
)


class LongPassword(MinimumLengthValidator):
    """How long a password must be, told in the reader's digits."""

    def get_help_text(self) -> str:
        """What stands beside the field."""
        return native(super().get_help_text(), get_language())

    def get_error_message(self) -> str:
        """What is said when it is too short."""
        return native(super().get_error_message(), get_language())
