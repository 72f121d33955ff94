"""Verbs of the inventory: say what is known of a register, plan a step, change it."""

from __future__ import annotations

from typing import Any

from serai.commons.directory.selectors.who import reader_of
from serai.components.statistics.access import EDIT_INVENTORY
from serai.components.statistics.errors import WorkRefused
from serai.components.statistics.inventory import selectors
from serai.components.statistics.models import ImprovementStep, RegisterEntry


def describe(*, actor: Any, register: str, legal_basis: str, covers: str, gaps: str) -> RegisterEntry:
    """Write down what is known of a register; an empty text says that it is not known.

    Raises:  WorkRefused; Http404 for a register of another state.
    """
    found = selectors.held(_may(actor), register)
    values = {"legal_basis": legal_basis, "covers": covers, "gaps": gaps, "changed_by": actor}
    entry, _made = RegisterEntry.objects.update_or_create(register=found.register, defaults=values)
    return entry


def plan(*, actor: Any, register: str, **values: Any) -> ImprovementStep:
    """Add a step to the plan of a register. Raises: WorkRefused; Http404."""
    found = selectors.held(_may(actor), register)
    return ImprovementStep.objects.create(register=found.register, **values)


def change(*, actor: Any, step: int, **values: Any) -> ImprovementStep:
    """Change a step, or say that it is done. Raises: WorkRefused; Http404."""
    row = selectors.step(_may(actor), step)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def _may(actor: Any) -> Any:
    if not EDIT_INVENTORY.granted_to(actor):
        raise WorkRefused(str(EDIT_INVENTORY.title))
    return reader_of(actor)
