"""Pieces that several questions share: names on a day, sources, parties, lines of activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, OuterRef, Prefetch, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.access import may_set_audience
from serai.commons.partnership.models import (
    Activity,
    ActivityComponent,
    ActivityCount,
    ActivityKind,
    ActivityRole,
    Body,
    BodyRole,
    DatedStatement,
    Disagreement,
    DisagreementLink,
    Organisation,
    Participation,
    Project,
    ProjectPartner,
    Source,
    StateName,
)
from serai.commons.partnership.models.audience import Audience, Shown, seen
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
    ShownTo,
    SourceRef,
)
from serai.commons.partnership.records.parts import EVERYBODY
from serai.commons.partnership.rules import DatedName, covers, name_on
from serai.commons.partnership.selectors.tellings import Tellings
from serai.kernel.texts import Said


def today() -> date:
    """The day whose names and offices are shown when nobody asks for another."""
    return timezone.localdate()


def sees(model: type[models.Model], reader: Reader, path: str) -> ExpressionWrapper[Any]:
    """Whether ``reader`` may see what ``path`` leads to, as a column; null where it leads nowhere."""
    return ExpressionWrapper(seen(model, reader, path), output_field=models.BooleanField(null=True))


def number(rows: QuerySet[Any], column: str, *, of: str = "pk") -> Coalesce:
    """How many of ``rows`` point by ``column`` to a row, or to what stands in its field ``of``, as a column of it."""
    counted = rows.order_by().filter(**{column: OuterRef(of)}).values(column)
    numbered = counted.annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(numbered, output_field=models.IntegerField()), 0)


def visible_sources(reader: Reader, field: str = "sources") -> Prefetch[Any]:
    """The sources of rows that ``reader`` may see, fetched with them."""
    return Prefetch(field, Source.objects.visible_to(reader))


def shown_to(row: Shown, reader: Reader) -> ShownTo:
    """Who may see a row; names of others only as far as ``reader`` may see them. No query when public."""
    may_change = may_set_audience(reader, row.owner_id)
    if row.audience == Audience.PUBLIC:
        return ShownTo(may_change=True) if may_change else EVERYBODY
    organisations = Organisation.objects.visible_to(reader)
    owner = organisations.filter(pk=row.owner_id).first() if row.owner_id else None
    bodies = Body.objects.visible_to(reader).filter(pk=row.audience_body_id) if row.audience_body_id else ()
    named = organisations.filter(pk__in=row.audience_organisations.values("pk"))
    return ShownTo(
        audience=row.audience,
        word=row.get_audience_display(),
        owner=Link("organisation", owner.pk, owner.name) if owner else None,
        bodies=tuple(Link("body", body.pk, body.name) for body in bodies),
        organisations=tuple(Link("organisation", one.pk, one.name) for one in named),
        may_change=may_change,
    )


class Names(Tellings):
    """All names of all states that a reader may see, read once per page, in the language of the page; and the
    other texts of rows in it.

    Where a state has no name in it, a language that stands in for it lends one, English at last.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self._names: dict[str, list[DatedName]] = defaultdict(list)
        columns = ("state_id", "kind", "language", "text", "since", "until", "footnote")
        rows = StateName.objects.visible_to(reader).filter(language__in=self._languages)
        for state, *name in rows.values_list(*columns):
            self._names[state].append(DatedName(*name))

    def state(self, key: str, day: date) -> Party:
        """A state by its name on a day; by its key when it has no name.

        A footnote belongs to the state: it stands under the name in every language.
        """
        known = self._names.get(key, [])
        english = name_on(known, day)
        for language in self._languages:
            mine = [name for name in known if name.language == language]
            if found := name_on(mine, day, language):
                footnote = found.footnote or (english.footnote if english else "")
                return Party("state", key, Said(found.text, language), footnote)
        return Party("state", key, key)

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


def activity_rows(reader: Reader) -> QuerySet[Activity]:
    """Activities with everything that a line needs: three queries, however many rows."""
    counts = ActivityCount.objects.visible_to(reader).select_related("source")
    components = ActivityComponent.objects.visible_to(reader).select_related("component")
    disputes = DisagreementLink.objects.filter(disagreement__in=Disagreement.objects.visible_to(reader))
    return (
        Activity.objects.visible_to(reader)
        .select_related("kind", "project")
        .prefetch_related(Prefetch("counts", counts), Prefetch("component_links", components))
        .annotate(
            disagreement_count=number(disputes, "activity"),
            sees_project=sees(Project, reader, "project__"),
            **{f"seen_{name}": _seen_key(name, reader) for name in ("same_as", "plan_of")},
        )
        .order_by(F("first_day").asc(nulls_last=True), "key")
    )


def _seen_key(name: str, reader: Reader) -> Case:
    """The key of another activity that a reader may see."""
    return Case(When(seen(Activity, reader, f"{name}__"), then=F(f"{name}_id")), default=None)


def activity_line(row: Activity, names: Names) -> ActivityLine:
    """One activity of :func:`activity_rows` as a line."""
    day = row.first_day or today()
    marks = (
        ComponentMark(
            link.component.pk, link.component.code, names.said(link.component, "title"), link.inferred
        )
        for link in row.component_links.all()
    )
    return ActivityLine(
        key=row.pk,
        title=row.title,
        kind=row.kind_id,
        kind_word=names.said(row.kind, "title"),
        family=row.kind.family,
        status=row.status,
        status_word=_status_word(row),
        when=row.when,
        place=row.place,
        place_note=row.place_note,
        online=row.online,
        state=names.state(row.state_id, day) if row.state_id else None,
        project=Link("project", row.project.pk, row.project.short_name)
        if row.project and row.sees_project  # type: ignore[attr-defined]
        else None,
        counts=tuple(count_line(count) for count in sorted(row.counts.all(), key=_place_of_count)),
        components=tuple(marks),
        disagreements=row.disagreement_count,  # type: ignore[attr-defined]
        same_as=row.seen_same_as or "",  # type: ignore[attr-defined]
        plan_of=row.seen_plan_of or "",  # type: ignore[attr-defined]
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
        of=Link("body", row.body_id, names.said(row.body, "name")),
    )


def office_rows(reader: Reader) -> QuerySet[BodyRole]:
    """Offices with all that a line needs."""
    return BodyRole.objects.visible_to(reader).select_related("body", "organisation", "source")


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


def partner_rows(reader: Reader) -> QuerySet[ProjectPartner]:
    """Parts in projects with all that a line needs."""
    return ProjectPartner.objects.visible_to(reader).select_related("project", "organisation", "source")


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


def link_of(row: DisagreementLink, words: Tellings) -> Link:
    """What a disagreement speaks of."""
    if row.activity:
        return Link("activity", row.activity.pk, row.activity.title)
    if row.project:
        return Link("project", row.project.pk, row.project.short_name)
    if row.organisation:
        return Link("organisation", row.organisation.pk, row.organisation.name)
    if row.body:
        return Link("body", row.body.pk, words.said(row.body, "name"))
    if row.framework:
        return Link("framework", row.framework.pk, words.said(row.framework, "short_title"))
    assert row.topic is not None
    return Link("topic", row.topic.pk, words.said(row.topic, "title"))


def disagreement_lines(rows: QuerySet[Disagreement], words: Tellings) -> tuple[DisagreementLine, ...]:
    """Disagreements side by side: four queries, and one for ``words`` that were not asked yet.

    Whoever sees a disagreement sees both sides' sources and all that it speaks of, so ``rows`` (narrowed
    to what the reader may see) decide alone.
    """
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
            about=tuple(link_of(link, words) for link in row.links.all()),
        )
        for row in prefetched
    )
