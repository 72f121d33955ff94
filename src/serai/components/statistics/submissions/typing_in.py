"""Figures typed into the form: what was asked and typed, what the check says of it, and taking it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.accounts.models import User
from serai.components.statistics.models import Submission, SubmissionFile
from serai.components.statistics.submissions import entry, flows, sending, templates
from serai.components.statistics.submissions.forms import PeriodsForm


@dataclass(frozen=True)
class Typing:
    """The form as it stands: without ``sheets``, periods have to be chosen first, or the table is too large.

    ``ready``: something was typed and the check found no error. ``wrong`` are sentences about it as a whole.
    """

    row: Submission
    form: PeriodsForm
    sheets: tuple[entry.Sheet, ...] = ()
    values: Mapping[str, str] | None = None
    wrong: tuple[str, ...] = ()
    too_large: bool = False
    ready: bool = False


def typing(reader: Reader, row: Submission, asked: Any, *, sent: bool) -> Typing:
    """The form for the periods in ``asked``; with ``sent`` what was typed is checked."""
    codes = templates.periods_of(reader, row.provision_id)
    form = PeriodsForm(asked if "periods" in asked else None, codes=codes)
    if not form.is_valid():
        return Typing(row, form)
    periods = sorted(form.cleaned_data["periods"])
    if not entry.fits(row.provision, flows.dataflow(row.provision.dataflow), len(periods)):
        return Typing(row, form, too_large=True)
    if not sent:
        return Typing(row, form, entry.sheets(row.provision, periods, entry.kept(row)))
    values = entry.typed(row.provision, periods, asked)
    if not values:
        empty = entry.sheets(row.provision, periods, {})
        return Typing(row, form, empty, wrong=(_("Nothing was filled in."),))
    checked = sending.check_rows(row.provision.dataflow, entry.rows(row.provision, values))
    errors = [one for one in checked.findings if one.severity == "error"]
    sheets = entry.sheets(row.provision, periods, values, checked.findings)
    return Typing(
        row, form, sheets, values, tuple(dict.fromkeys(one.said for one in errors)), ready=not errors
    )


def take(found: Typing, *, actor: User) -> SubmissionFile:
    """Take what was typed as the newest version. Raises: SubmissionRefused, UnknownSubmission."""
    rows = entry.rows(found.row.provision, found.values or {})
    return sending.send_rows(actor=actor, submission=found.row.pk, rows=rows)
