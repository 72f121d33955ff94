"""Forgetting a person: whose jobs were theirs, and what a failure may have said of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from serai.commons.jobs.models import Job


def erase(subject: Any) -> list[str]:
    """Let ``subject`` (account, names, emails) go from jobs; sentences saying what was done.

    Arguments of jobs hold keys only. A traceback may quote whatever the job held, and an argument may
    break the rule, so rows of the queue that name the person are removed when they are finished, and
    emptied of their traceback otherwise.
    """
    lines = []
    if subject.account is not None:
        owned = Job.objects.filter(owner=subject.account).update(owner=None)
        lines += [f"{owned} jobs belong to nobody now"] if owned else []
    named = Q()
    for word in (*subject.names, *subject.emails):
        if word:
            named |= (
                Q(traceback__icontains=word)
                | Q(args_kwargs__icontains=word)
                | Q(return_value__icontains=word)
            )
    if named:
        rows = DBTaskResult.objects.filter(named)
        blanked = rows.exclude(status__in=["FAILED", "SUCCESSFUL"]).update(traceback="")
        gone, _models = rows.filter(status__in=["FAILED", "SUCCESSFUL"]).delete()
        lines += [f"{gone + blanked} results of jobs that named the person removed"] if gone + blanked else []
    return lines
