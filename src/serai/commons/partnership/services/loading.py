"""Load a folder of partnership files: check, refuse by name, write the rest, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction

from serai.commons.audit.acting import acting
from serai.commons.events import announce
from serai.commons.partnership.access import check_may_load
from serai.commons.partnership.errors import UnreadableFolder
from serai.commons.partnership.events import PartnershipLoaded
from serai.commons.partnership.files import (
    OF_OTHER_ROOMS,
    TABLES,
    TableFile,
    read_folder,
    strange_files,
)
from serai.commons.partnership.report import LoadReport, Refusal
from serai.commons.partnership.rules import Problem
from serai.commons.partnership.services.checking import Checker, Place
from serai.commons.partnership.services.columns import key_of, model_of
from serai.commons.partnership.services.writing import Writer

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

Progress = Callable[[str, float], None]
_LOCK = 0x5E7A1001  # advisory lock of this verb: two loads never run at the same time


def load_partnership(
    directory: Path | str, *, actor: User | str, progress: Progress | None = None
) -> LoadReport:
    """Load every partnership file of ``directory`` in one transaction.

    A row that is in order is written; a bad row is refused by file, line, field, reason and way out,
    and with it the rows that depend on it. Loaded again, nothing changes. Nothing is ever deleted, and
    what the house itself has seen is never overwritten. A kill at any moment leaves the state before.
    ``actor`` is an account, or a word for a programme of the house such as "command line".
    Raises NotAllowed, UnreadableFolder.
    """
    check_may_load(actor)
    with acting(actor=actor):
        return _run(Path(directory), write=True, progress=progress)


def preview_partnership(directory: Path | str, *, progress: Progress | None = None) -> LoadReport:
    """Say what :func:`load_partnership` would do. Everything is tried in the database and taken back."""
    return _run(Path(directory), write=False, progress=progress)


def _run(folder: Path, *, write: bool, progress: Progress | None) -> LoadReport:
    if not folder.is_dir():
        raise UnreadableFolder("There is no such folder", where=str(folder), advice="Check the path.")
    say = progress or (lambda _message, _fraction: None)
    say("reading", 0.0)
    files = list(read_folder(folder))
    if not files:
        raise UnreadableFolder(
            "The folder holds no partnership file",
            where=str(folder),
            advice="The names of the files are listed in docs/guide/partnership_files.md.",
        )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        report = _load_all(folder, files, write=write, say=say)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if write and report.changes:  # or pages are planned as for empty tables for a minute
                tables = {model_of(file.table)._meta.db_table for file in files}
                cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, sorted(tables)))}")
        if not write:
            transaction.set_rollback(True)
    if write and report.changes:
        announce(PartnershipLoaded(len(report.changes)))
    say("done", 1.0)
    return report


def _load_all(folder: Path, files: list[TableFile], *, write: bool, say: Progress) -> LoadReport:
    """Owners and audiences point to files that load later. If one was refused there, all starts anew
    without the rows that need it; each try bars more rows, so it comes to an end."""
    coming: dict[str, frozenset[str]] = {
        file.table.model: frozenset(key_of(file.table, row.values) for row in file.rows) for file in files
    }
    barred: dict[Place, Problem] = {}
    while True:
        before = transaction.savepoint()
        checker = Checker(coming, barred)
        report = _load_files(folder, files, checker, write=write, say=say)
        dangling = checker.dangling()
        if not dangling:
            transaction.savepoint_commit(before)
            return report
        transaction.savepoint_rollback(before)
        barred |= dangling


def _load_files(
    folder: Path, files: list[TableFile], checker: Checker, *, write: bool, say: Progress
) -> LoadReport:
    writer = Writer()
    for number, file in enumerate(files):
        say(file.name, number / len(files))
        drafts = checker.check(file)
        writer.write(file, drafts, refused=checker.refused_rows(file))
    refusals = [*checker.refusals, *_strange(folder)]
    left_alone = tuple(sorted(name for name in OF_OTHER_ROOMS if (folder / name).is_file()))
    return LoadReport(write, tuple(writer.reports), tuple(refusals), tuple(writer.changes), left_alone)


def _strange(folder: Path) -> list[Refusal]:
    names = ", ".join(sorted(table.name for table in TABLES))
    return [
        Refusal(name, 1, "", "", "no table has this name", f"The tables are {names}.")
        for name in strange_files(folder)
    ]
