"""``serai erase``: a person goes from every room, then from the files of the database, and stays gone.

Every room that holds personal data has a method ``erase`` on its AppConfig. The order is written beside
the keys before anything else, so that a killed erasure is finished by the next one, and so that a backup
from before is erased again as soon as it is restored.
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serai.kernel.errors import SeraiError
from serai.project import addresses, environment

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
                Subject(account=account, person=person, emails=tuple(email), records=tuple(record))
            )
            _say(
                f"account {subject.account}, person {subject.person}, {len(subject.emails)} addresses,"
                f" {len(subject.records)} records of vaults"
            )
            if not yes:
                typer.confirm("Erase this person everywhere? There is no way back.", abort=True, err=True)
            for line in erase(subject, _say):
                _say(f"  {line}")
        for line in scrub(home):
            _say(f"  {line}")


def complete(given: Subject) -> Subject:
    """``given`` with what accounts and directory know: numbers, names, addresses, pseudonyms.

    Raises SeraiError when nobody is meant.
    """
    from dataclasses import replace

    from serai.commons.accounts.models import User
    from serai.commons.directory.models import Person
    from serai.commons.vaults import declarations, erasure

    account = User.objects.filter(pk=given.account).first() if given.account else None
    person = Person.objects.filter(pk=given.person).first() if given.person else None
    for email in given.emails:
        account = account or User.objects.filter(email__iexact=email).first()
        sharing = list(Person.objects.filter(mails__address__iexact=email).distinct()[:2])
        if len(sharing) > 1 and not person:
            raise SeraiError("several people share this address", where=email, advice="Say --person.")
        person = person or next(iter(sharing), None)
    if account and not person:
        person = Person.objects.filter(account=account).first()
    if person and not account:
        account = person.account
    names = [account.name] if account else []
    names += [person.name] if person else []
    emails = [*given.emails, *([account.email] if account else [])]
    emails += person.mails.values_list("address", flat=True) if person else []
    subject = replace(
        given,
        account=account.pk if account else given.account,
        person=person.pk if person else given.person,
        names=tuple(dict.fromkeys(filter(None, names))),
        emails=tuple(dict.fromkeys(filter(None, emails))),
    )
    if not (subject.account or subject.person or subject.emails or subject.records):
        raise SeraiError("nobody was named", advice="Say --email, --account, --person or --record.")
    found = {
        f"{vault.name}:{pseudonym}"
        for vault in declarations.declared()
        for pseudonym in erasure.find(vault, subject)[0]
    }
    return replace(subject, records=tuple(sorted({*given.records, *found})))


def erase(subject: Subject, say: Say) -> list[str]:
    """Write the order down, then let every room erase. Raises SeraiError when a room could not."""
    from serai.commons.vaults import keyfiles

    keyfiles.add_line(environment.keys() / "erased.jsonl", _entry(subject))
    return _everywhere(subject, say)


def _everywhere(subject: Subject, say: Say) -> list[str]:
    """The highest rooms first: what they hold points down. One that fails does not keep the others."""
    from django.apps import apps
    from django.db import transaction

    done, failed = [], []
    for config in reversed(list(apps.get_app_configs())):
        work = getattr(config, "erase", None)
        if work is None:
            continue
        try:
            with transaction.atomic():
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
    if subject.emails:
        orders.append(("directory.invitation", list(subject.emails), "address"))
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
    from serai.commons.vaults.erasure import Subject
    from serai.commons.vaults.keys import KeyFolder

    entries = keyfiles.lines(environment.keys() / "erased.jsonl")
    if not entries:
        return []
    sealing.forget_erased(KeyFolder(environment.keys()))
    done = []
    for entry in entries:
        subject = Subject(
            account=_still(entry, "account"),
            person=_still(entry, "person"),
            emails=tuple(entry.get("emails", ())),
            records=tuple(entry.get("records", ())),
        )
        done += _everywhere(complete(subject), say) if subject != Subject() else []
    done += scrub(home)
    return [f"{len(entries)} erasures since the backup were done again", *done]


def _entry(subject: Subject) -> dict[str, Any]:
    """What the list beside the keys says: numbers and marks, no name, and no address if that can be helped."""
    known = subject.account or subject.person
    return {
        "account": subject.account,
        "account_mark": _mark(_called("account", subject.account)),
        "person": subject.person,
        "person_mark": _mark(_called("person", subject.person)),
        "records": list(subject.records),
        "emails": [] if known else list(subject.emails),
    }


def _still(entry: dict[str, Any], kind: str) -> int | None:
    """The number, if it still means the same person: numbers may be given again after a restore."""
    number, mark = entry.get(kind), entry.get(f"{kind}_mark")
    return number if number and mark and _mark(_called(kind, number)) == mark else None


def _called(kind: str, number: int | None) -> str:
    from serai.commons.accounts.models import User
    from serai.commons.directory.models import Person

    if number is None:
        return ""
    if kind == "account":
        return str(User.objects.filter(pk=number).values_list("email", flat=True).first() or "").lower()
    return str(Person.objects.filter(pk=number).values_list("name", flat=True).first() or "")


def _mark(text: str) -> str:
    from serai.commons.vaults import crypto, keyfiles

    path = environment.keys() / "erased.key"
    if not path.exists():
        keyfiles.write(path, crypto.new_key())
    return hmac.new(path.read_bytes(), text.encode(), hashlib.sha256).hexdigest() if text else ""


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
