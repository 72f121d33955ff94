"""Who is told what about a submission. A notice holds its title and where to look, never a figure."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access import Permission
from serai.commons.accounts.models import User
from serai.commons.directory.models import Post
from serai.commons.directory.selectors import reader_of
from serai.commons.notices import services as notices
from serai.commons.notices.kinds import NoticeKind
from serai.components.statistics.access import APPROVE_FIGURES
from serai.components.statistics.models import Submission
from serai.components.statistics.submissions import flows

KINDS = (
    NoticeKind("submission_handed_in", _("Figures wait for your approval")),
    NoticeKind("submission_judged", _("Figures that you sent were approved or returned")),
    NoticeKind("submission_pre_release", _("You may see figures before their publication")),
    NoticeKind("submission_published", _("Figures that you sent are published")),
)


def tell(row: Submission, kind: str, *, actor: User | None, to: Iterable[User] | None = None) -> None:
    """Tell ``to``, or whoever waits for this: those who approve, or those who sent it."""
    if to is None:
        to = (
            _holders(APPROVE_FIGURES, row.provision.judge_id)
            if kind == "submission_handed_in"
            else [one for one in (row.created_by, row.validated_by) if one is not None]
        )
    words = {"title": flows.title(row.provision.dataflow), "periods": ", ".join(row.periods)}
    notices.notify(
        to=[one for one in to if actor is None or one.pk != actor.pk],
        kind=kind,
        words=words | {"state": str(row.state)},
        url=reverse("statistics:submission", args=[row.pk]),
        actor=actor.pk if actor else None,
    )


def _holders(needed: Permission, organisation: str) -> list[User]:
    """Who works for the organisation now and holds the permission."""
    accounts = Post.objects.filter(organisation=organisation).values("person__account")
    found = User.objects.filter(pk__in=accounts, is_active=True)
    return [one for one in found if needed.granted_to(one) and organisation in reader_of(one).organisations]
