"""Questions about projects: the chain from topic over objective and component to activity."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    Activity,
    Component,
    DatedStatement,
    Disagreement,
    Objective,
    Phase,
    Project,
    ProjectPartner,
)
from serai.commons.partnership.records import (
    ActivityLine,
    ComponentView,
    Link,
    ObjectiveView,
    PhaseLine,
    ProjectLine,
    ProjectPage,
)
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_line,
    activity_rows,
    date_line,
    disagreement_lines,
    partner_line,
    partner_rows,
    source_ref,
    source_refs,
)

DONORS = (ProjectPartner.Role.LEAD_DONOR, ProjectPartner.Role.DONOR, ProjectPartner.Role.CO_FUNDER)


def projects() -> tuple[ProjectLine, ...]:
    """All projects in their order. Three queries."""
    names = Names()
    return tuple(_line(row, names) for row in _rows())


def project(key: str) -> ProjectPage:
    """Everything about one project. At most nineteen queries."""
    row = _rows().prefetch_related("sources", "followed_by").select_related("follows").filter(key=key).first()
    if row is None:
        raise UnknownRow(_("project"), key)
    names = Names()
    found = {activity.pk: activity for activity in _activities(row)}
    lines = {pk: activity_line(activity, names) for pk, activity in found.items()}
    views = _components(row, lines)
    in_components = {line.key for view in views for line in view.activities}
    components = {view.key: view for view in views}
    objectives = Objective.objects.filter(project=row).select_related("source").prefetch_related("components")
    shown = tuple(
        ObjectiveView(
            key=objective.pk,
            number=objective.number,
            text=objective.text,
            source=source_ref(objective.source),
            components=tuple(components.pop(part.pk) for part in objective.components.all()),
        )
        for objective in objectives
    )
    phases = Phase.objects.filter(Q(project=row) | Q(programme=row.programme_id)).select_related("source")
    dates = DatedStatement.objects.filter(project=row).select_related("source")
    return ProjectPage(
        line=_line(row, names),
        aim=row.aim,
        description=row.description,
        follows=Link("project", row.follows.pk, row.follows.short_name) if row.follows else None,
        followed_by=tuple(Link("project", next_.pk, next_.short_name) for next_ in row.followed_by.all()),
        partners=tuple(partner_line(partner, names) for partner in row.partners.all()),
        phases=tuple(_phase(phase) for phase in phases),
        dates=tuple(date_line(statement) for statement in dates),
        objectives=shown,
        loose_components=tuple(components.values()),
        other_activities=tuple(
            line for pk, line in lines.items() if pk not in in_components and found[pk].project_id == row.pk
        ),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(Disagreement.objects.filter(links__project=row)),
        note=row.note,
    )


def _activities(row: Project) -> QuerySet[Activity]:
    through = Activity.objects.filter(component_links__component__project=row).values("key")
    return activity_rows().filter(Q(project=row) | Q(key__in=through))


def _components(row: Project, lines: dict[str, ActivityLine]) -> list[ComponentView]:
    by_component: dict[str, list[ActivityLine]] = defaultdict(list)
    for line in lines.values():
        for mark in line.components:
            by_component[mark.key].append(line)
    components = Component.objects.filter(project=row).select_related("source").prefetch_related("topics")
    return [
        ComponentView(
            key=component.pk,
            code=component.code,
            title=component.title,
            content=component.content,
            aims=component.aims,
            topics=tuple(Link("topic", topic.pk, topic.title) for topic in component.topics.all()),
            activities=tuple(by_component[component.pk]),
            source=source_ref(component.source),
        )
        for component in components
    ]


def _rows() -> QuerySet[Project]:
    return (
        Project.objects.select_related("programme")
        .prefetch_related(Prefetch("partners", partner_rows()))
        .annotate(activity_count=Count("activities"))
        .order_by("number", "key")
    )


def _line(row: Project, names: Names) -> ProjectLine:
    partners = [partner for partner in row.partners.all() if partner.role in DONORS]
    partners.sort(key=lambda partner: (DONORS.index(ProjectPartner.Role(partner.role)), partner.pk))
    return ProjectLine(
        key=row.pk,
        name=row.name,
        short_name=row.short_name,
        programme=row.programme.title,
        since=row.since_date,
        until=row.until_date,
        donors=tuple(partner_line(partner, names) for partner in partners),
        activities=row.activity_count,  # type: ignore[attr-defined]
    )


def _phase(row: Phase) -> PhaseLine:
    return PhaseLine(
        number=row.number,
        title=row.title,
        since=row.since_date,
        until=row.until_date,
        source=source_ref(row.source),
        note=row.note,
    )
