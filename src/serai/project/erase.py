"""``serai erase``: a person goes from every room, then from the files of the database, and stays gone.

Every room that holds personal data has a method ``erase`` on its AppConfig. The order is written beside
the keys before anything else, so that a killed erasure is finished by the next one, and so that a backup
from before is erased again as soon as it is restored.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serai.kernel.errors import SeraiError
from serai.project import addresses, environment
from serai.project.subjects import again, complete, entry

if TYPE_CHECKING:
    from serai.commons.vaults.erasure import Subject

Say = Callable[[str], None]
WAIT = 30  # seconds for other transactions to end, which still see what was erased


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


def command(
    email: Annotated[list[str], typer.Option(help="Mail address of the person; say it again for more.")] = [],  # noqa: B006
    account: Annotated[int | None, typer.Option(help="Number of the account.")] = None,
    person: Annotated[int | None, typer.Option(help="Number of the person in the directory.")] = None,
    record: Annotated[list[str], typer.Option(help="Record of a vault, vault:pseudonym.")] = [],  # noqa: B006
    keep_mentions: Annotated[
        bool, typer.Option("--keep-mentions", help="Leave files and pages in which others name the person.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    scrub_only: Annotated[
        bool, typer.Option("--scrub", help="Only clean the files of the database.")
    ] = False,
) -> None:
    """Erase a person everywhere: rooms, vaults, histories, files, and the database's own files."""
    from serai.project import installation

    with installation.house() as home:
        from serai.commons.vaults.erasure import Subject

        installation.require_own(migrated=True)
        if not scrub_only:
            subject = complete(
                Subject(
                    account=account,
                    person=person,
                    emails=tuple(email),
                    records=tuple(record),
                    keep_mentions=keep_mentions,
                )
            )
            _say(
                f"account {subject.account}, person {subject.person}, {len(subject.emails)} addresses,"
                f" {len(subject.records)} records of vaults"
            )
            for line in [] if keep_mentions else _mentions(subject):
                _say(f"  {line}")
            if not yes:
                typer.confirm("Erase this person everywhere? There is no way back.", abort=True, err=True)
            for line in (*erase(subject, _say), *leftovers(subject)):
                _say(f"  {line}")
        for line in scrub(home):
            _say(f"  {line}")


def erase(subject: Subject, say: Say) -> list[str]:
    """Write the order down, then let every room erase. Raises SeraiError when a room could not."""
    from serai.commons.vaults import keyfiles

    keyfiles.add_line(environment.keys() / "erased.jsonl", entry(subject))
    return _everywhere(subject, say)


def _everywhere(subject: Subject, say: Say) -> list[str]:
    """The highest rooms first: what they hold points down. One that fails does not keep the others.

    The search comes last: its index is made of what all the others say.
    """
    from django.apps import apps
    from django.db import transaction

    done, failed = [], []
    highest_first = reversed(list(apps.get_app_configs()))
    for config in sorted(highest_first, key=lambda one: one.label == "search"):
        work = getattr(config, "erase", None)
        if work is None:
            continue
        try:
            alone = getattr(config, "erases_in_transactions_of_its_own", False)
            with nullcontext() if alone else transaction.atomic():
                done += work(subject)
        except Exception as error:  # noqa: BLE001 - told at the end, when the other rooms are done
            failed.append(f"{config.label} ({type(error).__name__}: {error})")
    blanked = _blank_histories(subject)
    done += [f"{blanked} lines of history blanked"] if blanked else []
    if failed:
        for line in done:
            say(f"  {line}")
        raise SeraiError("rooms could not erase", where="; ".join(failed), advice="Run it again.")
    return done


def _blank_histories(subject: Subject) -> int:
    """What histories say of the account and the person, and of every noun that points at the person."""
    from django.db import transaction
    from pghistory.core import event_models

    from serai.commons.audit.services import redact
    from serai.commons.directory.models import Person

    orders: list[tuple[str, list[str], str]] = []
    if subject.account:
        orders.append(("accounts.user", [str(subject.account)], ""))
    if subject.person:
        orders.append(("directory.person", [str(subject.person)], ""))
        for event in event_models():
            noun: Any = event.pgh_tracked_model  # type: ignore[attr-defined]
            for column in noun._meta.local_fields:
                if column.is_relation and column.related_model is Person:
                    orders.append((noun._meta.label_lower, [str(subject.person)], column.column))
    with transaction.atomic():
        return sum(redact(noun, keys, by=by, reason="erased") for noun, keys, by in orders)


def replay(home: Path, say: Say) -> list[str]:
    """Erase once more whoever was erased since the backup that was just restored, and clean up after it."""
    from serai.commons.vaults import keyfiles, sealing
    from serai.commons.vaults.keys import KeyFolder

    entries = keyfiles.lines(environment.keys() / "erased.jsonl")
    if not entries:
        return []
    sealing.forget_erased(KeyFolder(environment.keys()))
    done = []
    for subject in again(entries):
        if subject.account or subject.person or subject.emails or subject.records:
            subject = complete(subject)
            done += [*_everywhere(subject, say), *leftovers(subject)]
    done += scrub(home)
    return [f"{len(entries)} erasures since the backup were done again", *done]


def _mentions(subject: Subject) -> list[str]:
    """What others wrote of the person, which an erasure takes away with them."""
    from django.apps import apps

    rooms = (getattr(config, "mentions", None) for config in apps.get_app_configs())
    return [line for told in rooms if told for line in told(subject)]


def leftovers(subject: Subject) -> list[str]:
    """Tables in which the person is still named, whatever room they belong to: for somebody to look at."""
    from django.db import connection

    from serai.commons.audit.triggers import compose

    found = subject.mentions
    patterns = [f"%{text.replace(chr(92), chr(92) * 2).replace('%', chr(92) + '%')}%" for text in found.texts]
    if not patterns:
        return []
    lines = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2"
        )
        for schema, table in cursor.fetchall():
            search = compose("select t::text from {}.{} t where t::text ilike any(%s)", schema, table)
            cursor.execute(search, [patterns])
            count = sum(found.within(text) for (text,) in cursor.fetchall())
            lines += [f"still named in {count} rows of {schema}.{table}: look at them"] if count else []
    return lines


def scrub(home: Path) -> list[str]:
    """Rows that were erased still lie in the database's files: write every table and the log anew.

    On a server of your own only the tables can be written anew; its log and its copies are its keeper's.
    """
    import psycopg

    for left in ("backup.tmp", "restore.new"):
        shutil.rmtree(home / left, ignore_errors=True)
    embedded = addresses.address(home).embedded
    address = addresses.server_address(home) if embedded else addresses.address(home).django
    with psycopg.connect(address, autocommit=True) as server:
        done = [] if _alone(server) else ["another transaction is open: run 'serai erase --scrub' once more"]
        server.execute("vacuum (full, analyze)")
        if not embedded:
            return [
                *done,
                "tables written anew; old log segments and backups of your server are its keeper's",
            ]
        for table in ("pg_statistic", "pg_statistic_ext_data"):  # old samples of columns hold values too
            server.execute(f"vacuum full {table}".encode())
        _drop_log(server)
    log = home / "postgres" / "server.log"
    if log.exists():
        with log.open("r+") as stream:
            stream.truncate(0)
    return [*done, "tables and the database's log were written anew"]


def _alone(server: Any) -> bool:
    """Wait until no open transaction sees what was there before; false when one does not end."""
    row = server.execute("select pg_current_xact_id()::text::bigint").fetchone()
    for _second in range(WAIT):
        older = server.execute(
            "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
            " and least(backend_xmin::text::bigint, backend_xid::text::bigint) < %s % (2^32)::bigint".replace(
                "% (", "%% ("
            ),
            row,
        ).fetchone()
        if older[0] == 0:
            return True
        time.sleep(1)
    return False


def _drop_log(server: Any) -> None:
    """End the present segment, and make checkpoints until every older one is removed."""
    for _turn in range(10):
        server.execute("select pg_switch_wal()")
        server.execute("checkpoint")
        row = server.execute(
            "select count(*) from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'"
            " and name < (select redo_wal_file from pg_control_checkpoint())"
        ).fetchone()
        if row[0] == 0:
            return
