"""Questions about projects: the chain from topic over objective and component to activity."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    Activity,
    ActivityComponent,
    Component,
    DatedStatement,
    Disagreement,
    Objective,
    Phase,
    Project,
    ProjectPartner,
    Topic,
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
    number,
    partner_line,
    partner_rows,
    sees,
    shown_to,
    source_ref,
    source_refs,
    visible_sources,
)

DONORS = (ProjectPartner.Role.LEAD_DONOR, ProjectPartner.Role.DONOR, ProjectPartner.Role.CO_FUNDER)


def projects(*, reader: Reader) -> tuple[ProjectLine, ...]:
    """All projects in their order. Three queries."""
    names = Names(reader)
    return tuple(_line(row, names) for row in _rows(reader))


def project(key: str, *, reader: Reader) -> ProjectPage:
    """Everything about one project. At most nineteen queries."""
    following = Prefetch("followed_by", Project.objects.visible_to(reader))
    row = (
        _rows(reader)
        .prefetch_related(visible_sources(reader), following)
        .select_related("follows")
        .annotate(sees_follows=sees(Project, reader, "follows__"))
        .filter(key=key)
        .first()
    )
    if row is None:
        raise UnknownRow(_("project"), key)
    names = Names(reader)
    found = {activity.pk: activity for activity in _activities(row, reader)}
    lines = {pk: activity_line(activity, names) for pk, activity in found.items()}
    views = _components(row, lines, names, reader)
    in_components = {line.key for view in views for line in view.activities}
    components = {view.key: view for view in views}
    objectives = Objective.objects.visible_to(reader).filter(project=row).select_related("source")
    parts = Prefetch("components", Component.objects.visible_to(reader))
    shown = tuple(
        ObjectiveView(
            key=objective.pk,
            number=objective.number,
            text=names.said(objective, "text"),
            source=source_ref(objective.source),
            components=tuple(components.pop(part.pk) for part in objective.components.all()),
        )
        for objective in objectives.prefetch_related(parts)
    )
    phases = Phase.objects.visible_to(reader).filter(Q(project=row) | Q(programme=row.programme_id))
    dates = DatedStatement.objects.visible_to(reader).filter(project=row).select_related("source")
    return ProjectPage(
        line=_line(row, names),
        aim=row.aim,
        description=row.description,
        follows=Link("project", row.follows.pk, row.follows.short_name)
        if row.follows and row.sees_follows
        else None,
        followed_by=tuple(Link("project", next_.pk, next_.short_name) for next_ in row.followed_by.all()),
        partners=tuple(partner_line(partner, names) for partner in row.partners.all()),
        phases=tuple(_phase(phase) for phase in phases.select_related("source")),
        dates=tuple(date_line(statement) for statement in dates),
        objectives=shown,
        loose_components=tuple(components.values()),
        other_activities=tuple(
            line for pk, line in lines.items() if pk not in in_components and found[pk].project_id == row.pk
        ),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(
            Disagreement.objects.visible_to(reader).filter(links__project=row), names
        ),
        note=row.note,
        shown_to=shown_to(row, reader),
    )


def _activities(row: Project, reader: Reader) -> QuerySet[Activity]:
    through = ActivityComponent.objects.visible_to(reader).filter(component__project=row).values("activity")
    return activity_rows(reader).filter(Q(project=row) | Q(key__in=through))


def _components(
    row: Project, lines: dict[str, ActivityLine], names: Names, reader: Reader
) -> list[ComponentView]:
    by_component: dict[str, list[ActivityLine]] = defaultdict(list)
    for line in lines.values():
        for mark in line.components:
            by_component[mark.key].append(line)
    components = Component.objects.visible_to(reader).filter(project=row).select_related("source")
    topics = Prefetch("topics", Topic.objects.visible_to(reader))
    return [
        ComponentView(
            key=component.pk,
            code=component.code,
            title=names.said(component, "title"),
            content=names.said(component, "content"),
            aims=names.said(component, "aims"),
            topics=tuple(
                Link("topic", topic.pk, names.said(topic, "title")) for topic in component.topics.all()
            ),
            activities=tuple(by_component[component.pk]),
            source=source_ref(component.source),
        )
        for component in components.prefetch_related(topics)
    ]


def _rows(reader: Reader) -> QuerySet[Project]:
    return (
        Project.objects.visible_to(reader)
        .select_related("programme")
        .prefetch_related(Prefetch("partners", partner_rows(reader)))
        .annotate(activity_count=number(Activity.objects.visible_to(reader), "project"))
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
