"""What is held on a person: every room is asked, and the person reads it or takes it away as a file.

A room answers through ``held_on(account)`` of its AppConfig: ``account`` is the number of the account,
and the answer is a list of ``Held``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from serai.commons.accounts.models import User
from serai.commons.audit.models import Read


@dataclass(frozen=True)
class Held:
    """Records of one kind. ``name`` is for machines ("directory.post"), ``title`` for the reader.

    Each row maps the word of a field to what it says, as text.
    """

    name: str
    title: Any
    rows: tuple[Mapping[str, str], ...]


def held_on(account: int) -> list[Held]:
    """Everything that any room holds on the person with that account; kinds without rows are left out."""
    found: list[Held] = []
    for config in apps.get_app_configs():
        ask = getattr(config, "held_on", None)
        if ask is not None:
            found.extend(kind for kind in ask(account) if kind.rows)
    return found


def as_json(kinds: list[Held]) -> dict[str, Any]:
    """The same for machines: kind → rows."""
    return {kind.name: {"title": str(kind.title), "rows": [dict(row) for row in kind.rows]} for kind in kinds}


def reads_of(noun: str, key: str, own: int) -> tuple[Mapping[str, str], ...]:
    """Who was shown a thing, the latest two hundred times, without the person's own reading."""
    rows = list(Read.objects.filter(noun=noun, key=key).exclude(account=own).order_by("-pk")[:200])
    names = dict(User.objects.filter(pk__in={row.account for row in rows}).values_list("pk", "name"))
    return tuple(
        {
            _("when"): f"{row.at:%Y-%m-%d %H:%M} UTC",
            _("who"): names.get(row.account or 0, _("nobody signed in")),
            _("why"): row.purpose,
        }
        for row in rows
    )
