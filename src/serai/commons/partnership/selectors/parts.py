"""Pieces that several questions share: names on a day, sources, parties, lines of activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.partnership.models import (
    Activity,
    ActivityComponent,
    ActivityCount,
    ActivityKind,
    ActivityRole,
    BodyRole,
    DatedStatement,
    Disagreement,
    DisagreementLink,
    Participation,
    ProjectPartner,
    Source,
    StateName,
)
from serai.commons.partnership.records import (
    ActivityLine,
    ComponentMark,
    CountLine,
    DateLine,
    DisagreementLine,
    Link,
    ParticipationLine,
    Party,
    RoleLine,
    SourceRef,
)
from serai.commons.partnership.rules import DatedName, covers, name_on

if TYPE_CHECKING:
    from serai.commons.partnership.models import Organisation


def today() -> date:
    """The day whose names and offices are shown when nobody asks for another."""
    return timezone.localdate()


class Names:
    """All names of all states, read once per page."""

    def __init__(self) -> None:
        self._names: dict[str, list[DatedName]] = defaultdict(list)
        for row in StateName.objects.all():
            name = DatedName(row.kind, row.language, row.text, row.since, row.until, row.footnote)
            self._names[row.state_id].append(name)

    def state(self, key: str, day: date) -> Party:
        """A state by its name on a day; by its key when it has no name."""
        name = name_on(self._names.get(key, ()), day)
        if name is None:
            return Party("state", key, key)
        return Party("state", key, name.text, name.footnote)

    def party(self, state_key: str | None, organisation: Organisation | None, day: date) -> Party | None:
        """A state, an organisation, or nobody."""
        if state_key:
            return self.state(state_key, day)
        if organisation:
            return Party("organisation", organisation.pk, organisation.name)
        return None


def source_ref(source: Source) -> SourceRef:
    """A source as a line under a fact."""
    return SourceRef(
        source.pk, source.kind, source.get_kind_display(), source.title, source.url, source.low_authority
    )


def source_refs(sources: Iterable[Source]) -> tuple[SourceRef, ...]:
    """Several sources, in the order of their keys."""
    return tuple(source_ref(source) for source in sources)


def count_line(row: ActivityCount) -> CountLine:
    """A number of an activity."""
    return CountLine(
        measure=row.measure,
        measure_word=row.get_measure_display(),
        count=row.count,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        composition=row.composition,
        source=source_ref(row.source) if row.source else None,
    )


_MEASURES = list(ActivityCount.Measure.values)


def _place_of_count(row: ActivityCount) -> tuple[int, str]:
    return _MEASURES.index(row.measure), row.pk


def _status_word(row: Activity) -> str:
    """Meetings are held, publications are published, everything else is done."""
    if row.status != Activity.Status.HELD:
        return row.get_status_display()
    if row.kind.family == ActivityKind.Family.PUBLICATION:
        return _("published")
    if row.kind.family in (ActivityKind.Family.PILOT, ActivityKind.Family.MILESTONE):
        return _("done")
    return row.get_status_display()


def activity_rows() -> QuerySet[Activity]:
    """Activities with everything that a line needs: three queries, however many rows."""
    return (
        Activity.objects.select_related("kind", "project")
        .prefetch_related(
            Prefetch("counts", ActivityCount.objects.select_related("source")),
            Prefetch("component_links", ActivityComponent.objects.select_related("component")),
        )
        .annotate(disagreement_count=Count("disagreement_links", distinct=True))
        .order_by(F("first_day").asc(nulls_last=True), "key")
    )


def activity_line(row: Activity, names: Names) -> ActivityLine:
    """One activity of :func:`activity_rows` as a line."""
    day = row.first_day or today()
    marks = (
        ComponentMark(link.component.pk, link.component.code, link.component.title, link.inferred)
        for link in row.component_links.all()
    )
    return ActivityLine(
        key=row.pk,
        title=row.title,
        kind=row.kind_id,
        kind_word=row.kind.title,
        family=row.kind.family,
        status=row.status,
        status_word=_status_word(row),
        when=row.when,
        place=row.place,
        place_note=row.place_note,
        online=row.online,
        state=names.state(row.state_id, day) if row.state_id else None,
        project=Link("project", row.project.pk, row.project.short_name) if row.project else None,
        counts=tuple(count_line(count) for count in sorted(row.counts.all(), key=_place_of_count)),
        components=tuple(marks),
        disagreements=row.disagreement_count,  # type: ignore[attr-defined]
        same_as=row.same_as_id or "",
        plan_of=row.plan_of_id or "",
    )


def activity_lines(rows: Iterable[Activity], names: Names) -> tuple[ActivityLine, ...]:
    """Several activities as lines."""
    return tuple(activity_line(row, names) for row in rows)


def date_line(row: DatedStatement) -> DateLine:
    """What one source says about one moment."""
    return DateLine(
        about=row.about,
        about_word=row.get_about_display(),
        standing=row.standing,
        standing_word=row.get_standing_display(),
        when=row.when,
        source=source_ref(row.source),
        note=row.note,
    )


def office_line(row: BodyRole, names: Names, on: date) -> RoleLine:
    """An office, by the name that its holder had when it ended, or has on the day."""
    day = row.until_date.last or on
    return RoleLine(
        role=row.role,
        role_word=row.get_role_display(),
        party=names.party(row.state_id, row.organisation, day),
        since=row.since_date,
        until=row.until_date,
        source=source_ref(row.source),
        note=row.footnote,
        of=Link("body", row.body_id, row.body.name),
    )


def office_rows() -> QuerySet[BodyRole]:
    """Offices with all that a line needs."""
    return BodyRole.objects.select_related("body", "organisation", "source")


def partner_line(row: ProjectPartner, names: Names) -> RoleLine:
    """A part in a project, by the name of the time when the project began."""
    day = row.project.since_date.first or today()
    return RoleLine(
        role=row.role,
        role_word=row.get_role_display(),
        party=names.party(row.state_id, row.organisation, day),
        since=row.since_date,
        until=row.until_date,
        source=source_ref(row.source),
        note=row.note,
        of=Link("project", row.project_id, row.project.short_name),
    )


def partner_rows() -> QuerySet[ProjectPartner]:
    """Parts in projects with all that a line needs."""
    return ProjectPartner.objects.select_related("project", "organisation", "source")


def participation_line(row: Participation, names: Names, on: date) -> ParticipationLine | None:
    """A part in the partnership."""
    party = names.party(row.state_id, row.organisation, on)
    if party is None:
        return None
    return ParticipationLine(
        party=party,
        status=row.status,
        status_word=row.get_status_display(),
        since=row.since_date,
        until=row.until_date,
        source=source_ref(row.source),
        footnote=row.footnote,
    )


def parts_in_activities(rows: QuerySet[ActivityRole], names: Names) -> tuple[RoleLine, ...]:
    """What a state or organisation did in activities, newest first. One query."""
    ordered = rows.select_related("activity", "organisation", "source").order_by(
        "-activity__first_day", "key"
    )
    return tuple(
        RoleLine(
            role=row.role,
            role_word=row.get_role_display(),
            party=names.party(row.state_id, row.organisation, row.activity.first_day or today()),
            words=row.words,
            since=row.activity.when,
            source=source_ref(row.source),
            note=row.note,
            of=Link("activity", row.activity_id, row.activity.title),
        )
        for row in ordered
    )


def in_force(row: BodyRole | Participation, on: date) -> bool:
    """Whether a row with validity holds on a day."""
    return covers(row.since, row.until, on)


def link_of(row: DisagreementLink) -> Link:
    """What a disagreement speaks of."""
    if row.activity:
        return Link("activity", row.activity.pk, row.activity.title)
    if row.project:
        return Link("project", row.project.pk, row.project.short_name)
    if row.organisation:
        return Link("organisation", row.organisation.pk, row.organisation.name)
    if row.body:
        return Link("body", row.body.pk, row.body.name)
    if row.framework:
        return Link("framework", row.framework.pk, row.framework.short_title)
    assert row.topic is not None
    return Link("topic", row.topic.pk, row.topic.title)


def disagreement_lines(rows: QuerySet[Disagreement]) -> tuple[DisagreementLine, ...]:
    """Disagreements side by side: four queries, however many."""
    links = DisagreementLink.objects.select_related(
        "activity", "project", "organisation", "body", "framework", "topic"
    )
    prefetched = rows.distinct().prefetch_related("sources_a", "sources_b", Prefetch("links", links))
    return tuple(
        DisagreementLine(
            key=row.pk,
            subject=row.subject,
            statement_a=row.statement_a,
            sources_a=source_refs(row.sources_a.all()),
            statement_b=row.statement_b,
            sources_b=source_refs(row.sources_b.all()),
            handling=row.handling,
            about=tuple(link_of(link) for link in row.links.all()),
        )
        for row in prefetched
    )
