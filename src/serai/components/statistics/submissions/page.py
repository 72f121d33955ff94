"""The page of one submission, put together for whoever asks: no more of it than they may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit import selectors as audit
from serai.commons.audit.models import Read
from serai.commons.jobs import services as jobs
from serai.components.statistics.errors import UnknownSubmission
from serai.components.statistics.models import (
    PreRelease,
    Release,
    Submission,
    SubmissionComment,
    SubmissionFile,
)
from serai.components.statistics.passports import Share
from serai.components.statistics.selectors import releases
from serai.components.statistics.submissions import figures, flows, folders, guarding, rules, sight
from serai.components.statistics.submissions.facts import current_file, explained, facts_of, looked_at
from serai.components.statistics.submissions.figures import Preview
from serai.components.statistics.submissions.selectors import Line, line
from serai.components.statistics.submissions.services import LABEL, look
from serai.engine.model.observations import MOST_KEPT

SEVERITIES = {"error": _("Errors"), "warning": _("Warnings"), "note": _("Remarks")}
DEEDS = {
    "hand_in": _("Hand in for approval"),
    "approve": _("Approve"),
    "publish": _("Publish now"),
    "embargo": _("Publish at a later moment"),
    "return": _("Return with a comment"),
    "withdraw": _("Withdraw"),
    "correct": _("Correct what was published"),
}
"""What may be done from the page, in the order of its buttons."""
FAR = datetime(9999, 12, 31, tzinfo=UTC)  # a moment later than any embargo: asks whether one could be set
MOST = 50  # findings of one check that are listed


@dataclass(frozen=True)
class Found:
    """One finding with its explanation."""

    key: str
    finding: Mapping[str, Any]
    explanation: str
    explained_by: str


@dataclass(frozen=True)
class Group:
    """What one check found: its sentence, its places."""

    check: str
    lines: tuple[Found, ...]
    number: int
    every: Found | None = None
    """What stands for all warnings of the check, where they are more than are listed."""

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.number - len(self.lines)


@dataclass(frozen=True)
class Looks:
    """How often a named person looked before the day, and until when they may."""

    access: PreRelease
    looks: int


@dataclass(frozen=True)
class SubmissionPage:
    """Everything on the page of a submission; what the reader may not see is empty."""

    row: Submission
    line: Line
    works: bool
    file: SubmissionFile | None
    shares: tuple[Share, ...]
    findings: tuple[tuple[str, str, int, tuple[Group, ...]], ...]
    job: Any
    checking: bool
    coming: bool
    most_marked: int
    unmarked: bool
    preview: Preview | None
    comments: tuple[SubmissionComment, ...]
    versions: tuple[SubmissionFile, ...]
    deeds: tuple[Any, ...]
    actions: tuple[tuple[str, str], ...]
    may_send: bool
    may_explain: bool
    may_name: bool
    named: tuple[Looks, ...]
    release: Release | None
    unexplained: int
    seen: str


def submission_page(reader: Reader, row: Submission) -> SubmissionPage:
    """The page of ``row``, which ``reader`` was found to see. A look before the day is written down."""
    who = sight.standing(reader, row)
    works, file = rules.works(row.state, who), current_file(row)
    facts = facts_of(row)
    findings = list(file.findings) if file and works else []
    reasons = explained(row) if works else {}
    look(reader=reader, submission=row)
    job = jobs.status(file.job) if file and file.job and works and not _read(file) else None
    sees = rules.sees_figures(row.state, who)
    preview = _preview(reader, row, file, findings, works=works) if sees else None
    return SubmissionPage(
        row=row,
        line=line(row),
        works=works,
        file=file if works else None,
        shares=tuple(shares(file)) if file and works and _read(file) else (),
        findings=tuple(_by_severity(file, reasons)) if file and works else (),
        job=job if job and job.owner == reader.account else None,
        checking=job is not None and job.alive,
        coming=sees and not works and preview is None and file is not None,
        most_marked=MOST_KEPT,
        unmarked=bool(findings) and not (file.marked or file.typed) if file else False,
        preview=preview,
        comments=tuple(row.comments.select_related("written_by")) if works else (),
        versions=tuple(row.files.select_related("sent_by").defer("findings")) if works else (),
        deeds=tuple(audit.history(reader, LABEL, str(row.pk)).deeds) if works else (),
        actions=tuple(_actions(facts, who)),
        may_send=not rules.obstacle("send", facts, who, now=timezone.now()),
        may_explain=who.sender and row.state in ("draft", "validated", "returned"),
        may_name=who.judge and not who.own_hand and row.state in ("approved", "embargoed"),
        named=tuple(_named(row)) if works else (),
        release=_release(row),
        unexplained=facts.unexplained if works else 0,
        seen=looked_at(file, reasons) if works else "",
    )


def shares(file: SubmissionFile) -> Iterable[Share]:
    """The receipt as parts of one bar, in the order in which they add up."""
    start = 0.0
    for kind, rows in (
        ("accepted", file.accepted),
        ("refused", file.refused),
        ("duplicate", file.duplicates),
    ):
        width = 100 * rows / (file.rows_in or 1)
        yield Share(kind, "", "", rows, round(start, 4), round(width, 4))
        start += width


def _read(file: SubmissionFile) -> bool:
    """Whether its rows were counted."""
    return file.state == SubmissionFile.State.CHECKED


def _by_severity(
    file: SubmissionFile, reasons: Mapping[str, Any]
) -> Iterable[tuple[str, str, int, tuple[Group, ...]]]:
    """Errors first; of each severity a group for each check, with how many there are in all."""
    for severity, title in SEVERITIES.items():
        these = [one for one in file.findings if one["severity"] == severity]
        beyond = file.beyond.get(severity, {})
        groups: dict[str, list[Any]] = {}
        for one in these:
            groups.setdefault(one["check"], []).append(one)
        if these:
            yield (
                severity,
                str(title),
                len(these) + sum(beyond.values()),
                tuple(
                    _group(file, check, ones, beyond.get(check, 0), reasons) for check, ones in groups.items()
                ),
            )


def _group(
    file: SubmissionFile, check: str, ones: list[Any], beyond: int, reasons: Mapping[str, Any]
) -> Group:
    number = len(ones) + beyond
    every = _found(ones[0], reasons, rules.check_id(check, file.sha256)) if number > MOST else None
    return Group(check, tuple(_found(one, reasons) for one in ones[:MOST]), number, every)


def _found(finding: Mapping[str, Any], reasons: Mapping[str, Any], every: str = "") -> Found:
    key = every or rules.finding_id(finding)
    reason = reasons.get(key)
    by = str(reason.written_by or "") if reason else ""
    return Found(key, finding, reason.text if reason else "", by)


def _preview(
    reader: Reader, row: Submission, file: SubmissionFile | None, findings: list[Any], *, works: bool
) -> Preview | None:
    """The figures as ``reader`` may have them.

    From whoever does not work on them is withheld what was withheld at publication, or before it what would be;
    and a publication that is not for them is not told.
    """
    if file is None or not folders.observations(file).is_file():
        return None
    flow = flows.dataflow(row.provision.dataflow)
    hidden = None if works else guarding.withheld(row, file)
    if row.state != "published" and not works and hidden is None:
        return None
    if row.state != "published":
        shown = works or releases.release(reader, flow.id) == flows.published(flow.id)
        published = flows.published_cells(flow.id) if shown else None
        return figures.preview(flow, folders.observations(file), published, findings, hidden=hidden or ())
    if works:
        return figures.preview(flow, folders.observations(file), None, findings)
    out = _release(row)
    if out is None:
        return None
    hidden = figures.withheld(flow, flows.cells_of(out))
    return figures.preview(flow, folders.observations(file), None, hidden=hidden)


def _actions(facts: rules.Facts, who: rules.Standing) -> Iterable[tuple[str, str]]:
    """What the reader could do now; what would need words or a moment is asked for on its own page."""
    now = timezone.now()
    for action, title in DEEDS.items():
        why = rules.obstacle(action, facts, who, now=now, said="-", until=FAR)
        if not why or why in ("unexplained", "errors"):
            yield action, str(title)


def _named(row: Submission) -> Iterable[Looks]:
    looks: dict[int | None, int] = {}
    for account in Read.objects.filter(noun=LABEL, key=str(row.pk)).values_list("account", flat=True):
        looks[account] = looks.get(account, 0) + 1
    looks.pop(None, None)  # accounts that are gone
    for access in row.pre_releases.all():
        yield Looks(access, looks.get(access.account_id, 0))


def _release(row: Submission) -> Release | None:
    if not row.release_key:
        return None
    return Release.objects.filter(key=row.release_key).defer("passport_json", "files").first()


def file_of(reader: Reader, key: int, version: int, which: str) -> tuple[Path, str]:
    """A file of a version and what it is called, for whoever sees the work on it. Raises: UnknownSubmission."""
    row = sight.worked_on(reader).filter(pk=key).first()
    file = row.files.filter(version=version).first() if row else None
    if file is None or which not in ("sent", "marked") or (which == "marked" and not file.marked):
        raise UnknownSubmission(key)
    path = folders.sent(file) if which == "sent" else folders.marked(file)
    if not path.is_file():
        raise UnknownSubmission(key)
    return path, file.name if which == "sent" else f"marked-{file.name.rpartition('.')[0]}.xlsx"
