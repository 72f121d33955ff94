"""How histories of accounts read: who looks after accounts may see them, and everybody their own."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.access import MANAGE_ACCOUNTS
from serai.commons.accounts.models import ClosedProvider, FactorReset, HeldRole, User
from serai.commons.audit.declaring import Noun, Part

RESET = {
    "asked_by": _("who asked"),
    "asked_at": _("when it was asked"),
    "reason": _("the reason"),
    "closed_by": _("who confirmed or refused it"),
    "closed_at": _("when it was closed"),
    "confirmed": _("whether it was confirmed"),
}


def _visible(reader: Reader, keys: Collection[str]) -> set[str]:
    rows = User.objects.filter(pk__in=keys)
    if not MANAGE_ACCOUNTS.roles & reader.roles:
        rows = rows.filter(pk=reader.account or 0)
    return {str(key) for key in rows.values_list("pk", flat=True)}


def nouns() -> tuple[Noun, ...]:
    """An account, with the roles it holds."""
    role = {
        "role": _("the role"),
        "organisation": _("the organisation"),
        "since": _("the first day"),
        "until": _("the last day"),
        "given_by": _("who gave it"),
    }
    return (
        Noun(
            User,
            _("account"),
            name="name",
            visible=_visible,
            personal=True,
            fields={
                "email": _("the mail address"),
                "name": _("the name"),
                "is_active": _("whether it is active"),
                "is_superuser": _("whether it is a superuser"),
                "joined_at": _("when it was made"),
                "must_change_password": _("whether the password must be changed"),
                "is_demo": _("whether it is invented"),
            },
            parts=(
                Part(HeldRole, "user", _("a role"), role, ("role", "organisation", "since", "until")),
                Part(FactorReset, "user", _("a lost second factor"), RESET, ("asked_at", "reason")),
                Part(
                    ClosedProvider,
                    "user",
                    _("a way in that was removed"),
                    {"provider": _("the organisation"), "closed_at": _("when it was removed")},
                    ("provider", "closed_at"),
                ),
                Part(User.groups.through, "user", _("a group of the editor")),
                Part(User.user_permissions.through, "user", _("a permission of the editor")),
            ),
        ),
    )
