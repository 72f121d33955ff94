"""Until when a register may be kept, and what happens then: its rows are erased, figures stay.

The day stands in the notes of the folder ``<register>-clock``, closed with the scope's keys as the rows are.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from serai.commons.jobs.schedules import Schedule
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import Scope
from serai.commons.vaults.models import Hold, Tombstone
from serai.components.statistics.errors import RegisterRefused
from serai.components.statistics.registers import folders, workrooms
from serai.components.statistics.registers.folders import BY_PERSON, PERSONS, SHEET
from serai.components.statistics.registers.vault import RULE, VAULT
from serai.components.statistics.registers.waiting import drop_old
from serai.engine.model.receipt import Receipt

logger = logging.getLogger(__name__)

SOON = timedelta(days=60)
_EVERYBODY = pa.table({name: pa.array([], pa.string()) for name in ("subject", "person_id", "register")})


@dataclass(frozen=True)
class Kept:
    """The last day of a register, and its legal basis; without one the vault's rule holds.

    ``erased_at`` is when the clock last erased it.
    """

    until: date
    basis: str = ""
    erased_at: datetime | None = None

    @property
    def soon(self) -> bool:
        """Whether its day is near, and nothing was erased yet."""
        return self.erased_at is None and self.until - timezone.localdate() <= SOON


def kept(scope: Scope, register: str) -> Kept:
    """Until when a register is kept; one taken before there was a clock, by the rule from its last file on.

    Raises VaultLocked, KeyGone.
    """
    said = folders.notes(scope, _clock(register))
    if "until" not in said:
        last = Receipt.from_json(folders.taken(scope, register)[-1].note["receipt"], [])
        since = datetime.fromisoformat(last.loaded_at).date()
        return Kept(since + timedelta(days=RULE.days))
    erased = said.get("erased_at")
    return Kept(
        date.fromisoformat(said["until"]), said["basis"], datetime.fromisoformat(erased) if erased else None
    )


def check(scope: Scope, register: str, until: date | None, basis: str) -> None:
    """Raise RegisterRefused for a day that is over, one without a legal basis, or a register whose time is over."""
    if until is None and basis:
        raise RegisterRefused("A legal basis comes with a day", advice="Say --keep-until too.")
    if until is not None and not basis.strip():
        raise RegisterRefused(
            "A day until which a register may be kept needs the legal basis that names it",
            where=register,
            advice="Say it with --basis, for instance: --basis 'Border Act, section 12'.",
        )
    if until is not None and until <= timezone.localdate():
        raise RegisterRefused(
            f"{until} is over", where=register, advice="Name the last day on which it may be kept."
        )
    there = register in folders.registers_in(scope)
    if until is None and there and (day := kept(scope, register).until) < timezone.localdate():
        raise RegisterRefused(
            f"The time of {register} was over on {day}",
            where=str(scope),
            advice="If the law lets you keep more, say until when with --keep-until and --basis.",
        )


def keep(scope: Scope, register: str, *, until: date | None = None, basis: str = "") -> Kept:
    """Keep a register until the day that its legal basis names; without one a new register by the vault's rule.

    Raises:  RegisterRefused, UnknownRegister, VaultLocked, KeyGone.
    """
    folders.first_taken(scope, register)
    check(scope, register, until, basis)
    said = folders.notes(scope, _clock(register))
    if until is None and "until" not in said:
        until = timezone.localdate() + timedelta(days=RULE.days)
    if until is not None:
        folders.note(
            scope, _clock(register), until=str(until), basis=basis, at=timezone.now().isoformat(),
            erased_at=None,
        )  # fmt: skip
        folders.tell(scope, f"{register} may be kept until {until}")
    return kept(scope, register)


def erase_due(now: datetime) -> str:
    """Erase the rows of every register whose last day is over; a sentence for each.

    Unknown: a register whose keys are locked cannot be asked, nor read by anybody; it waits for them.
    """
    said = []
    for _vault, scope in folders.keys().scopes(VAULT.name):
        if folders.keys().state(VAULT.name, scope) != "open":
            continue
        for register in folders.registers_in(scope):
            try:
                with transaction.atomic():
                    rows = _erase_if_due(scope, register, timezone.localdate(now))
            except Exception:  # one register must not keep the others from their clock
                logger.exception("the clock of register %s of %s failed", register, scope)
                said.append(f"{register} of {scope}: not erased, see the log")
                continue
            if rows:
                said.append(f"{register} of {scope}: {rows} rows erased, its time was over")
    return "; ".join(said)


def _erase_if_due(scope: Scope, register: str, today: date) -> int:
    found = kept(scope, register)
    if found.until >= today or not _rows(scope, register):
        return 0
    with workrooms.alone():
        held = {key.hex for key in _held()}
        linked, own = _open(scope, PERSONS, SHEET), _open(scope, *_own(register))
        people = _EVERYBODY if not linked else folders.whole(scope, PERSONS, _EVERYBODY.column_names)
        here = pc.equal(people["register"], register)
        gone = set(people.filter(here)["subject"].to_pylist()) - held
        gone -= set(people.filter(pc.invert(here))["subject"].to_pylist())  # in another register too
        same = pc.is_in(people["subject"], value_set=pa.array(sorted(held), pa.string()))
        spared = held | set(people.filter(same)["person_id"].to_pylist())
        rows = sum(folder.erase(spared, others=True) for folder in own)
        rows += sum(folder.erase(gone) for folder in linked)
        if not rows:
            return 0
        faults = [fault for folder in own for fault in folder.verify()]
        faults += [fault for folder in linked for fault in folder.verify(gone)]
        if faults or any(folder.erase(spared, others=True) for folder in own):
            raise VaultRefused("the erasure is not complete", where=register, advice="; ".join(faults))
        said = {"until": str(found.until), "basis": found.basis, "rows": rows}
        folders.note(scope, _clock(register), **said, erased_at=timezone.now().isoformat())
    folders.tell(scope, f"erasure: the time of {register} was over on {found.until}")
    why = f"kept until {found.until}: {found.basis or RULE.why}"
    Tombstone.objects.create(vault=VAULT.name, table=register, rows=rows, why=why[:200])
    return rows


def _rows(scope: Scope, register: str) -> int:
    """Rows of people and events, in any snapshot."""
    return sum(folders.folder(scope, name).count() for name in _own(register)[:2])


def _held() -> list[UUID]:
    return list(Hold.objects.filter(vault=VAULT.name, lifted_at=None).values_list("subject", flat=True))


def _open(scope: Scope, *names: str) -> list[EncryptedFolder]:
    return [folders.folder(scope, name) for name in names if folders.held(scope, name)]


def _own(register: str) -> list[str]:
    return [
        folders.people_of(register),
        folders.events_of(register),
        *(f"{register}-{kind}" for kind in BY_PERSON),
    ]


def _clock(register: str) -> str:
    return f"{register}-clock"


SCHEDULES = (
    Schedule(
        "registers of people",
        timedelta(hours=6),
        erase_due,
        format_lazy("{what}: {vault}", what=_("Personal data whose time is over"), vault=VAULT.title),
    ),
    Schedule("files of people", timedelta(hours=6), drop_old, _("Files of people that nobody took")),
)
