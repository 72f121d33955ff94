"""Encrypted table folders: registers too long for rows, as Parquet with modular encryption.

Each batch that is written is one file and makes one snapshot; a snapshot is the list of the files it
reads. Every file is encrypted as Parquet itself defines it (AES-GCM, footer and columns), under one key
of the folder that lies with the keys of its scope, so that sealing and rotation reach it. Erasing a
person writes every file that holds them anew, in every snapshot, and overwrites the old one. At no time
is more than a batch of rows in memory.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

from serai.commons.vaults import crypto, keyfiles
from serai.commons.vaults.errors import VaultRefused
from serai.commons.vaults.keys import KeyFolder, Scope

ROWS = 50_000
_NAMES = UUID("6f1d8f0e-6f3a-4c7e-9c55-5d1b7a1f2c10")  # a folder's key has a name as a person's key has


class _Keeper(pe.KmsClient):  # type: ignore[misc]
    """Gives Parquet its keys, closed with the folder's key; there is no key service outside this process."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = key

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> str:
        return base64.b64encode(crypto.close(self._key, key_bytes, "folder", master_key_identifier)).decode()

    def unwrap_key(self, wrapped_key: str, master_key_identifier: str) -> bytes:
        return crypto.open_closed(self._key, base64.b64decode(wrapped_key), "folder", master_key_identifier)


@dataclass(frozen=True)
class Snapshot:
    """What the folder held at one moment: the names of its files, and how many rows they have.

    ``note`` is what whoever wrote it said of it, as plain JSON; it is closed with the folder's key as the
    rows are, and no erasure of a person reaches it: it names nobody.
    """

    number: int
    files: tuple[str, ...]
    rows: int
    note: Mapping[str, Any] = field(default_factory=dict)


class EncryptedFolder:
    """A table of one vault and scope, below ``root``. ``subject`` names the column of the pseudonyms.

    Raises VaultLocked and KeyGone as the keys say, when it is opened.
    """

    def __init__(
        self, root: Path, keys: KeyFolder, *, vault: str, scope: Scope, name: str, subject: str = "subject"
    ) -> None:
        self._place = root / vault / scope.country / scope.organisation / name
        self._subject = subject
        self.name = name
        self._name = f"{vault}/{scope}/{name}"
        self._key = keys.person(vault, scope, uuid5(_NAMES, self._name), make=True)
        self._factory = pe.CryptoFactory(lambda _config: _Keeper(self._key))
        self._config = pe.KmsConnectionConfig()
        self._place.mkdir(mode=0o700, parents=True, exist_ok=True)

    @staticmethod
    def drop(root: Path, keys: KeyFolder, *, vault: str, scope: Scope, name: str) -> None:
        """The folder goes as if it had never been: its key first, which makes noise of every copy of its files.

        It needs no open keys. A kill in between leaves files that nobody can read, for the next call.
        """
        keys.forget(vault, uuid5(_NAMES, f"{vault}/{scope}/{name}"))
        place = root / vault / scope.country / scope.organisation / name
        for path in place.glob("*"):
            keyfiles.wipe(path)
        shutil.rmtree(place, ignore_errors=True)

    def write(
        self,
        batch: pa.Table | pa.RecordBatch,
        *,
        note: Mapping[str, Any] | None = None,
        replace: bool = False,
    ) -> Snapshot:
        """Add rows: one file, one snapshot, which holds everything before and these.

        With ``replace`` these are all there is: earlier snapshots go, and their files are overwritten.
        """
        table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        if self._subject not in table.column_names:
            raise VaultRefused(f"the rows have no column {self._subject!r}", where=self._name)
        name = self._write(iter(table.to_batches(max_chunksize=ROWS)), table.schema)
        before = self.snapshots()
        last = before[-1] if before else Snapshot(0, (), 0)
        kept, rows = ((), 0) if replace else (last.files, last.rows)
        snapshot = Snapshot(last.number + 1, (*kept, name), rows + table.num_rows, note or {})
        self._keep([*([] if replace else before), snapshot])
        if replace:
            self.sweep()
        return snapshot

    def take_back(self, after: int) -> None:
        """Forget every snapshot after the one of this number, and what only they hold: as if never written."""
        self._keep([snapshot for snapshot in self.snapshots() if snapshot.number <= after])
        self.sweep()

    def snapshots(self) -> list[Snapshot]:
        """Every snapshot, the oldest first."""
        path = self._place / "snapshots"
        if not path.exists():
            return []
        content = crypto.open_closed(self._key, path.read_bytes(), "snapshots", self._name)
        return [
            Snapshot(e["number"], tuple(e["files"]), e["rows"], e.get("note", {}))
            for e in json.loads(content)
        ]

    def read(self, snapshot: int | None = None, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a snapshot (the last one), a batch at a time."""
        for name in self._files(snapshot):
            with self._open(name) as file:
                yield from file.iter_batches(batch_size=ROWS, columns=columns)

    def erase(self, subjects: Iterable[str], *, others: bool = False) -> int:
        """Erase persons from every file of every snapshot, or with ``others`` all but them; how many rows went.

        New files are written beside the old, then the list of snapshots is replaced, then the old files
        are overwritten: a kill leaves either state whole, and the next call removes what no list names.
        """
        wanted = pa.array(sorted(set(subjects)), pa.string())
        snapshots = self.snapshots()
        replaced: dict[str, str] = {}
        lost: dict[str, int] = {}
        for name in dict.fromkeys(name for snapshot in snapshots for name in snapshot.files):
            found = self._count(name, wanted, others)
            if found:
                with self._open(name) as file:
                    replaced[name] = self._write(self._without(file, wanted, others), file.schema_arrow)
                lost[name] = found
        if replaced:
            self._keep(
                [
                    changed(
                        s,
                        files=tuple(replaced.get(name, name) for name in s.files),
                        rows=s.rows - sum(lost.get(name, 0) for name in s.files),
                    )
                    for s in snapshots
                ]
            )
        self.sweep()
        return sum(lost.values())

    def count(self) -> int:
        """The rows of every file that any snapshot names, each once."""
        files = {name for snapshot in self.snapshots() for name in snapshot.files}
        rows = 0
        for name in files:
            with self._open(name) as file:
                rows += file.metadata.num_rows
        return rows

    def sweep(self) -> int:
        """Overwrite and remove files that no snapshot names; how many."""
        known = {name for snapshot in self.snapshots() for name in snapshot.files}
        strangers = [p for p in self._place.iterdir() if p.name != "snapshots" and p.name not in known]
        for path in strangers:
            keyfiles.wipe(path)
        return len(strangers)

    def verify(self, subjects: Iterable[str] = ()) -> list[str]:
        """Read everything once; what is wrong, in sentences: rows that do not add up, persons still there."""
        wanted = pa.array(sorted(set(subjects)), pa.string())
        faults = []
        rows: dict[str, int] = {}
        for snapshot in self.snapshots():
            for name in snapshot.files:
                if name not in rows:
                    with self._open(name) as file:
                        rows[name] = sum(batch.num_rows for batch in file.iter_batches(batch_size=ROWS))
                    if found := self._count(name, wanted):
                        faults.append(f"{found} rows of erased persons in {name}")
            if sum(rows[name] for name in snapshot.files) != snapshot.rows:
                faults.append(f"snapshot {snapshot.number} should hold {snapshot.rows} rows")
        return faults

    def _files(self, snapshot: int | None) -> tuple[str, ...]:
        found = self.snapshots()
        if snapshot is None:
            return found[-1].files if found else ()
        for entry in found:
            if entry.number == snapshot:
                return entry.files
        raise VaultRefused(f"there is no snapshot {snapshot}", where=self._name)

    def _open(self, name: str) -> pq.ParquetFile:
        opened = self._factory.file_decryption_properties(self._config, pe.DecryptionConfiguration())
        return pq.ParquetFile(self._place / name, decryption_properties=opened)

    def _write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> str:
        how = pe.EncryptionConfiguration(
            footer_key="folder",
            uniform_encryption=True,
            double_wrapping=False,
            data_key_length_bits=256,
            cache_lifetime=timedelta(0),
        )
        closed = self._factory.file_encryption_properties(self._config, how)
        name = f"{uuid4()}.parquet"
        with pq.ParquetWriter(
            self._place / name, schema, encryption_properties=closed, compression="zstd"
        ) as out:
            for batch in batches:
                out.write_batch(batch)
        return name

    def _without(self, file: pq.ParquetFile, wanted: pa.Array, others: bool) -> Iterator[pa.RecordBatch]:
        for batch in file.iter_batches(batch_size=ROWS):
            yield batch.filter(pc.invert(self._marked(batch, wanted, others)))

    def _count(self, name: str, wanted: pa.Array, others: bool = False) -> int:
        if not len(wanted) and not others:
            return 0
        with self._open(name) as file:
            return sum(
                pc.sum(self._marked(batch, wanted, others)).as_py() or 0
                for batch in file.iter_batches(batch_size=ROWS, columns=[self._subject])
            )

    def _marked(self, batch: pa.RecordBatch, wanted: pa.Array, others: bool) -> Any:
        found = pc.is_in(batch.column(self._subject), value_set=wanted)
        return pc.invert(found) if others else found

    def _keep(self, snapshots: list[Snapshot]) -> None:
        content = json.dumps(
            [{"number": s.number, "files": s.files, "rows": s.rows, "note": dict(s.note)} for s in snapshots]
        )
        keyfiles.write(
            self._place / "snapshots", crypto.close(self._key, content.encode(), "snapshots", self._name)
        )
