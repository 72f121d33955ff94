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

from serai.commons.access.readers import Reader
from serai.commons.vaults.keys import Scope
from serai.components.statistics.access import START_WORK
from serai.components.statistics.registers import folders
from serai.components.statistics.registers.folders import PERSONS
from serai.components.statistics.registers.vault import VAULT
from serai.components.statistics.selectors.datasets import KINDS
from serai.engine.model.receipt import Receipt
from serai.web import wording


@dataclass(frozen=True)
class Held:
    """A register: ``rows`` of what happened, as ``files`` were taken, the last at ``taken_at``.

    ``state`` is that of its keys; while they are not open nothing else is known. ``linked`` says whether the
    last linkage has it, ``compiled_at`` and ``definition`` when and how it was last compiled; ``sums`` is
    for the table part: migrations by year, where a job compiled them last.
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
    events = {s.number: s.rows for s in folders.folder(scope, folders.events_of(register)).snapshots()}
    results = f"{register}-migrations"
    made = folders.folder(scope, results).snapshots()[-1].note if folders.held(scope, results) else {}
    receipt = Receipt.from_json(files[-1].note["receipt"], [])
    return Held(
        scope.country,
        scope.organisation,
        register,
        "open",
        rows=events[files[-1].number],
        files=len(files),
        taken_at=parse_datetime(receipt.loaded_at),
        linked=linked,
        compiled_at=parse_datetime(made["at"]) if made else None,
        definition=made.get("definition", ""),
        sums=_sums(scope, register, made["at"]) if made else None,
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
