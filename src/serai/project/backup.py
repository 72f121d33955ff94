"""Backup and restore: database, tables and files in one file, with counts and hashes to compare.

The file is a tar, encrypted to a public age key when SERAI_BACKUP_RECIPIENT is set, so that whoever
steals the server or the backup reads nothing. Secrets (keys, passwords of the embedded server) are
never in it. The database is dumped from one snapshot; tables and releases are files that never change
once they are committed, so copying them after the dump holds everything that the dump speaks of.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from serai import __version__
from serai.project import environment, installation, postgres
from serai.project.errors import BackupFailed, NotOurs

# files of the workbench lie in "files", those that agencies hand in, with what was checked, in "submissions"
FOLDERS = ("warehouse", "releases", "rejected", "files", "vaults", "locale", "submissions")
# what checks actor tokens belongs to the keys, which are in no backup
LEFT_OUT = ("vault_gate.keys", "vault_gate.opened")
MANIFEST = "manifest.json"
DUMP = "database.dump"
STAGING = "restore.new"
DUE = "restore.due"  # lies in the data folder until rights are made and erasures done again
CHUNK = 1024 * 1024
HASHED = (
    "select count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0)::text from {} t"
)
Say = Callable[[str], None]


def default_file(home: Path) -> Path:
    """A dated name beside the data folder, never inside it."""
    name = f"serai-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
    folder = home.parent / "backups" if home.name.startswith(".") else home.with_name(home.name + "-backups")
    return folder / (name + (".age" if environment.read()["SERAI_BACKUP_RECIPIENT"] else ""))


def back_up(home: Path, file: Path, *, say: Say) -> dict[str, Any]:
    """Write a backup of ``home`` to ``file``. Raises BackupFailed; an older ``file`` is kept then."""
    recipient = str(environment.read()["SERAI_BACKUP_RECIPIENT"])
    if not recipient:
        say("This backup is not encrypted: set SERAI_BACKUP_RECIPIENT to a public age key.")
    file = file.expanduser().resolve()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    work = home / "backup.tmp"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        database = _dump(home, work / DUMP)
        manifest: dict[str, Any] = {
            "format": 1,
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": database,
            "store": installation.open_store(home).fingerprint(),
            "files": {},
        }
        with _writer(part, recipient) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
            manifest["files"][DUMP] = _add(tar, work / DUMP, DUMP)
            for name, path in _content(home):
                try:
                    manifest["files"][name] = _add(tar, path, name)
                except FileNotFoundError:
                    continue  # left by an interrupted load and swept away meanwhile: no commit knows it
            (work / MANIFEST).write_text(json.dumps(manifest, sort_keys=True))
            _add(tar, work / MANIFEST, MANIFEST)
        if not recipient:
            _verify_tar(part)
        part.chmod(0o600)
        part.replace(file)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        part.unlink(missing_ok=True)
    return {"ok": True, "file": str(file), "encrypted": bool(recipient), **_totals(manifest)}


def restore(home: Path, file: Path, *, identity: Path | None, say: Say) -> dict[str, Any]:
    """Put ``file`` into the empty ``home`` and its empty database.

    The database comes last, in one transaction: until then nothing is restored, and a killed restore
    can be run again. Raises NotOurs when something is there, BackupFailed when a hash differs.
    """
    staging = home / STAGING
    if installation.kind() != "empty":
        raise NotOurs(
            "the database is not empty",
            where=str(home),
            advice="Restore into a fresh SERAI_HOME or database.",
        )
    resumed = staging.exists()
    if not resumed and any(_has_files(home / name) for name in FOLDERS):
        raise NotOurs(
            "the data folder already holds tables or files", where=str(home), advice="Use a fresh SERAI_HOME."
        )
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    manifest = _extract(file, staging, identity)
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
        if (staging / name).exists():
            (staging / name).rename(home / name)
    say(f"{len(manifest['files'])} files unpacked, hashes equal.")
    address = postgres.address(home).django
    (home / DUE).touch()
    _program(
        [
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--no-policies",
            "--exit-on-error",
            "--single-transaction",
            "-d",
            address,
            str(staging / DUMP),
        ]
    )
    found = _fingerprint(address)
    if found != manifest["database"]:
        recorded = manifest["database"]
        wrong = sorted(
            name for name in found.keys() | recorded.keys() if found.get(name) != recorded.get(name)
        )
        raise BackupFailed("tables differ from what the backup recorded", where=", ".join(wrong))
    if installation.open_store(home).fingerprint() != manifest["store"]:
        raise BackupFailed("statistical tables differ from what the backup recorded", where=str(home))
    shutil.rmtree(staging)
    finish_restore(home, say)
    return {"ok": True, "file": str(file), **_totals(manifest)}


def finish_restore(home: Path, say: Say) -> None:
    """Rights, row policies and the keys that check tokens, seals, and once more every erasure since the backup.

    Nothing when no restore waits for it. Until then the web's role reads nothing: the dump holds no
    rights. A restore that was killed is finished by the next start, one of an older version by upgrade.
    """
    from serai.commons.audit import sealing
    from serai.project import erase

    if not (home / DUE).exists():
        return
    if installation.pending():
        say("This backup is of an older version: run 'serai upgrade' before anything else.")
        return
    installation.settle()
    if line := sealing.set_aside():
        say(line)
    for line in erase.replay(home, say):
        say(line)
    (home / DUE).unlink()


def _totals(manifest: dict[str, Any]) -> dict[str, Any]:
    return {
        "tables": len(manifest["database"]),
        "rows": sum(entry["rows"] for entry in manifest["database"].values()),
        "files": len(manifest["files"]),
        "database": manifest["database"],
        "store": manifest["store"],
    }


def _content(home: Path) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield str(path.relative_to(home)), path


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(path.is_file() for path in folder.rglob("*"))


def _add(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    total = hashlib.sha256()
    with path.open("rb") as stream:
        info = tarfile.TarInfo(name)
        info.size = os.fstat(stream.fileno()).st_size
        info.mode = 0o600
        tar.addfile(info, _Hashing(stream, total))
    return {"bytes": info.size, "sha256": total.hexdigest()}


class _Hashing:
    """A readable stream that hashes what passes."""

    def __init__(self, stream: IO[bytes], total: Any) -> None:
        self._stream, self._total = stream, total

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._total.update(block)
        return block


def _dump(home: Path, target: Path) -> dict[str, Any]:
    """Dump the database and count and hash every table, both from one snapshot."""
    address = postgres.address(home).django
    with psycopg.connect(address) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        row = connection.execute("select pg_export_snapshot()").fetchone()
        assert row is not None
        _program(
            [
                "pg_dump",
                "-Fc",
                "--no-owner",
                "--no-privileges",
                "--enable-row-security",  # the owner has a policy of its own, to copy ciphertext
                *(f"--exclude-table-data={name}" for name in LEFT_OUT),
                f"--snapshot={row[0]}",
                "-d",
                address,
                "-f",
                str(target),
            ]
        )
        return _tables(connection)


def _fingerprint(address: str) -> dict[str, Any]:
    with psycopg.connect(address) as connection:
        return _tables(connection)


def _tables(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Rows and an order-independent hash (sum of 60-bit row hashes) of every table."""
    names = connection.execute(
        "select schemaname, tablename from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2"
    ).fetchall()
    found = {}
    for schema, table in names:
        if f"{schema}.{table}" in LEFT_OUT:
            continue
        question = sql.SQL(HASHED).format(sql.Identifier(schema, table))
        row = connection.execute(question).fetchone()
        assert row is not None
        found[f"{schema}.{table}"] = {"rows": row[0], "hash": row[1]}
    return found


def _program(command: list[str]) -> None:
    own = postgres.binaries() / command[0]
    done = subprocess.run([str(own), *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        # the address holds the password: it must not reach a terminal or a log
        words = done.stderr.strip()[-600:].replace(str(command), "")
        raise BackupFailed(f"{command[0]} failed", advice=words)


@contextmanager
def _writer(file: Path, recipient: str) -> Iterator[IO[bytes]]:
    """A stream into ``file``, through age when there is a recipient. Nothing unencrypted touches the disk."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        if not recipient:
            yield out
            return
        import pyrage

        key = pyrage.x25519.Recipient.from_str(recipient)
        with _through(lambda reader: pyrage.encrypt_io(reader, out, [key])) as stream:
            yield stream


@contextmanager
def encrypted_file(file: Path, recipient: str) -> Iterator[IO[bytes]]:
    """A stream into ``file`` that only ``recipient`` can read; the file appears when it is whole."""
    part = file.with_name(file.name + ".part")
    try:
        with _writer(part, recipient) as stream:
            yield stream
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _through(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A writable end of a pipe whose other end ``work`` reads in a thread; its failure is raised here."""
    reading, writing = os.pipe()
    failures: list[Exception] = []

    def run() -> None:
        with os.fdopen(reading, "rb") as stream:
            try:
                work(stream)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again where the writing is
                failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    except BrokenPipeError:
        pass
    finally:
        thread.join()
    if failures:
        raise BackupFailed("encryption or decryption failed", advice=str(failures[0]))


def _verify_tar(file: Path) -> None:
    """Read the whole archive once and compare every hash."""
    seen = {}
    manifest: dict[str, Any] = {}
    with tarfile.open(file, "r|") as tar:
        for member in tar:
            stream = tar.extractfile(member)
            assert stream is not None
            if member.name == MANIFEST:
                manifest = json.load(stream)
            else:
                seen[member.name] = {"bytes": member.size, "sha256": _digest(stream)}
    if not manifest or seen != manifest["files"]:
        raise BackupFailed("the archive does not hold what was written into it", where=str(file))


def _digest(stream: IO[bytes]) -> str:
    total = hashlib.sha256()
    while block := stream.read(CHUNK):
        total.update(block)
    return total.hexdigest()


def _extract(file: Path, target: Path, identity: Path | None) -> dict[str, Any]:
    """Unpack into ``target`` and compare every file with the manifest, which it returns."""
    plain = target / "archive.tar"
    with file.open("rb") as source:
        encrypted = source.read(21) == b"age-encryption.org/v1"
        source.seek(0)
        if encrypted:
            if identity is None:
                raise BackupFailed(
                    "this backup is encrypted",
                    where=str(file),
                    advice="Name the identity with --identity FILE.",
                )
            import pyrage

            lines = [line for line in identity.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-")]
            try:
                with plain.open("wb") as out:
                    pyrage.decrypt_io(source, out, [pyrage.x25519.Identity.from_str(line) for line in lines])
            except pyrage.DecryptError as error:
                raise BackupFailed(
                    "this identity does not open the backup", where=str(file), advice=str(error)
                ) from error
    archive = plain if encrypted else file
    try:
        _verify_tar(archive)
        with tarfile.open(archive, "r|") as tar:
            tar.extractall(target, filter="data")
    except tarfile.TarError as error:
        raise BackupFailed("this is no backup, or it is cut short", where=str(file)) from error
    plain.unlink(missing_ok=True)
    manifest: dict[str, Any] = json.loads((target / MANIFEST).read_text())
    return manifest
