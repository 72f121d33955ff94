"""Figures come in: as a file or typed into the form, through one check, kept as they were sent with its receipt."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import pyarrow.compute as pc
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serai.commons.accounts.models import User
from serai.commons.files import checking, kinds
from serai.commons.files.errors import FileRefused
from serai.commons.files.names import ending_of, safe_name
from serai.components.statistics import refusals
from serai.components.statistics.errors import SubmissionRefused
from serai.components.statistics.models import Submission, SubmissionFile
from serai.components.statistics.submissions import flows, folders, rules
from serai.components.statistics.submissions.facts import current_file
from serai.components.statistics.submissions.services import locked
from serai.engine import api
from serai.engine.ingest.workbooks import names_a_password
from serai.kernel.ids import file_sha256

TAKEN = ("csv", "xlsx")
AREA = "REF_AREA"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old office files, and of those with a password
_PIECE = 1 << 20
# larger ones are checked by a job: a text of some twenty thousand rows, a workbook of as many by its unpacked size
AT_ONCE_TEXT, AT_ONCE_BOOK = 10**6, 8 * 10**6
# a larger workbook is marked as its texts alone: with its looks it would stand in memory whole
MARKED_BOOK = 30 * 10**6
# above this no copy is made: a sheet of a workbook holds a million rows, and writing them takes many minutes
MARKED_MOST = (25 * 10**6, 200 * 10**6)
MARKED = f"{folders.MARKED}.xlsx"
MOST_FINDINGS = 200  # of each check, kept with the version; the marked copy holds five times as many


@transaction.atomic
def send_file(*, actor: User, submission: int, stream: IO[bytes], name: str) -> SubmissionFile:
    """Take a file as the newest version: checked for what it is, then for its figures; both copies are kept.

    A file with errors is kept too, with what was found. A large one is checked by a job; one that is sent
    meanwhile takes its place.
    Raises: FileRefused for no table, FileUnreadable, SubmissionRefused, UnknownSubmission.
    """
    row = locked(actor, submission, "send")
    called = safe_name(name)
    with folders.workroom() as room:
        path = room / f"{folders.SENT}.{ending_of(called)}"
        _receive(stream, path, called)
        _look(path, called, room)
        file = _entered(row, actor, called, path, typed=False)
        if too_large(path, AT_ONCE_TEXT, AT_ONCE_BOOK):
            from serai.components.statistics.submissions.checks import ask_for_check

            file.state = SubmissionFile.State.WAITING
            ask_for_check(file, actor)
        else:
            checked = judged(row, path, get_language() or "en", room)
            settle(file, checked, marked=(room / MARKED).is_file())
        folders.keep(room, file)
        return file


@transaction.atomic
def send_rows(*, actor: User, submission: int, rows: Sequence[Mapping[str, str]]) -> SubmissionFile:
    """Take what was typed into the form as the newest version, through the same check as a file.

    ``rows`` are texts by column. Raises: SubmissionRefused, UnknownSubmission.
    """
    row = locked(actor, submission, "send")
    with folders.workroom() as room:
        path = room / f"{folders.SENT}.csv"
        names = list(dict.fromkeys(name for one in rows for name in one))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        checked = check_rows(row.provision.dataflow, rows)
        own_figures(row, checked.observations)
        api.keep_checked(checked, room / folders.OBSERVATIONS)
        file = _entered(row, actor, "form.csv", path, typed=True)
        settle(file, checked)
        folders.keep(room, file)
        return file


def check_rows(dataflow: str, rows: Sequence[Mapping[str, str]]) -> Any:
    """What the check says of rows that were typed; nothing is kept."""
    before, language = flows.published_folder(dataflow), get_language() or "en"
    return api.check_values(flows.dataflow(dataflow), rows, before=before, language=language)


def judged(
    row: Submission,
    path: Path,
    language: str,
    room: Path,
    told: Callable[[str, float], None] = lambda _step, _fraction: None,
) -> Any:
    """What the check says of a file; its figures and the copy with marks are written into ``room``.

    Raises: FileUnreadable, SubmissionRefused for figures of another state.
    """
    flow = flows.dataflow(row.provision.dataflow)
    checked = api.check_submission(
        flow,
        path,
        before=flows.published_folder(flow.id),
        language=language,
        progress=lambda step, fraction: told(step, fraction * 0.6),
    )
    own_figures(row, checked.observations)
    api.keep_checked(checked, room / folders.OBSERVATIONS)
    told("mark", 0.6)
    if checked.findings and not too_large(path, *MARKED_MOST):
        plain = too_large(path, 0, MARKED_BOOK)
        api.write_marked(flow, path, checked, room / MARKED, plain=plain)
    return checked


def settle(file: SubmissionFile, checked: Any, *, marked: bool = False) -> None:
    """Write down what the check has found of a version, and the periods of its submission."""
    findings, more = rules.first_of_each([_plain(asdict(one)) for one in checked.findings], MOST_FINDINGS)
    for severity, counts in checked.beyond.items():
        for check, count in counts.items():
            of_severity = more.setdefault(severity, {})
            of_severity[check] = of_severity.get(check, 0) + count
    file.rows_in, file.accepted = checked.rows_in, checked.accepted
    file.refused, file.duplicates = checked.refused, checked.duplicates
    file.findings, file.beyond, file.errors = findings, more, checked.counts()["error"]
    file.marked = MARKED if marked else ""
    file.state = SubmissionFile.State.CHECKED
    file.save()
    row = file.submission
    row.periods = sorted(checked.periods)
    row.save(update_fields=["periods"])


def _entered(row: Submission, actor: User, name: str, path: Path, *, typed: bool) -> SubmissionFile:
    """The next version, of which no row is counted yet; its submission is a draft again."""
    last = current_file(row)
    if row.state != Submission.State.DRAFT:
        row.state = Submission.State.DRAFT
        row.save(update_fields=["state"])
    return SubmissionFile.objects.create(
        submission=row,
        version=last.version + 1 if last else 1,
        name=name,
        size=path.stat().st_size,
        sha256=file_sha256(path),
        rows_in=0,
        accepted=0,
        refused=0,
        duplicates=0,
        errors=0,
        typed=typed,
        sent_by=actor,
    )


def _look(path: Path, called: str, room: Path) -> None:
    """Whether it is a table of a kind that is taken. Raises: FileRefused, saying what it is and the way out."""
    with path.open("rb") as stream:
        old = stream.read(len(OLD)) == OLD
    if old:
        what, advice = refusals.of_file("password" if names_a_password(path) else "old_workbook")
        raise FileRefused(what, where=called, advice=advice)
    kind, _clean = checking.check(path, called, room / "clean")
    if kind not in (kinds.CSV, kinds.XLSX) or ending_of(called) not in TAKEN:
        raise FileRefused(
            _("Figures are sent as a CSV file or an Excel workbook"),
            where=called,
            advice=_("Fill in the template of the table and send that."),
        )


def too_large(path: Path, text: int, book: int) -> bool:
    """Whether a file is larger than what is done while somebody waits: by its size, a workbook's unpacked."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size > text
    with zipfile.ZipFile(path) as packed:
        return sum(item.file_size for item in packed.infolist()) > book


def own_figures(row: Submission, observations: Any) -> None:
    """Nobody sends figures of another state. Raises: SubmissionRefused. Invented figures are of no state."""
    state = row.provision.organisation.state
    if row.provision.synthetic or state is None or AREA not in observations.column_names:
        return
    strange = sorted(set(pc.unique(observations[AREA]).to_pylist()) - {state.iso3})
    if strange:
        raise SubmissionRefused(
            _("The file holds figures of another state: %(areas)s") % {"areas": ", ".join(map(str, strange))},
            advice=_("Send figures of your own state only."),
        )


def _receive(stream: IO[bytes], path: Path, name: str) -> None:
    limit, size = int(settings.FILE_LIMIT), 0
    with path.open("wb") as copy:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise FileRefused(
                    _("The file is larger than %(limit)s MB") % {"limit": limit // 1024 // 1024},
                    where=name,
                    advice=_("Send fewer periods at once."),
                )
            copy.write(piece)


def _plain(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding as JSON; numbers that JSON does not know become texts."""
    return {
        name: value if value is None or isinstance(value, str | int | bool | dict | list) else _number(value)
        for name, value in finding.items()
    }


def _number(value: Any) -> Any:
    return value if isinstance(value, float) and value == value and abs(value) != float("inf") else str(value)
