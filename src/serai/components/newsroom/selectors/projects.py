"""Which project the site presents, and who stands behind it."""

from __future__ import annotations

from dataclasses import dataclass

from serai.commons.access.readers import Reader
from serai.commons.partnership import api as partnership
from serai.commons.partnership.records import ProjectPage, RoleLine
from serai.components.newsroom.models import VisibilityLine


@dataclass(frozen=True)
class Group:
    """Partners of a project in one role."""

    title: str
    lines: tuple[RoleLine, ...]


def presented(reader: Reader) -> str | None:
    """The key of the project that has visibility lines, else of the first project; None without any."""
    keys = [line.key for line in partnership.projects(reader=reader)]
    chosen = VisibilityLine.objects.filter(project__in=keys).values_list("project_id", flat=True).first()
    return chosen or (keys[0] if keys else None)


def partners(page: ProjectPage) -> list[Group]:
    """The partners by role, in the order of the rows."""
    groups: dict[str, list[RoleLine]] = {}
    for line in page.partners:
        groups.setdefault(line.role_word, []).append(line)
    return [Group(title, tuple(lines)) for title, lines in groups.items()]
