"""The commands. Each imports what it needs when it runs, so that ``serai stats`` starts without Django."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serai.kernel.errors import SeraiError

if TYPE_CHECKING:
    from serai.commons.accounts.services import Handover

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Serai: the open platform on which a regional migration partnership runs.",
)
load_app = typer.Typer(no_args_is_help=True, help="Load data that describes the partnership.")
app.add_typer(load_app, name="load")
account_app = typer.Typer(no_args_is_help=True, help="Make accounts, and give access back.")
app.add_typer(account_app, name="account")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]


def _say(words: str = "") -> None:
    """Words for people go to standard error; standard output carries results only."""
    sys.stderr.write(words + "\n")


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop when everything is loaded.")] = False,
    as_json: Json = False,
) -> None:
    """Bring the partnership up with generated registers and real published figures, and show it."""
    from serai.project import demo as demonstration
    from serai.project import serve
    from serai.project.installation import as_web, house

    with house() as home:
        summary = demonstration.run(home, address=f"http://{host}:{port}")
        demonstration.tell(summary, _say)
        if as_json:
            _print_json(summary)
            sys.stdout.flush()
        if not no_serve:
            with serve.worker_beside():
                as_web(home)
                _say(f"\nServing on http://{host}:{port}/ (stop with Ctrl-C)")
                serve.serve(host, port)


@app.command()
def setup(
    email: Annotated[str, typer.Option(prompt="Mail address of the first administrator")],
    name: Annotated[str, typer.Option(prompt="Name of the first administrator")],
    as_json: Json = False,
) -> None:
    """Make a real installation: database, first administrator with a one-time password and code."""
    from serai.project import installation

    with installation.house():
        from serai.commons.accounts import services

        installation.claim("real")
        made = services.first_administrator(email=email, name=name)
        if as_json:
            _print_json(
                {"ok": True, "email": made.email, "password": made.password, "totp_secret": made.totp_secret}
            )
            return
        _say(f"Administrator {made.email}")
        _say(f"  password        {made.password}")
        _say(f"  code secret     {made.totp_secret}   (for an authenticator app)")
        _say("Both are shown once. Change the password after the first sign-in.")


@app.command()
def upgrade(
    to: Annotated[Path | None, typer.Option("--backup", help="File to write the backup to.")] = None,
    as_json: Json = False,
) -> None:
    """Back up, then bring the database to the shape of this version."""
    from serai.project import backup as backups
    from serai.project import installation

    with installation.house() as home:
        installation.require_own()
        waiting = installation.pending()
        made = ""
        if waiting:
            made = str(backups.back_up(home, to or backups.default_file(home), say=_say)["file"])
        applied = installation.migrate(settle=True)
        backups.finish_restore(home, _say)
        _say(f"{applied} migrations applied." + (f" The backup is {made}." if made else ""))
        if as_json:
            _print_json({"ok": True, "applied": applied, "backup": made})


@app.command()
def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    certificate: Annotated[
        Path | None, typer.Option(help="TLS certificate (PEM); without it stand behind a proxy.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Private key of the certificate (PEM).")] = None,
) -> None:
    """Serve the installation: with a certificate, or behind a proxy that holds one."""
    from serai.project import backup as backups
    from serai.project import installation, serve

    serve.prepare(certificate, key)
    with installation.house() as home:
        installation.require_own(migrated=True)
        backups.finish_restore(home, _say)
        installation.recover(home, _say)
        installation.as_web(home)
        serve.serve(host, port, certificate, key)


@app.command()
def worker(
    once: Annotated[bool, typer.Option(help="Do what waits, then stop.")] = False,
    beside: Annotated[bool, typer.Option(help="End with the process that started it.", hidden=True)] = False,
) -> None:
    """Do the jobs that pages ask for."""
    from serai.project import installation, serve

    if beside:
        serve.end_with_parent()
    with installation.house() as home:
        from serai.commons.jobs import services

        installation.require_own(migrated=True)
        installation.as_web(home)
        services.run_worker(once=once)


@app.command()
def tick() -> None:
    """Do what is due by the clock; run it every minute from a timer."""
    from serai.project import installation

    with installation.house():
        from serai.commons.jobs import services

        installation.require_own(migrated=True)
        for line in services.tick():
            _say(line)


@app.command()
def doctor(
    settings: Annotated[bool, typer.Option("--settings", help="List every setting and stop.")] = False,
    as_json: Json = False,
) -> None:
    """Look at every part of the installation and say what is wrong and what to do."""
    from serai.project import doctor as examination

    if settings:
        _say(examination.settings_table())
        return
    findings = examination.examine()
    for finding in findings:
        _say(
            f"{'ok  ' if finding.ok else 'BAD '} {finding.what}: {finding.words}"
            + (f" {finding.advice}" if not finding.ok else "")
        )
    if as_json:
        _print_json({"ok": all(f.ok for f in findings), "findings": [f.as_dict() for f in findings]})
    if not all(f.ok for f in findings):
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="File to write; by default a dated one beside the data folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write database, tables and files into one verified file."""
    from serai.project import backup as backups
    from serai.project import installation

    with installation.house() as home:
        installation.require_own()
        report = backups.back_up(home, file or backups.default_file(home), say=_say)
    _say(f"{report['file']}: {_content(report)}.")
    if as_json:
        _print_json(report)


def _content(report: dict[str, Any]) -> str:
    return f"{report['tables']} tables with {report['rows']:,} rows, {report['files']} files"


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'serai backup' wrote.")],
    identity: Annotated[
        Path | None, typer.Option(help="File with the age identity, for an encrypted backup.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put a backup back into an empty place, and compare every count and hash with what it recorded."""
    from serai.project import backup as backups
    from serai.project import installation

    with installation.house() as home:
        report = backups.restore(home, file, identity=identity, say=_say)
    _say(f"Restored {_content(report)}; all counts and hashes are equal.")
    if as_json:
        _print_json(report)


@load_app.command("partnership")
def load_partnership(
    directory: Annotated[Path, typer.Argument(help="Folder with the partnership's files.")],
    preview: Annotated[bool, typer.Option("--preview", help="Say what would change; write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Load a partnership from its folder; what stands there already and is equal is left alone."""
    from serai.project import installation

    with installation.house():
        from serai.commons.partnership import services

        installation.require_own(migrated=True)
        report = (
            services.preview_partnership(directory)
            if preview
            else services.load_partnership(directory, actor="command line")
        )
        _say(str(report))
        if as_json:
            _print_json(report.as_dict())
        if report.refused:
            raise typer.Exit(1)


def _hand_over(made: Handover, as_json: bool) -> None:
    if as_json:
        _print_json({"ok": True, **asdict(made)})
        return
    _say(f"{made.email}\n  password        {made.password}")
    _say("It is shown once, and is changed at the first sign-in.")


@account_app.command("add")
def add_account(
    email: Annotated[str, typer.Argument(help="Mail address.")],
    name: Annotated[str, typer.Argument(help="Name, as others see it.")],
    role: Annotated[list[str], typer.Option(help="A role; say it again for more than one.")],
    as_json: Json = False,
) -> None:
    """Make an account with a one-time password."""
    from serai.project import installation

    with installation.house():
        from serai.commons.accounts import services

        installation.require_own(migrated=True, real=True)
        user = services.create_account(actor="command line", email=email, name=name, roles=role)
        _hand_over(services.give_access(actor="command line", user=user), as_json)


@account_app.command("access")
def give_access(
    email: Annotated[str, typer.Argument(help="Mail address of the account.")],
    forget_second_factor: Annotated[
        bool, typer.Option("--forget-second-factor", help="The authenticator app is lost too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Give a person a new one-time password; every session of theirs ends."""
    from serai.project import installation

    with installation.house():
        from serai.commons.accounts import services

        installation.require_own(migrated=True, real=True)
        user = services.account_of(email)
        made = services.give_access(
            actor="command line", user=user, forget_second_factor=forget_second_factor
        )
        _hand_over(made, as_json)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    full: Annotated[
        bool, typer.Option("--full", help="Also Spark, every screenshot and the long fault injection.")
    ] = False,
) -> None:
    """Lint, types, architecture and tests; further arguments go to pytest and skip the rest."""
    from serai.project.check import check

    raise typer.Exit(check(full=full, arguments=context.args))


def _mount() -> None:
    from serai.project import erase, seal, vintages_cli, words_cli
    from serai.project.registers_cli import app as registers
    from serai.project.residence_cli import app as stats
    from serai.project.sdmx_cli import app as sdmx

    assert vintages_cli.app is stats  # each adds commands of its own to the same one
    app.add_typer(
        stats,
        name="stats",
        help="Statistics: load files, compile who migrated, measure quality, link people.",
    )
    app.add_typer(registers, name="registers")
    app.add_typer(sdmx, name="sdmx")
    app.add_typer(seal.seal_app, name="seal")
    app.add_typer(seal.keys_app, name="keys")
    app.command("erase")(erase.command)
    app.add_typer(words_cli.search_app, name="search")
    app.add_typer(words_cli.translations_app, name="translations")


def _mount_audit() -> None:
    from serai.project.audit_cli import app as audit

    app.add_typer(audit, name="audit")


def main() -> None:
    """Run a command; an error that a person can act on is told in words, with its exit code."""
    _mount()
    _mount_audit()
    try:
        app(standalone_mode=True)
    except SeraiError as error:
        _say(f"serai: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os._exit(0)
