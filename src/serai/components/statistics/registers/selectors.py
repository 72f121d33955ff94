"""What registers are held, by whom, and what was done with them: counts and days, nobody's name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.access.readers import Reader
from serai.commons.vaults.keys import Scope
from serai.components.statistics.access import START_WORK
from serai.components.statistics.registers import clerks, folders
from serai.components.statistics.registers.clock import Kept, kept
from serai.components.statistics.registers.folders import BY_PERSON, PERSONS
from serai.components.statistics.registers.scopes import own_scopes
from serai.components.statistics.registers.vault import VAULT
from serai.components.statistics.selectors.datasets import KINDS
from serai.engine.model.receipt import Receipt
from serai.web import wording

__all__ = [
    "Compilation",
    "Held",
    "Linkage",
    "compilations",
    "linkages",
    "own_scopes",
    "place_of_sums",
    "registers",
]

GROUPS: dict[str, dict[str, Any]] = {
    "script": {
        "Arab": gettext_lazy("With a name in Arabic letters"),
        "Beng": gettext_lazy("With a name in Bangla letters"),
        "Latn": gettext_lazy("With a name in Latin letters"),
        "Zzzz": gettext_lazy("With a name in other letters"),
    },
    "sex": {"F": gettext_lazy("With a woman's record"), "M": gettext_lazy("With a man's record")},
    "single": {
        "true": gettext_lazy("With a name of one word"),
        "false": gettext_lazy("With a name of several words"),
    },
}
"""Pairs are told by these; a pair stands in each group of which one of its two records is."""


@dataclass(frozen=True)
class Held:
    """A register: ``rows`` of what happened, as ``files`` were taken, the last at ``taken_at``.

    ``state`` is that of its keys; while they are not open nothing else is known. ``linked`` says whether the
    last linkage has it, ``kept`` until when it stays, ``compiled_at`` and ``definition`` when and how it was
    last compiled; ``sums`` is for the table part: migrations by year, where a job compiled them last.
    """

    country: str
    organisation: str
    register: str
    state: str
    rows: int = 0
    files: int = 0
    taken_at: datetime | None = None
    linked: bool = False
    compiled_at: datetime | None = None
    definition: str = ""
    sums: Mapping[str, Any] | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Compilation:
    """What was compiled by person from a register: so many rows about ``migrations`` and others, when and how."""

    register: str
    definition: str
    at: datetime
    rows: int

    def __str__(self) -> str:
        return f"{self.register} by {self.definition} of {self.at:%Y-%m-%d}, {self.rows:,} rows"


def compilations(scope: Scope) -> tuple[Compilation, ...]:
    """What was compiled by person in a scope since its last linkage. Raises VaultLocked, KeyGone."""
    made = []
    for register in folders.registers_in(scope):
        names = [f"{register}-{kind}" for kind in BY_PERSON]
        last = [folders.folder(scope, name).snapshots()[-1] for name in names if folders.held(scope, name)]
        rows = sum(one.rows for one in last)
        if rows and (note := last[0].note):
            at = datetime.fromisoformat(note["at"])
            made.append(Compilation(register, note["definition"], at, rows))
    return tuple(made)


def registers(reader: Reader | None = None) -> tuple[Held, ...]:
    """Every register, by scope and name; for a reader who may start work those of their organisations."""
    if reader is not None and not START_WORK.held_by(reader):
        return ()
    return tuple(
        held
        for _vault, scope in folders.keys().scopes(VAULT.name)
        if reader is None or scope.organisation in reader.organisations
        for held in _of(scope)
    )


@dataclass(frozen=True)
class Linkage:
    """The last linkage of a scope. ``table`` is for the table part, once clerks' answers were ``judged_at``.

    ``sheets`` are files with names that were given out and are still there. ``lost`` is what was compiled by
    person, which another linkage would take away.
    """

    country: str
    organisation: str
    registers: tuple[str, ...]
    at: datetime
    records: int
    persons: int
    sheets: int = 0
    judged_at: datetime | None = None
    answered: int = 0
    unsure: int = 0
    table: Mapping[str, Any] | None = None
    lost: tuple[Compilation, ...] = ()


def linkages(reader: Reader) -> tuple[Linkage, ...]:
    """The linkages of the reader's organisations whose keys are open; none for whoever may not start work."""
    if not START_WORK.held_by(reader):
        return ()
    return tuple(
        _linkage(scope)
        for _vault, scope in folders.keys().scopes(VAULT.name)
        if scope.organisation in reader.organisations
        and folders.keys().state(VAULT.name, scope) == "open"
        and folders.held(scope, PERSONS)
    )


def _linkage(scope: Scope) -> Linkage:
    note = folders.folder(scope, PERSONS).snapshots()[-1].note
    judged = clerks.last_judged(scope)
    said, at = judged or ({}, None)
    return Linkage(
        scope.country,
        scope.organisation,
        tuple(note["registers"]),
        datetime.fromisoformat(note["at"]),
        note["quality"]["records"],
        note["quality"]["persons"],
        sheets=len(clerks.given_out(scope)),
        judged_at=at,
        answered=said.get("pairs_answered", 0),
        unsure=said.get("pairs_unsure", 0),
        table=_judgement(said) if said else None,
        lost=compilations(scope),
    )


def _judgement(said: Mapping[str, Any]) -> dict[str, Any]:
    """Precision and recall with their intervals: over all, and by script, sex and single name."""
    rows = [(_("All pairs"), said)]
    for group, words in GROUPS.items():
        rows += [(str(words.get(name, name)), told) for name, told in sorted(said["by"][group].items())]
    titles = (_("Pairs"), _("Linked rightly (precision)"), _("Found (recall)"), _("Answers"))
    return {
        "columns": [{"title": title, "numeric": at == 3} for at, title in enumerate(titles)],
        "rows": [
            [name, _share(told["precision"]), _share(told["recall"]), told["recall"]["n"]]
            for name, told in rows
        ],
    }


def _share(told: Mapping[str, Any]) -> str:
    if told["value"] is None:
        return _("not known")
    share, low, high = (wording.percent(told[name], 1) for name in ("value", "low", "high"))
    return _("%(share)s, between %(low)s and %(high)s") % {"share": share, "low": low, "high": high}


def _of(scope: Scope) -> list[Held]:
    state = folders.keys().state(VAULT.name, scope)
    names = folders.registers_in(scope)
    if state != "open":
        return [Held(scope.country, scope.organisation, name, state) for name in names]
    last = folders.folder(scope, PERSONS).snapshots() if folders.held(scope, PERSONS) else []
    linked = set(last[-1].note["registers"]) if last else set()
    return [_held(scope, name, name in linked) for name in names]


def _held(scope: Scope, register: str, linked: bool) -> Held:
    files = folders.taken(scope, register)
    results = f"{register}-migrations"
    made = folders.folder(scope, results).snapshots()[-1].note if folders.held(scope, results) else {}
    receipt = Receipt.from_json(files[-1].note["receipt"], [])
    return Held(
        scope.country,
        scope.organisation,
        register,
        "open",
        rows=folders.rows_of(scope, register),
        files=len(files),
        taken_at=parse_datetime(receipt.loaded_at),
        linked=linked,
        compiled_at=parse_datetime(made["at"]) if made else None,
        definition=made.get("definition", ""),
        sums=_sums(scope, register, made["at"]) if made else None,
        kept=kept(scope, register),
    )


def place_of_sums(scope: Scope, register: str) -> Path:
    """Where a job keeps the sums of what it compiled."""
    home = Path(settings.HOME) / "measured" / "registers"
    return home / scope.country / scope.organisation / f"{register}.json"


def _sums(scope: Scope, register: str, compiled_at: str) -> dict[str, Any] | None:
    """The sums that belong to what was compiled last; none when that was done from the command line."""
    path = place_of_sums(scope, register)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"at": ""}
    if told["at"] < compiled_at:
        return None
    titles = (_("Year and direction"), _("Certain"), _("Expected"), _("Possible"))
    return {
        "columns": [{"title": title, "numeric": at > 0} for at, title in enumerate(titles)],
        "rows": [
            [f"{wording.digits(str(year))}: {KINDS[kind]}", *sums] for year, kind, *sums in told["rows"]
        ],
    }
