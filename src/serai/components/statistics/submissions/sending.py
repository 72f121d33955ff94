"""Figures come in: as a file or typed into the form, through one check, kept as they were sent with its receipt."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
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
from serai.components.statistics.errors import SubmissionRefused
from serai.components.statistics.models import Submission, SubmissionFile
from serai.components.statistics.submissions import flows, folders
from serai.components.statistics.submissions.facts import current_file
from serai.components.statistics.submissions.services import locked
from serai.engine import api
from serai.kernel.ids import file_sha256

TAKEN = ("csv", "xlsx")
AREA = "REF_AREA"
_PIECE = 1 << 20
# a workbook that is written anew stands in memory whole, with hundreds of bytes for each cell
MARKED_TEXT, MARKED_BOOK = 5 * 10**6, 30 * 10**6


@transaction.atomic
def send_file(*, actor: User, submission: int, stream: IO[bytes], name: str) -> SubmissionFile:
    """Take a file as the newest version: checked for what it is, then for its figures; both copies are kept.

    A file with errors is kept too, with everything that was found; a very large one without the copy with marks.
    Raises: FileRefused for no table,
    SubmissionRefused, UnknownSubmission.
    """
    row = locked(actor, submission, "send")
    called = safe_name(name)
    with folders.workroom() as room:
        path = room / f"{folders.SENT}.{ending_of(called)}"
        _receive(stream, path, called)
        kind, _clean = checking.check(path, called, room / "clean")
        if kind not in (kinds.CSV, kinds.XLSX) or ending_of(called) not in TAKEN:
            raise FileRefused(
                _("Figures are sent as a CSV file or an Excel workbook"),
                where=called,
                advice=_("Fill in the template of the table and send that."),
            )
        flow = flows.dataflow(row.provision.dataflow)
        checked = api.check_submission(
            flow, path, before=flows.published_folder(flow.id), language=get_language() or "en"
        )
        marked = f"{folders.MARKED}.xlsx" if _markable(path) else ""
        if marked:
            api.write_marked(flow, path, checked, room / marked)
        return _keep(room, row, actor, called, checked, marked=marked, typed=False)


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
        return _keep(room, row, actor, "form.csv", checked, marked="", typed=True)


def check_rows(dataflow: str, rows: Sequence[Mapping[str, str]]) -> Any:
    """What the check says of rows that were typed; nothing is kept."""
    before, language = flows.published_folder(dataflow), get_language() or "en"
    return api.check_values(flows.dataflow(dataflow), rows, before=before, language=language)


def _keep(
    room: Path, row: Submission, actor: User, name: str, checked: Any, *, marked: str, typed: bool
) -> SubmissionFile:
    _own_figures(row, checked.observations)
    api.keep_checked(checked, room / folders.OBSERVATIONS)
    sent = room / f"{folders.SENT}.{ending_of(name)}"
    last = current_file(row)
    findings = [_plain(asdict(one)) for one in checked.findings]
    file = SubmissionFile.objects.create(
        submission=row,
        version=last.version + 1 if last else 1,
        name=name,
        size=sent.stat().st_size,
        sha256=file_sha256(sent),
        rows_in=checked.rows_in,
        accepted=checked.accepted,
        refused=checked.refused,
        duplicates=checked.duplicates,
        findings=findings,
        errors=sum(one["severity"] == "error" for one in findings),
        marked=marked,
        typed=typed,
        sent_by=actor,
    )
    row.periods = sorted(checked.periods)
    row.state = Submission.State.DRAFT
    row.save()
    folders.keep(room, file)
    return file


def _markable(path: Path) -> bool:
    """Whether a copy with marks can be made while somebody waits: by its size, a workbook's unpacked."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size <= MARKED_TEXT
    with zipfile.ZipFile(path) as packed:
        return sum(item.file_size for item in packed.infolist()) <= MARKED_BOOK


def _own_figures(row: Submission, observations: Any) -> None:
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
