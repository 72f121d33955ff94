"""``serai audit``: go over the chain of histories, and print its head."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serai.kernel.errors import SeraiError

if TYPE_CHECKING:
    from serai.commons.audit.sealing import Head
    from serai.commons.audit.verifying import Verification

app = typer.Typer(no_args_is_help=True, help="History: verify its chain, print its head.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]


class NoHead(SeraiError):
    """The file holds no head that 'serai audit head' printed."""


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


@app.command()
def verify(
    head: Annotated[
        Path | None, typer.Option(help="A head kept elsewhere, as 'serai audit head' printed it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Go over every link, row, seal and erasure; exit code 1 when anything is not as it was written."""
    from serai.project import installation

    with installation.house():
        from serai.commons.audit import services, verifying

        installation.require_own(migrated=True)
        report = verifying.verify(head=_read(head), say=_progress)
        services.keep_check(report)
        _tell(report)
        if as_json:
            sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) + "\n")
        if not report.ok:
            raise typer.Exit(1)


@app.command("head")
def print_head() -> None:
    """Print the head of the chain, signed: write it into the minutes, or keep the line in a file."""
    from serai.project import installation

    with installation.house():
        from serai.commons.audit import sealing

        installation.require_own(migrated=True)
        made = sealing.head()
        if made is None:
            _say("Nothing has happened yet: the chain has no link.")
            raise typer.Exit(1)
        _say(
            f"Link {made.seq:,}, {made.at:%Y-%m-%d %H:%M} UTC. Keep the next line where nobody here can change it."
        )
        sys.stdout.write(made.as_json() + "\n")


@app.command("after-restore")
def after_restore() -> None:
    """Set aside the seals of a history that a restored backup replaced; 'serai restore' does it by itself."""
    from serai.project import installation

    with installation.house():
        from serai.commons.audit import sealing

        installation.require_own(migrated=True)
        _say(sealing.set_aside() or "Every seal fits the history: nothing to set aside.")


def _read(path: Path | None) -> Head | None:
    from serai.commons.audit.sealing import Head

    if path is None:
        return None
    try:
        return Head.from_json(path.read_text())
    except (OSError, ValueError) as error:
        raise NoHead(
            "This file holds no head",
            where=str(path),
            advice="Give the line that 'serai audit head' printed.",
        ) from error


def _progress(words: str, share: float) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{share:4.0%} {words}" if share < 1 else "\r\033[K")
        sys.stderr.flush()


def _tell(report: Verification) -> None:
    _say(
        f"{report.links:,} links, {report.rows:,} rows, {report.seals:,} seals, {report.erased:,} blanked rows,"
        f" {report.seconds:.1f} s"
    )
    for fault in report.faults:
        _say(f"BAD  {fault}")
    if report.found > len(report.faults):
        _say(f"     and {report.found - len(report.faults):,} more")
    for words in (*report.restores, *report.advice):
        _say(f"     {words}")
    _say("The chain is whole." if report.ok else f"{report.found:,} faults.")
