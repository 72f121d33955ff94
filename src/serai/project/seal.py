"""``serai seal`` and ``serai keys``: act on the folder of keys; only an export opens the database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serai.kernel.errors import SeraiError
from serai.project import environment

if TYPE_CHECKING:
    from serai.commons.vaults.keys import KeyFolder
    from serai.commons.vaults.sealing import Chosen

WORD = "DESTROY"

seal_app = typer.Typer(
    no_args_is_help=True,
    help="Lock, export or destroy personal data by its keys: one centre, one country, or all.",
)
keys_app = typer.Typer(no_args_is_help=True, help="The vaults' keys: how they stand, new ones, copies.")

Country = Annotated[str, typer.Option(help="Code of the country whose data it is.")]
Organisation = Annotated[str, typer.Option(help="Key of the organisation (a centre) whose data it is.")]
All = Annotated[bool, typer.Option("--all", help="Everything.")]
OneVault = Annotated[str, typer.Option("--vault", help="Only this vault.")]
To = Annotated[list[str], typer.Option("--recipient", help="A public age key (age1...).")]
From = Annotated[list[Path], typer.Option("--identity", help="File with a private age key.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


def _done(words: str, as_json: bool, **result: Any) -> None:
    _say(words)
    if as_json:
        sys.stdout.write(json.dumps({"ok": True, **result}, default=str) + "\n")


def _keys() -> KeyFolder:
    from serai.commons.vaults.keys import KeyFolder

    environment.read()
    return KeyFolder(environment.keys())


def _chosen(keys: KeyFolder, vault: str, country: str, organisation: str, everything: bool) -> Chosen:
    from serai.commons.vaults import sealing

    found = sealing.chosen(
        keys, vault=vault, country=country, organisation=organisation, everything=everything
    )
    for name, scope in found:
        _say(f"  {name:12} {scope}")
    return found


@seal_app.command()
def lock(
    recipient: To,
    country: Country = "",
    organisation: Organisation = "",
    everything: All = False,
    vault: OneVault = "",
    as_json: Json = False,
) -> None:
    """Nobody reads until it is unlocked: the keys are closed for officers, with two of them for both."""
    from serai.commons.vaults import sealing

    keys = _keys()
    done = sealing.lock(keys, _chosen(keys, vault, country, organisation, everything), recipient)
    _done(f"{done} locked. Unlock with the private keys of every recipient.", as_json, locked=done)


@seal_app.command()
def unlock(
    identity: From,
    country: Country = "",
    organisation: Organisation = "",
    everything: All = False,
    vault: OneVault = "",
    as_json: Json = False,
) -> None:
    """Bring locked keys back with the officers' private keys."""
    from serai.commons.vaults import sealing

    keys = _keys()
    done = sealing.unlock(keys, _chosen(keys, vault, country, organisation, everything), identity)
    _done(f"{done} unlocked.", as_json, unlocked=done)


@seal_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="File to write, in a safe place.")],
    recipient: Annotated[str, typer.Option(help="Public age key of whoever shall read it.")],
    country: Country = "",
    organisation: Organisation = "",
    everything: All = False,
    vault: OneVault = "",
    as_json: Json = False,
) -> None:
    """Write the records of the chosen vaults into one file that only the recipient can open."""
    from serai.commons.vaults import sealing
    from serai.project import backup, installation

    keys = _keys()
    found = _chosen(keys, vault, country, organisation, everything)
    sealing.recipients([recipient])
    with installation.house():
        from serai.commons.vaults import exporting

        installation.require_own(migrated=True)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with backup.encrypted_file(file, recipient) as stream:
            done = exporting.write_records(found, stream)
    _done(f"{done} records in {file}.", as_json, records=done, file=file)


@seal_app.command()
def destroy(
    country: Country = "",
    organisation: Organisation = "",
    everything: All = False,
    vault: OneVault = "",
    confirm: Annotated[str, typer.Option(help=f"The word {WORD}, instead of typing it.")] = "",
    as_json: Json = False,
) -> None:
    """Destroy the keys: rows, history, tables and every backup become noise, for ever and everywhere."""
    from serai.commons.vaults import sealing

    keys = _keys()
    found = _chosen(keys, vault, country, organisation, everything)
    typed = confirm or typer.prompt(f"There is no way back. Type {WORD} to destroy these keys", err=True)
    if typed != WORD:
        raise SeraiError("the word was not typed; nothing was destroyed")
    done = sealing.destroy(keys, found, by="command line")
    _done(f"{done} destroyed. What they closed is unreadable, in every backup too.", as_json, destroyed=done)
    for copy in sealing.copies(keys):
        _say(f"  A copy of the keys was made at {copy['at']}: {copy['file']}. Destroy it too.")


@keys_app.command()
def state(as_json: Json = False) -> None:
    """How every key stands: open, locked or destroyed, since when, for how many persons."""
    found = _keys().states()
    for key in found:
        since = f"{key.since:%Y-%m-%d}" if key.since else "-"
        _say(
            f"  {key.vault:12} {key.scope!s:30} {key.state:10} key {key.version} since {since}, {key.people} persons"
        )
    _done(f"{len(found)} scopes.", as_json, scopes=[f"{key.vault} {key.scope} {key.state}" for key in found])


@keys_app.command()
def rotate(
    country: Country = "",
    organisation: Organisation = "",
    everything: All = False,
    vault: OneVault = "",
    as_json: Json = False,
) -> None:
    """Give the chosen scopes new keys; killed in between, the next call goes on."""
    keys = _keys()
    done = 0
    for name, scope in _chosen(keys, vault, country, organisation, everything):
        if keys.state(name, scope) == "open":

            def tell(number: int, total: int, words: str = f"  {name} {scope}") -> None:
                if number % 1000 == 0 or number == total:
                    _say(f"{words}: {number} of {total}")

            done += keys.rotate(name, scope, tell)
    _done(f"The keys of {done} persons were closed anew.", as_json, closed_anew=done)


@keys_app.command()
def verify(as_json: Json = False) -> None:
    """Compare the vaults' histories with the house's chain: a missing, added or changed line is found."""
    from serai.project import installation

    with installation.house():
        from serai.commons.vaults import verifying

        installation.require_own(migrated=True)
        faults = verifying.verify()
    for fault in faults:
        _say(f"  {fault}")
    if faults:
        raise SeraiError(f"{len(faults)} faults in the histories of vaults")
    _done("The histories of the vaults are whole.", as_json)


@keys_app.command("export")
def export_keys(
    file: Annotated[Path, typer.Argument(help="File to write; keep it away from the backups.")],
    recipient: To,
    as_json: Json = False,
) -> None:
    """Copy every key into one file that only the recipients can open (any of them)."""
    from serai.commons.vaults import sealing

    done = sealing.copy_keys(_keys(), file, recipient)
    _done(f"{done} key files in {file}.", as_json, keys=done)


@keys_app.command("import")
def import_keys(
    file: Annotated[Path, typer.Argument(help="A file that 'serai keys export' wrote.")],
    identity: From,
    as_json: Json = False,
) -> None:
    """Bring keys back that are missing; what was destroyed or erased meanwhile stays so."""
    from serai.commons.vaults import sealing

    done = sealing.bring_keys(_keys(), file, identity)
    _done(f"{done} key files brought back. The next 'serai up' tells the database.", as_json, keys=done)
