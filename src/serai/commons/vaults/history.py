"""How histories of holds and of broken glass read: to those who watch over the vaults.

They name a pseudonym and a reason, never a person; what stands in a vault has its own log inside it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun, Visible
from serai.commons.vaults.access import WATCH_VAULTS
from serai.commons.vaults.models import BrokenGlass, Hold

ABOUT = {"vault": _("the vault"), "subject": _("the pseudonym"), "reason": _("the reason")}


def _for_watchers(model: Any) -> Visible:
    def visible(reader: Reader, keys: Collection[str]) -> set[str]:
        if not WATCH_VAULTS.held_by(reader):
            return set()
        return {str(pk) for pk in model.objects.filter(pk__in=keys).values_list("pk", flat=True)}

    return visible


def nouns() -> tuple[Noun, ...]:
    """A legal hold, and an opening outside somebody's reach."""
    return (
        Noun(
            Hold,
            _("legal hold"),
            name="reason",
            visible=_for_watchers(Hold),
            fields={
                **ABOUT,
                "placed_by": _("who placed it"),
                "placed_at": _("when it was placed"),
                "lifted_at": _("when it was lifted"),
            },
        ),
        Noun(
            BrokenGlass,
            _("opening outside somebody's reach"),
            name="reason",
            visible=_for_watchers(BrokenGlass),
            fields={
                **ABOUT,
                "actor": _("who opened it"),
                "broken_at": _("when it was opened"),
                "until": _("the end"),
                "alerted": _("who was told"),
                "ended_by": _("who ended it"),
                "ended_at": _("when it was ended"),
                "seen_by": _("who looked at it"),
                "seen_at": _("when it was looked at"),
            },
        ),
    )
