"""Which folders registers have, under which keys, and who holds them.

    <register>-people, <register>-events                   what was taken, a snapshot for each file
    <register>-clock                                       no rows: until when it is kept, and why
    persons, sheet                                         the last linkage: who is who, and pairs for clerks
    <register>-migrations, -conditional, -unestablished    what was compiled, by person

A scope is the organisation that holds registers, in its country. Every folder has the column ``subject``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from serai.commons.access.readers import Reader
from serai.commons.vaults import crypto
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.folders import EncryptedFolder, Snapshot
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.sessions import opened, opened_by_house
from serai.components.statistics.errors import RegisterRefused, UnknownRegister
from serai.components.statistics.registers.vault import VAULT

PERSONS, SHEET = "persons", "sheet"
BY_PERSON = ("migrations", "conditional", "unestablished")
"""What is compiled about single persons."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_PEOPLE = "-people"


def people_of(register: str) -> str:
    """The folder of who the people of a register are. Raises RegisterRefused for what is no name."""
    if not _NAME.fullmatch(register):
        raise RegisterRefused(
            f"{register!r} cannot name a register", advice="Use small letters a to z, figures and _."
        )
    return f"{register}{_PEOPLE}"


def events_of(register: str) -> str:
    """The folder of what happened to them."""
    return f"{register}-events"


def notes(scope: Scope, name: str) -> dict[str, Any]:
    """All that was noted in a folder, later notes over earlier ones."""
    said: dict[str, Any] = {}
    for snapshot in folder(scope, name).snapshots() if held(scope, name) else ():
        said |= snapshot.note
    return said


def note(scope: Scope, name: str, **said: Any) -> None:
    """One more note in a folder; its rows stay as they are."""
    folder(scope, name).write(pa.table({"subject": pa.array([], pa.string())}), note=said)


def root() -> Path:
    """Where encrypted folders lie."""
    return Path(settings.HOME) / "vaults"


def keys() -> KeyFolder:
    """The keys of this installation."""
    return KeyFolder(settings.KEYS)


def place(scope: Scope) -> Path:
    """Where the folders of one scope lie."""
    return root() / VAULT.name / scope.country / scope.organisation


def folder(scope: Scope, name: str) -> EncryptedFolder:
    """A folder, made when it is not there. Raises VaultLocked, KeyGone."""
    return EncryptedFolder(root(), keys(), vault=VAULT.name, scope=scope, name=name)


def held(scope: Scope, name: str) -> bool:
    """Whether anything was ever written into a folder; needs no key."""
    return (place(scope) / name / "snapshots").exists()


def registers_in(scope: Scope) -> list[str]:
    """The names of the registers of a scope; needs no key."""
    return sorted(
        path.name.removesuffix(_PEOPLE) for path in place(scope).glob(f"*{_PEOPLE}") if held(scope, path.name)
    )


def taken(scope: Scope, register: str) -> list[Snapshot]:
    """What was taken into a register, file after file, by the notes that were made of it."""
    return folder(scope, people_of(register)).snapshots() if held(scope, people_of(register)) else []


def first_taken(scope: Scope, register: str) -> Snapshot:
    """The first file of a register, which says how its people are told apart. Raises UnknownRegister."""
    found = taken(scope, register)
    if not found:
        raise UnknownRegister(
            f"There is no register {register} here",
            where=str(scope),
            advice=f"There are: {', '.join(registers_in(scope))}.",
        )
    return found[0]


def whole(scope: Scope, name: str, columns: list[str] | None = None) -> pa.Table:
    """All rows of a folder in memory; columns that some files lack are null there."""
    tables = [pa.Table.from_batches([batch]) for batch in folder(scope, name).read(columns=columns)]
    if not tables:
        return pa.table({column: pa.array([], pa.string()) for column in columns or ["subject"]})
    return pa.concat_tables(tables, promote_options="default")


def rows_of(scope: Scope, register: str) -> int:
    """How many events a register has. Raises UnknownRegister."""
    first_taken(scope, register)
    last = taken(scope, register)[-1].number
    return next(s.rows for s in folder(scope, events_of(register)).snapshots() if s.number == last)


def events(scope: Scope, register: str) -> Iterator[pa.RecordBatch]:
    """What happened, as far as it was wholly taken: people are written last, and a kill may come between.

    Raises UnknownRegister.
    """
    first_taken(scope, register)
    return folder(scope, events_of(register)).read(taken(scope, register)[-1].number)


def pseudonym_key(scope: Scope) -> bytes:
    """The key of the scope's pseudonyms: lies in no file of its own, and goes with the keys it is made of.

    Raises VaultLocked, KeyGone.
    """
    return crypto.blind(keys().index(VAULT.name, scope), "key of pseudonyms", VAULT.name)


def scope_of(registers: list[str], *, country: str = "", organisation: str = "") -> Scope:
    """The one scope that holds all these registers and fits country and organisation, if they are said.

    Raises UnknownRegister; VaultLocked and KeyGone when its keys are closed away or destroyed.
    """
    for register in registers:
        people_of(register)
    scopes = [scope for _, scope in keys().scopes(VAULT.name, country=country, organisation=organisation)]
    found = [scope for scope in scopes if set(registers) <= set(registers_in(scope)) and registers_in(scope)]
    if len(found) == 1:
        keys().require_open(VAULT.name, found[0])
        return found[0]
    words = ", ".join(registers) or "a register"
    if found:
        raise UnknownRegister(
            f"More than one organisation holds {words}",
            where=", ".join(map(str, found)),
            advice="Say --country and --organisation.",
        )
    apart = [scope for scope in scopes if set(registers) & set(registers_in(scope))]
    if set(registers) <= {name for scope in apart for name in registers_in(scope)}:
        raise RegisterRefused(
            f"{words} are of several organisations, and registers are linked within one",
            where=", ".join(map(str, apart)),
            advice="Each organisation has keys of its own, so its pseudonyms meet no other's. Under a data-sharing"
            " agreement one of them takes both registers with serai registers take, and links them there.",
        )
    there = [f"{name} ({scope})" for scope in scopes for name in registers_in(scope)]
    raise UnknownRegister(
        f"No organisation holds {words}" + (" together" if len(registers) > 1 else ""),
        where="/".join(filter(None, (country, organisation))),
        advice=f"There are: {', '.join(there)}." if there else "Take a file first: serai registers take.",
    )


def tell(scope: Scope, purpose: str, *, reader: Reader | None = None, actor: int | None = None) -> None:
    """Write into the vault's log that it is read, by ``reader`` or by the house, and for what.

    Raises VaultRefused for somebody whose roles do not open it, or who does not work for the organisation.
    """
    words = f"{purpose} ({scope})"
    if reader is None:
        with opened_by_house(VAULT, purpose=words, rights="r", actor=actor):
            return
    if scope.organisation not in reader.organisations:
        raise VaultRefused(
            "this register is another organisation's",
            where=str(scope),
            advice="Ask somebody who works there.",
        )
    with opened(VAULT, reader=reader, purpose=words, rights="r"):
        return
