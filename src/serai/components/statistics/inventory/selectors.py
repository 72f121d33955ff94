"""Which registers a state holds, what is known of each and what is missing. A text that is empty is not known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Organisation, Register
from serai.commons.partnership.selectors.parts import Names, source_refs, visible_sources
from serai.components.statistics.access import EDIT_INVENTORY, SEE_INVENTORY
from serai.components.statistics.models import ImprovementStep, RegisterEntry

NO_STATE = "none"
KNOWN = ("legal_basis", "covers", "gaps")


@dataclass(frozen=True)
class Held:
    """A register with what is known of it; ``entry`` has empty texts where nobody has said anything."""

    register: Register
    holder: str
    entry: RegisterEntry
    steps: tuple[ImprovementStep, ...]
    sources: tuple[Any, ...]
    may_edit: bool


@dataclass(frozen=True)
class StateLine:
    """How much is known of the registers of one state: how many registers, and of how many each thing is known."""

    key: str
    name: str
    registers: int
    flows: int
    stocks: int
    legal_basis: int
    covers: int
    gaps: int
    open_steps: int
    late_steps: int


def lines(reader: Reader) -> list[StateLine]:
    """One line for each state with a register, and one for organisations of no state. Six queries."""
    by_state: dict[str, list[Held]] = defaultdict(list)
    for held in _held(reader):
        by_state[_state_of(held.register)].append(held)
    names, today = Names(reader), timezone.localdate()

    def line(key: str, found: list[Held]) -> StateLine:
        steps = [step for held in found for step in held.steps if step.done_on is None]
        kinds = [held.register.kind for held in found]
        known = {name: sum(bool(getattr(held.entry, name)) for held in found) for name in KNOWN}
        return StateLine(
            key=key,
            name=_named(names, key),
            registers=len(found),
            flows=sum(kind in (Register.Kind.FLOW, Register.Kind.STOCK_AND_FLOW) for kind in kinds),
            stocks=sum(kind in (Register.Kind.STOCK, Register.Kind.STOCK_AND_FLOW) for kind in kinds),
            open_steps=len(steps),
            late_steps=sum(step.due_on is not None and step.due_on < today for step in steps),
            **known,
        )

    made = [line(key, found) for key, found in by_state.items()]
    return sorted(made, key=lambda one: (one.key == NO_STATE, one.name))


def state(reader: Reader, key: str) -> tuple[str, list[Held]]:
    """The name of a state and its registers. Raises: Http404 where it holds none."""
    found = [held for held in _held(reader) if _state_of(held.register) == key]
    if not found:
        raise Http404(_("No register of this state is known."))
    name = (
        _("International organisations")
        if key == NO_STATE
        else str(Names(reader).state(key, timezone.localdate()).name)
    )
    return name, found


def held(reader: Reader, key: str) -> Held:
    """One register that the reader may say something of. Raises: Http404."""
    found = next((one for one in _held(reader) if one.register.pk == key and one.may_edit), None)
    if found is None:
        raise Http404(_("There is no such register among those of your state."))
    return found


def step(reader: Reader, number: int) -> ImprovementStep:
    """One step of a plan that the reader may change. Raises: Http404."""
    found = ImprovementStep.objects.filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such step."))
    held(reader, str(found.register_id))
    return found


def _named(names: Names, key: str) -> str:
    return (
        _("International organisations")
        if key == NO_STATE
        else str(names.state(key, timezone.localdate()).name)
    )


def _state_of(register: Register) -> str:
    return register.organisation.state_id or NO_STATE


def _held(reader: Reader) -> list[Held]:
    if not SEE_INVENTORY.held_by(reader):
        return []
    rows = (
        Register.objects.visible_to(reader)
        .select_related("organisation")
        .prefetch_related(visible_sources(reader))
        .order_by("organisation__name", "key")
    )
    entries = {entry.pk: entry for entry in RegisterEntry.objects.select_related("changed_by")}
    steps: dict[str, list[ImprovementStep]] = defaultdict(list)
    for one in ImprovementStep.objects.all():
        steps[str(one.register_id)].append(one)
    own = _own_states(reader)
    return [
        Held(
            register=row,
            holder=row.organisation.name,
            entry=entries.get(row.pk) or RegisterEntry(register=row),
            steps=tuple(steps[row.pk]),
            sources=tuple(source_refs(row.sources.all())),
            may_edit=row.organisation_id in reader.organisations or row.organisation.state_id in own,
        )
        for row in rows
    ]


def _own_states(reader: Reader) -> set[str]:
    """The states for whose organisations the reader works, if they may write there."""
    if not EDIT_INVENTORY.held_by(reader):
        return set()
    keys = Organisation.objects.filter(pk__in=reader.organisations).values_list("state_id", flat=True)
    return {str(key) for key in keys if key}
