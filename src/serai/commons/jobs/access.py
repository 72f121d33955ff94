"""Who may watch the work of the house. Everybody watches their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role

WATCH_JOBS = permission("jobs.watch_jobs", _("See every job and schedule"), [Role.ADMINISTRATOR])


def sees_all(reader: Reader) -> bool:
    """Whether ``reader`` may see the jobs of others."""
    return WATCH_JOBS.held_by(reader)
