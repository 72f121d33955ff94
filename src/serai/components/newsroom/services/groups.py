"""The editor's groups follow the roles in force: asked at each request of the editor, written on a change."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from serai.commons.access.roles import Role
from serai.components.newsroom.services.frame import APPROVERS, EDITORS

GROUPS = {Role.EDITOR: EDITORS, Role.SECRETARIAT: APPROVERS, Role.ADMINISTRATOR: EDITORS}


def align(user: Any) -> None:
    """Put ``user`` in the groups that their roles in force give, and in no other. One query when nothing changes."""
    wanted = {GROUPS[Role(role)] for role in user.roles if role in GROUPS}
    held = set(user.groups.values_list("name", flat=True))
    if held == wanted:
        return
    user.groups.set(Group.objects.filter(name__in=wanted))
    for name in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        user.__dict__.pop(name, None)
