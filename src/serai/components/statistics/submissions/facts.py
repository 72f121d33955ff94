"""What decisions about a submission depend on, read from its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from serai.commons.jobs import services as jobs
from serai.components.statistics.models import Explanation, Submission, SubmissionFile
from serai.components.statistics.submissions import rules
from serai.kernel.ids import content_id


def current_file(row: Submission) -> SubmissionFile | None:
    """The newest version of what was sent."""
    return SubmissionFile.objects.filter(submission=row).order_by("-version").first()


def findings_of(row: Submission) -> list[dict[str, Any]]:
    """What the check found in the current file."""
    file = current_file(row)
    return list(file.findings) if file else []


def explained(row: Submission) -> dict[str, Explanation]:
    """Explanations by what they explain."""
    rows = Explanation.objects.filter(submission=row).select_related("written_by")
    return {one.finding: one for one in rows}


def looked_at(file: SubmissionFile | None, reasons: Mapping[str, Explanation]) -> str:
    """Stands for the figures and explanations that somebody has before them; another one after any change."""
    said = sorted(f"{key} {one.text}" for key, one in reasons.items())
    return content_id(str(file.version if file else 0), file.sha256 if file else "", *said)[:32]


def reasons_of(row: Submission) -> dict[str, str]:
    """Why the warnings of each check were accepted, by check; this is published with the figures."""
    reasons = explained(row)
    found: dict[str, list[str]] = {}
    file = current_file(row)
    for one in file.findings if file else ():
        for key in (rules.finding_id(one), rules.check_id(one["check"], file.sha256 if file else "")):
            if key in reasons:
                found.setdefault(one["check"], []).append(reasons[key].text)
    return {check: " ".join(dict.fromkeys(texts)) for check, texts in found.items()}


def facts_of(row: Submission) -> rules.Facts:
    """At most four queries."""
    file = current_file(row)
    return rules.Facts(
        state=row.state,
        has_file=file is not None,
        errors=file.errors if file else 0,
        accepted=file.accepted if file else 0,
        unexplained=unexplained(file, explained(row)) if file else 0,
        published_before=published_before(row),
        embargo_until=row.embargo_until,
        publishing=row.job is not None and publishes(row),
        checking=file is not None and file.state == SubmissionFile.State.WAITING,
    )


def unexplained(file: SubmissionFile, reasons: Mapping[str, Explanation]) -> int:
    """How many warnings of a version nobody has explained."""
    return rules.unexplained(file.findings, reasons, file.beyond.get("warning"), file.sha256)


def published_before(row: Submission) -> bool:
    """Whether a period of it was published already, and it is no correction of that."""
    known = Submission.objects.filter(
        provision=row.provision_id, state="published", periods__overlap=row.periods
    ).exclude(pk=row.pk)
    return row.corrects_id is None and bool(row.periods) and known.exists()


def publishes(row: Submission) -> bool:
    """Whether a job that publishes it waits or runs."""
    job = jobs.status(row.job) if row.job else None
    return job is not None and job.alive
