"""Files of people that wait to be pointed at concepts and taken: encrypted under their scope's keys, each for itself.

    waiting-<key>     the bytes of one file; its notes say what is seen in it and how far it is

A file goes, its key first, once it is taken or put away, and after ``KEPT`` in any case. Everything that is known of it
lies here and not in the database: also its name may be somebody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.jobs import services as jobs
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import Scope
from serai.components.statistics.registers import folders, workrooms
from serai.components.statistics.registers.scopes import own_scopes
from serai.components.statistics.registers.vault import VAULT
from serai.engine.model.pointing import RegisterLook

KEPT = timedelta(days=3)
COLUMNS, CODES, TAKING, FAILED = "columns", "codes", "taking", "failed"
"""How far a file is: its columns are asked about, then its codes and days, then it is taken."""
_PREFIX = "waiting-"
_PIECE = 1 << 20


@dataclass(frozen=True)
class Waiting:
    """One file: ``words`` are what was said of it so far, ``new`` and ``gone`` the headers by which it differs from
    the file that ``matching`` was made for."""

    scope: Scope
    key: UUID
    name: str
    register: str
    base: str
    state: str
    look: RegisterLook
    words: dict[str, Any]
    brought_at: datetime
    matching: str = ""
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    job: str = ""
    trouble: str = ""
    alone: bool = False


def keep(scope: Scope, content: bytes, **said: Any) -> Waiting:
    """Close a file into a folder of its own. Raises VaultLocked, KeyGone."""
    key = uuid4()
    pieces = [content[at : at + _PIECE] for at in range(0, len(content), _PIECE)]
    rows = {"subject": pa.array([""] * len(pieces), pa.string()), "piece": pa.array(pieces, pa.binary())}
    said |= {"brought_at": timezone.now().isoformat()}
    folders.folder(scope, _name(key)).write(pa.table(rows), note=said)
    return _told(scope, key)


def note(row: Waiting, **said: Any) -> Waiting:
    """How far the file is, and what is known of it now."""
    folders.note(row.scope, _name(row.key), **said)
    return _told(row.scope, row.key)


def find(reader: Reader, key: UUID) -> Waiting:
    """A file of the reader's organisations. Raises Http404 when there is none, VaultLocked."""
    for scope in own_scopes(reader):
        if folders.held(scope, _name(key)):
            return _told(scope, key)
    raise Http404(_("There is no such file."))


def files(reader: Reader) -> list[Waiting]:
    """The files of the reader's organisations whose keys are open, the newest first."""
    found = [
        _told(scope, UUID(path.name.removeprefix(_PREFIX)))
        for scope in own_scopes(reader)
        if folders.keys().state(VAULT.name, scope) == "open"
        for path in folders.place(scope).glob(f"{_PREFIX}*")
        if folders.held(scope, path.name)
    ]
    return sorted(found, key=lambda row: row.brought_at, reverse=True)


def of(scope: Scope, key: UUID) -> Waiting:
    """A file by its key, for the job that takes it. Raises Http404."""
    if not folders.held(scope, _name(key)):
        raise Http404(_("There is no such file."))
    return _told(scope, key)


def is_being_taken(row: Waiting) -> bool:
    """Whether its job may still take it."""
    job = jobs.status(row.job) if row.state == TAKING and row.job else None
    return job is not None and job.alive


def write_into(row: Waiting, path: Path) -> None:
    """The bytes of the file at ``path``, which lies in memory."""
    with path.open("wb") as out:
        for piece in _pieces(row):
            out.write(piece)


def size_of(row: Waiting) -> int:
    """How many bytes the file has."""
    return sum(map(len, _pieces(row)))


def drop(scope: Scope, key: UUID) -> None:
    """The file goes, its key first."""
    EncryptedFolder.drop(folders.root(), folders.keys(), vault=VAULT.name, scope=scope, name=_name(key))


def drop_old(now: datetime) -> str:
    """Files that nobody took go, and what killed runs left of files in memory; a sentence of it."""
    gone = workrooms.sweep()
    for path in (folders.root() / VAULT.name).glob(f"*/*/{_PREFIX}*"):
        if now.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
            scope = Scope(path.parent.parent.name, path.parent.name)
            drop(scope, UUID(path.name.removeprefix(_PREFIX)))
            gone += 1
    return f"{gone} files of people that nobody took were removed" if gone else ""


def _pieces(row: Waiting) -> Iterator[bytes]:
    for batch in folders.folder(row.scope, _name(row.key)).read(columns=["piece"]):
        if "piece" in batch.schema.names:
            yield from batch["piece"].to_pylist()


def _told(scope: Scope, key: UUID) -> Waiting:
    said = folders.notes(scope, _name(key))
    row = Waiting(
        scope=scope,
        key=key,
        name=said["name"],
        register=said["register"],
        base=said["base"],
        state=said["state"],
        look=RegisterLook.of(said["look"]),
        words=said["words"],
        brought_at=datetime.fromisoformat(said["brought_at"]),
    )
    more = {name: said[name] for name in ("matching", "job", "trouble", "alone") if name in said}
    return replace(row, new=tuple(said.get("new", ())), gone=tuple(said.get("gone", ())), **more)


def _name(key: UUID) -> str:
    return f"{_PREFIX}{key.hex}"
