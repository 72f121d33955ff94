"""Words about who did something and by which means; in the reader's language when they are written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from serai.commons.access.roles import Role

# the first role of a person in this order is told
_ROLES: dict[str, Promise] = {
    Role.SECRETARIAT: _("The Secretariat"),
    Role.PROTECTION_OFFICER: _("The data protection officer"),
    Role.PROJECT_MANAGER: _("The project manager"),
    Role.STATISTICIAN: _("The statistician"),
    Role.EDITOR: _("The editor"),
    Role.FOCAL_POINT: _("The focal point"),
    Role.ADMINISTRATOR: _("The administrator"),
}
_PROGRAMMES: dict[str, Promise] = {
    "command line": _("The command line"),
    "worker": _("A job"),
    "schedule": _("The clock"),
    "installation": _("The installation"),
    "erasure": _("The erasure"),
}
_MEANS: dict[str, Promise] = {
    "page": _("on a page"),
    "api": _("through the API"),
    "command": _("by a command"),
    "job": _("by a job"),
    "schedule": _("by the clock"),
}


def who(context: Mapping[str, Any] | None, names: Mapping[int, str]) -> Any:
    """Who did it, to begin a sentence with. ``names`` are those of accounts that are still there."""
    if not context:
        return _("Somebody outside the application")
    account = context.get("user")
    if account is not None:
        role = next((words for role, words in _ROLES.items() if role in (context.get("roles") or ())), None)
        name = names.get(account) or format_lazy(_("account {number}, no longer here"), number=account)
        return format_lazy("{role} ({name})", role=role, name=name) if role else name
    programme = context.get("actor")
    if programme:
        return _PROGRAMMES.get(programme) or format_lazy(_("The programme “{name}”"), name=programme)
    return _("A visitor") if context.get("means") else _("Somebody outside the application")


def means(context: Mapping[str, Any] | None) -> Any:
    """By which means, or "" when the words of ``who`` say it already."""
    said = context or {}
    return "" if said.get("user") is None and said.get("actor") else _MEANS.get(said.get("means", ""), "")


def programme_names() -> dict[str, Any]:
    """Programmes that act, for a choice."""
    return dict(_PROGRAMMES)
