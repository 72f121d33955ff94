"""What is due from a person of figures that agencies send: to approve, to mend, to send."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.statistics import wording
from serai.components.statistics.access import APPROVE_FIGURES, SEND_FIGURES
from serai.components.statistics.models import Provision, Submission
from serai.components.statistics.submissions import flows, selectors
from serai.web.manifest import DeskItem


def due(reader: Reader) -> list[DeskItem]:
    """Submissions to approve, those that were returned, and tables that are late; at most four queries."""
    if not reader.organisations:
        return []
    found: list[DeskItem] = []
    if APPROVE_FIGURES.held_by(reader):
        found += _to_judge(reader)
    if SEND_FIGURES.held_by(reader):
        found += _returned(reader)
        found += _late(reader)
    return found


def _to_judge(reader: Reader) -> Iterator[DeskItem]:
    """Not what they began or handed in themselves: somebody else has to look at that."""
    mine = Q(provision__contact__in=reader.organisations) | Q(
        provision__contact=None, provision__organisation__in=reader.organisations
    )
    own = Q(created_by=reader.account) | Q(validated_by=reader.account)
    rows = Submission.objects.filter(mine, state="validated").exclude(own).select_related("provision")
    for row in rows:
        yield DeskItem(
            key=f"statistics.submission:{row.pk}:approve",
            verb=_("approve"),
            title=_("Figures wait for your approval: %(title)s") % {"title": _title(row)},
            url=reverse("statistics:submission", args=[row.pk]),
            room=_("Statistics"),
            about=_("Figures wait for your approval"),
        )


def _returned(reader: Reader) -> Iterator[DeskItem]:
    rows = Submission.objects.filter(state="returned", provision__organisation__in=reader.organisations)
    for row in rows.select_related("provision"):
        yield DeskItem(
            key=f"statistics.submission:{row.pk}:returned",
            verb=_("correct"),
            title=_("Figures were returned to you: %(title)s") % {"title": _title(row)},
            url=reverse("statistics:submission", args=[row.pk]),
            room=_("Statistics"),
            about=_("Figures were returned to you"),
        )


def _late(reader: Reader) -> Iterator[DeskItem]:
    """One for each table: of those that are late the first."""
    for duty in selectors.duties(
        Provision.objects.filter(organisation__in=reader.organisations), lines=False
    ):
        first = duty.next
        if first is None or not first.late:
            continue
        when = wording.when(duty.title, first.period.code)
        yield DeskItem(
            key=f"statistics.provision:{duty.key}:{first.period.code}",
            verb=_("send"),
            title=_("Figures are late: %(title)s") % {"title": when},
            url=reverse("statistics:provision", args=[duty.key]),
            due=first.due,
            room=_("Statistics"),
            about=_("Figures are late"),
        )


def _title(row: Submission) -> str:
    periods = ", ".join(wording.period(code) for code in row.periods)
    return (
        f"{flows.title(row.provision.dataflow)}, {periods}"
        if periods
        else flows.title(row.provision.dataflow)
    )
