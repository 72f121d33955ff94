"""Forgetting a person: whose jobs were theirs, and what a failure may have said of them."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from serai.commons.jobs.errors import JobRuns
from serai.commons.jobs.models import Job


def erase(subject: Any) -> list[str]:
    """Let ``subject`` (account, names, emails) go from jobs; sentences saying what was done.

    Arguments of jobs hold keys only. A traceback may quote whatever the job held, and an argument may
    break the rule, so rows of the queue that name the person are removed, work that waits included.
    Raises JobRuns while such a job runs: it would write its row again.
    """
    lines = []
    if subject.account is not None:
        owned = Job.objects.filter(owner=subject.account).update(owner=None)
        lines += [f"{owned} jobs belong to nobody now"] if owned else []
    named = Q()
    for word in (*subject.names, *subject.emails):
        if word:
            # JSON writes letters outside ASCII as they are or as numbers
            for form in {word, json.dumps(word)[1:-1]}:
                named |= (
                    Q(traceback__icontains=form)
                    | Q(args_kwargs__icontains=form)
                    | Q(return_value__icontains=form)
                )
    if named:
        rows = DBTaskResult.objects.filter(named)
        if rows.filter(status="RUNNING").exists():
            raise JobRuns("A job that names the person is running", advice="Wait for its end.")
        gone, _models = rows.delete()
        lines += [f"{gone} results of jobs that named the person removed"] if gone else []
    return lines
