"""How histories of the inventory read: to whoever may see it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun
from serai.commons.partnership.models import Register
from serai.components.statistics.access import SEE_INVENTORY
from serai.components.statistics.models import ImprovementStep, RegisterEntry


def _entries(reader: Reader, keys: Collection[str]) -> set[str]:
    if not SEE_INVENTORY.held_by(reader):
        return set()
    return {
        str(key)
        for key in Register.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True)
    }


def _steps(reader: Reader, keys: Collection[str]) -> set[str]:
    registers = dict(ImprovementStep.objects.filter(pk__in=keys).values_list("pk", "register_id"))
    seen = _entries(reader, set(registers.values()))
    return {str(pk) for pk, register in registers.items() if register in seen}


def _names(keys: Collection[str]) -> dict[str, str]:
    return dict(Register.objects.filter(pk__in=keys).values_list("pk", "name"))


def nouns() -> tuple[Noun, ...]:
    """An entry and a step, with who may see them."""
    return (
        Noun(
            RegisterEntry,
            _("register in the inventory"),
            name=_names,
            visible=_entries,
            fields={
                "register": _("the register"),
                "legal_basis": _("the legal basis"),
                "covers": _("who and what is in it"),
                "gaps": _("the gaps"),
                "changed_by": _("who changed it"),
                "changed_at": _("when it was changed"),
            },
        ),
        Noun(
            ImprovementStep,
            _("step of a plan"),
            name="what",
            visible=_steps,
            fields={
                "register": _("the register"),
                "what": _("what will be done"),
                "office": _("which office does it"),
                "due_on": _("until when"),
                "done_on": _("when it was done"),
            },
        ),
    )
