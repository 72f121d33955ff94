"""Locking, unlocking, destroying and copying keys. Acts on key files alone: no Django, no database.

So it works in seconds, and also when the database is down, the server is another one, or the data were
restored from a backup: what these keys closed is readable wherever the keys are, and nowhere else.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage

from serai.commons.vaults import keyfiles
from serai.commons.vaults.errors import VaultLocked, VaultRefused
from serai.commons.vaults.keys import KeyFolder, Scope

Chosen = Sequence[tuple[str, Scope]]


def chosen(
    keys: KeyFolder, *, vault: str = "", country: str = "", organisation: str = "", everything: bool = False
) -> Chosen:
    """What a seal acts on: one country, one organisation, or all; of one vault, or of every one.

    Raises VaultRefused when nothing was named, or nothing is there.
    """
    if not (country or organisation or everything):
        raise VaultRefused("nothing was named", advice="Say --country, --organisation or --all.")
    found = tuple(keys.scopes(vault, country=country, organisation=organisation))
    if not found:
        raise VaultRefused("there are no keys of this kind here", where=str(keys.root))
    return found


def recipients(words: Iterable[str]) -> list[Any]:
    """Public age keys. Raises VaultRefused for what is none."""
    try:
        found = [pyrage.x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError as error:
        raise VaultRefused("this is no public age key (age1...)", advice=str(error)) from error
    if not found:
        raise VaultRefused("a public age key is needed", advice="Say --recipient age1...")
    return found


def identities(files: Iterable[Path]) -> list[Any]:
    """Private age keys in files of officers. Raises VaultRefused."""
    lines = [line.strip() for file in files for line in file.read_text().splitlines()]
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except pyrage.IdentityError as error:
        raise VaultRefused("this is no private age key", advice=str(error)) from error


def lock(keys: KeyFolder, found: Chosen, officers: Sequence[str]) -> int:
    """Close the keys of every scope away for ``officers``; with two, both are needed to unlock.

    From the moment this returns nothing of the scopes is read or written, by anybody with this server.
    A killed lock is finished by the next one.
    """
    to = recipients(officers)
    done = 0
    with keyfiles.alone(keys.root):
        for vault, scope in found:
            if keys.state(vault, scope) == "destroyed":
                continue
            place, bundle = keys.place(vault, scope), _bundle(keys, vault, scope)
            if keys.state(vault, scope) != "locked":
                content = {
                    path.name: base64.b64encode(path.read_bytes()).decode()
                    for path in [*place.glob("key.*"), place / "index"]
                    if path.exists()
                }
                closed = json.dumps(content).encode()
                for officer in to:
                    closed = pyrage.encrypt(closed, [officer])
                keyfiles.write(bundle, closed)
                keyfiles.write(place / "state", b"locked\n")
            _wipe_keys(place)
            done += 1
    return done


def unlock(keys: KeyFolder, found: Chosen, officers: Sequence[Path]) -> int:
    """Bring the keys of locked scopes back with the officers' private keys. Raises VaultLocked."""
    from_them = identities(officers)
    done = 0
    with keyfiles.alone(keys.root):
        for vault, scope in found:
            if keys.state(vault, scope) != "locked":
                continue
            place, bundle = keys.place(vault, scope), _bundle(keys, vault, scope)
            closed = bundle.read_bytes()
            while closed.startswith(b"age-encryption.org/v1"):
                try:
                    closed = pyrage.decrypt(closed, from_them)
                except pyrage.DecryptError as error:
                    raise VaultLocked(
                        "these keys do not unlock it",
                        where=f"{vault}, {scope}",
                        advice="Every officer it was locked for is needed.",
                    ) from error
            for name, content in json.loads(closed).items():
                keyfiles.write(place / name, base64.b64decode(content))
            (place / "state").unlink()
            keyfiles.settle(place)
            keyfiles.wipe(bundle)
            done += 1
    return done


def destroy(keys: KeyFolder, found: Chosen, *, by: str) -> int:
    """Destroy the keys of every scope, locked ones too; nothing that they closed is read again, anywhere.

    The keys themselves go first, for all scopes; then the closed keys of the people, which are noise.
    """
    with keyfiles.alone(keys.root):
        for vault, scope in found:
            keyfiles.write(keys.place(vault, scope) / "state", b"destroyed\n")
            _wipe_keys(keys.place(vault, scope))
            keyfiles.wipe(_bundle(keys, vault, scope))
        for vault, scope in found:
            shutil.rmtree(keys.place(vault, scope) / "people", ignore_errors=True)
            keyfiles.add_line(keys.root / "destroyed.jsonl", {"vault": vault, "scope": str(scope), "by": by})
    return len(found)


def copies(keys: KeyFolder) -> list[dict[str, Any]]:
    """Copies of the keys that were made, so that whoever destroys keys knows what else must go."""
    return keyfiles.lines(keys.root / "exports.jsonl")


def copy_keys(keys: KeyFolder, file: Path, words: Sequence[str]) -> int:
    """Write every key into ``file``, closed for the owners of ``words`` (each alone can open it)."""
    to = recipients(words)
    packed = io.BytesIO()
    names = [
        path for path in sorted(keys.root.rglob("*")) if path.is_file() and not path.name.startswith(".")
    ]
    with keyfiles.alone(keys.root), tarfile.open(fileobj=packed, mode="w") as tar:
        for path in names:
            tar.add(path, arcname=str(path.relative_to(keys.root)))
    keyfiles.write(file, pyrage.encrypt(packed.getvalue(), to))
    keyfiles.add_line(keys.root / "exports.jsonl", {"file": str(file), "keys": len(names)})
    return len(names)


def bring_keys(keys: KeyFolder, file: Path, officers: Sequence[Path]) -> int:
    """Put a copy's keys back where there are none; what was destroyed or erased meanwhile stays so.

    Destroyed and erased are what this folder's lists say, and what the copy's own lists say.
    """
    try:
        content = pyrage.decrypt(file.read_bytes(), identities(officers))
    except pyrage.DecryptError as error:
        raise VaultRefused("this private key does not open the copy", where=str(file)) from error
    brought = 0
    with keyfiles.alone(keys.root), tarfile.open(fileobj=io.BytesIO(content)) as tar:
        entries = {}
        for member in tar:
            stream = tar.extractfile(member)
            if stream is not None and ".." not in Path(member.name).parts and not member.name.startswith("/"):
                entries[member.name] = stream.read()
        for name in ("erased.jsonl", "destroyed.jsonl", "exports.jsonl"):
            _merge_lines(keys.root / name, entries.pop(name, b"").decode())
        destroyed = {(e["vault"], e["scope"]) for e in keyfiles.lines(keys.root / "destroyed.jsonl")}
        erased = erased_records(keys)
        for name, key in entries.items():
            parts = Path(name).parts
            if len(parts) > 4 and (parts[1], f"{parts[3]}/{parts[4]}") in destroyed:
                continue
            if len(parts) > 5 and parts[5] == "people" and f"{parts[1]}:{parts[-1]}" in erased:
                continue
            if not (keys.root / name).exists():
                keyfiles.write(keys.root / name, key)
                brought += 1
        for vault, word in destroyed:
            country, _, organisation = word.partition("/")
            keyfiles.write(keys.place(vault, Scope(country, organisation)) / "state", b"destroyed\n")
    return brought


def erased_records(keys: KeyFolder) -> set[str]:
    """Records of vaults ("clients:<pseudonym>") that were erased: their keys never come back."""
    return {r for entry in keyfiles.lines(keys.root / "erased.jsonl") for r in entry.get("records", ())}


def forget_erased(keys: KeyFolder) -> int:
    """Destroy keys of erased persons that came back with an older copy; how many."""
    gone = 0
    for record in erased_records(keys):
        vault, _, pseudonym = record.partition(":")
        gone += keys.forget(vault, UUID(pseudonym))
    return gone


def _merge_lines(path: Path, text: str) -> None:
    known = path.read_text().splitlines() if path.exists() else []
    fresh = [line for line in text.splitlines() if line and line not in known]
    if fresh:
        keyfiles.write(path, ("\n".join([*known, *fresh]) + "\n").encode())


def _bundle(keys: KeyFolder, vault: str, scope: Scope) -> Path:
    return keys.root / "locked" / vault / scope.country / f"{scope.organisation}.age"


def _wipe_keys(place: Path) -> None:
    for path in [*place.glob("key.*"), place / "index"]:
        keyfiles.wipe(path)
