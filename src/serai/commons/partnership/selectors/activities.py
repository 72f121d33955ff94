"""Questions about activities: the list with its filters, one activity, the calendar, the first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    Activity,
    ActivityComponent,
    ActivityKind,
    ActivityRole,
    Body,
    Component,
    DatedStatement,
    Disagreement,
    Framework,
    Organisation,
    Participation,
    Partnership,
    Project,
    Source,
    Topic,
)
from serai.commons.partnership.records import (
    ActivityFilter,
    ActivityLine,
    ActivityList,
    ActivityPage,
    CalendarMonth,
    CalendarPage,
    Choice,
    HomeOverview,
    Link,
    PartnershipView,
    RoleLine,
)
from serai.commons.partnership.rules import calendar_month, sorting_key
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_line,
    activity_lines,
    activity_rows,
    date_line,
    disagreement_lines,
    in_force,
    office_line,
    office_rows,
    sees,
    shown_to,
    source_ref,
    source_refs,
    today,
    visible_sources,
)
from serai.commons.partnership.selectors.states import marks
from serai.kernel.clock import PartialDate

ALL = ActivityFilter()
NEWEST = (F("first_day").desc(nulls_last=True), "key")
_TEXTS = ("title", "subject", "place", "attendance", "outcome", "key")


def activities(asked: ActivityFilter = ALL, *, reader: Reader, page: int = 1, size: int = 50) -> ActivityList:
    """One page of the list, newest first, and the choices for its filters. Seven queries."""
    names = Names(reader)
    rows = _narrow(activity_rows(reader), asked, reader).order_by(*NEWEST)
    total = _narrow(Activity.objects.visible_to(reader), asked, reader).count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    lines = activity_lines(rows[(page - 1) * size : page * size], names)
    return ActivityList(lines, total, page, pages, asked, **_choices(names, reader))


def _narrow(rows: QuerySet[Activity], asked: ActivityFilter, reader: Reader) -> QuerySet[Activity]:
    """What was asked for; to ask for a project or a body that the reader may not see finds nothing."""
    exact = {
        "kind": asked.kind,
        "kind__family": asked.family,
        "state": asked.state,
        "status": asked.status,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.project:
        rows = rows.filter(project__in=Project.objects.visible_to(reader).filter(pk=asked.project))
    if asked.body:
        rows = rows.filter(body__in=Body.objects.visible_to(reader).filter(pk=asked.body))
    if asked.component:
        links = ActivityComponent.objects.visible_to(reader).filter(component=asked.component)
        rows = rows.filter(key__in=links.values("activity"))
    if asked.year is not None:
        rows = rows.filter(_touches(asked.year))
    for word in asked.text.split():
        rows = rows.filter(_or(Q(**{f"{name}__icontains": word}) for name in _TEXTS))
    return rows


def _or(parts: Iterable[Q]) -> Q:
    joined = Q()
    for part in parts:
        joined |= part
    return joined


def _touches(year: int) -> Q:
    if not date.min.year <= year <= date.max.year:
        return Q(pk__in=[])
    return Q(first_day__lte=date(year, 12, 31), last_day__gte=date(year, 1, 1))


def _choices(names: Names, reader: Reader) -> dict[str, tuple[Choice, ...]]:
    """The values of the filters over all activities that the reader may see: two queries."""
    visible = Activity.objects.visible_to(reader).annotate(sees_project=sees(Project, reader, "project__"))
    rows = list(
        visible.values_list(
            *("kind", "kind__title", "kind__family", "state", "project", "project__short_name"),
            *("first_day", "last_day", "sees_project"),
        ).order_by()
    )
    kinds = Counter((row[0], row[1]) for row in rows)
    families = Counter(row[2] for row in rows)
    states = Counter(row[3] for row in rows if row[3])
    projects = Counter((row[4], row[5]) for row in rows if row[4] and row[8])
    years = Counter(year for row in rows if row[6] for year in range(row[6].year, row[7].year + 1))
    components = (
        ActivityComponent.objects.visible_to(reader)
        .values("component", "component__title")
        .annotate(n=Count("pk"))
        .order_by("component__project", "component__number")
    )
    words = dict(ActivityKind.Family.choices)
    on = today()
    return {
        "kinds": _sorted(
            Choice(key, names.of(ActivityKind, key, "title", title), n) for (key, title), n in kinds.items()
        ),
        "families": _sorted(Choice(key, str(words[key]), n) for key, n in families.items()),
        "states": _sorted(Choice(key, names.state(key, on).name, n) for key, n in states.items()),
        "projects": _sorted(Choice(key, title, n) for (key, title), n in projects.items()),
        "years": tuple(Choice(str(year), str(year), years[year]) for year in sorted(years, reverse=True)),
        "components": tuple(
            Choice(
                row["component"],
                names.of(Component, row["component"], "title", row["component__title"]),
                row["n"],
            )
            for row in components
        ),
    }


def _sorted(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: sorting_key(choice.title)))


def activity(key: str, *, reader: Reader) -> ActivityPage:
    """Everything about one activity. At most sixteen queries, three more when it is not public."""
    row = (
        activity_rows(reader)
        .select_related("kind", "project", "body", "framework")
        .prefetch_related(Prefetch("topics", Topic.objects.visible_to(reader)), visible_sources(reader))
        .annotate(sees_body=sees(Body, reader, "body__"))
        .annotate(sees_framework=sees(Framework, reader, "framework__"))
        .filter(key=key)
        .first()
    )
    if row is None:
        raise UnknownRow(_("activity"), key)
    names = Names(reader)
    near = {other.pk: activity_line(other, names) for other in _near(row, reader)}
    dates = DatedStatement.objects.visible_to(reader).filter(activity=row).select_related("source")
    body = row.body if row.sees_body else None
    framework = row.framework if row.sees_framework else None
    return ActivityPage(
        line=activity_line(row, names),
        subject=row.subject,
        attendance=row.attendance,
        outcome=row.outcome,
        days_stated=row.days_stated,
        body=Link("body", body.pk, names.said(body, "name")) if body else None,
        framework=Link("framework", framework.pk, names.said(framework, "short_title"))
        if framework
        else None,
        topics=tuple(Link("topic", topic.pk, names.said(topic, "title")) for topic in row.topics.all()),
        roles=_roles(row, names, reader),
        dates=tuple(date_line(statement) for statement in dates),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(
            Disagreement.objects.visible_to(reader).filter(links__activity=row), names
        ),
        same_as=near.get(row.same_as_id or ""),
        reported_again=tuple(line for line in near.values() if line.same_as == key),
        plan_of=near.get(row.plan_of_id or ""),
        plans=tuple(line for line in near.values() if line.plan_of == key),
        provenance=row.provenance,
        provenance_word=row.get_provenance_display(),
        note=row.note,
        observed=row.observed,
        shown_to=shown_to(row, reader),
    )


def _near(row: Activity, reader: Reader) -> QuerySet[Activity]:
    pointed = [key for key in (row.same_as_id, row.plan_of_id) if key]
    return activity_rows(reader).filter(Q(key__in=pointed) | Q(same_as=row) | Q(plan_of=row))


def _roles(row: Activity, names: Names, reader: Reader) -> tuple[RoleLine, ...]:
    day = row.first_day or today()
    roles = ActivityRole.objects.visible_to(reader).filter(activity=row)
    return tuple(
        RoleLine(
            role=role.role,
            role_word=role.get_role_display(),
            party=names.party(role.state_id, role.organisation, day),
            words=role.words,
            source=source_ref(role.source),
            note=role.note,
        )
        for role in roles.select_related("organisation", "source")
    )


def calendar(year: int | None = None, *, reader: Reader) -> CalendarPage:
    """The activities of a year by month, and those without any date. Five queries, or six.

    Without ``year``, the latest year that has an activity.
    """
    dated = Activity.objects.visible_to(reader).filter(first_day__isnull=False)
    spans = dated.values_list("first_day", "last_day").order_by()
    years = sorted(
        {year_ for first, last in spans if first and last for year_ in range(first.year, last.year + 1)}
    )
    shown = year if year is not None else (years[-1] if years else today().year)
    names = Names(reader)
    rows = activity_rows(reader).filter(_touches(shown) | Q(first_day__isnull=True))
    months: dict[int, list[ActivityLine]] = {}
    undated: list[ActivityLine] = []
    for line in activity_lines(rows, names):
        if line.when.known:
            months.setdefault(calendar_month(line.when, shown), []).append(line)
        else:
            undated.append(line)
    found = tuple(CalendarMonth(month, tuple(months[month])) for month in sorted(months))
    return CalendarPage(shown, tuple(years), found, tuple(undated))


def home_overview(*, reader: Reader, on: date | None = None) -> HomeOverview:
    """The partnership at a glance. A constant number of queries."""
    on = on or today()
    names = Names(reader)
    counts = _counts(reader)
    held = Q(status=Activity.Status.HELD, first_day__isnull=False, first_day__lte=on)
    latest = activity_rows(reader).filter(held).order_by(*NEWEST)[:4]
    coming = activity_rows(reader).filter(first_day__gt=on).order_by("first_day", "key")[:4]
    dialogue = office_rows(reader).filter(body__kind=Body.Kind.DIALOGUE)
    offices = [role for role in dialogue if in_force(role, on)]
    return HomeOverview(
        partnership=_partnership(reader, names),
        states=counts.get("states", 0),
        organisations=counts.get("organisations", 0),
        bodies=counts.get("bodies", 0),
        frameworks=counts.get("frameworks", 0),
        projects=counts.get("projects", 0),
        activities=counts.get("activities", 0),
        sources=counts.get("sources", 0),
        disagreements=counts.get("disagreements", 0),
        offices=tuple(office_line(role, names, on) for role in offices),
        latest=activity_lines(latest, names),
        coming=activity_lines(coming, names),
        marks=marks(reader, names, on),
    )


def _partnership(reader: Reader, names: Names) -> PartnershipView | None:
    row = Partnership.objects.prefetch_related(visible_sources(reader)).first()
    if row is None:
        return None
    return PartnershipView(
        key=row.pk,
        name=names.said(row, "name"),
        short_name=names.said(row, "short_name"),
        about=names.said(row, "about"),
        nature=names.said(row, "nature"),
        started=PartialDate.parse(row.started),
        names_note=names.said(row, "names_note"),
        sources=source_refs(row.sources.all()),
    )


def _counts(reader: Reader) -> dict[str, int]:
    """How many the reader may see of each noun: one query."""
    groups = Body.objects.visible_to(reader).exclude(kind=Body.Kind.COUNTRY_GROUP)
    parts = [
        Participation.objects.visible_to(reader)
        .filter(state__isnull=False, until="")
        .values(noun=Value("states"))
        .annotate(n=Count("state", distinct=True))
        .order_by(),
        *(
            rows.values(noun=Value(noun)).annotate(n=Count("pk")).order_by()
            for noun, rows in (
                ("organisations", Organisation.objects.visible_to(reader)),
                ("bodies", groups),
                ("frameworks", Framework.objects.visible_to(reader)),
                ("projects", Project.objects.visible_to(reader)),
                ("activities", Activity.objects.visible_to(reader)),
                ("sources", Source.objects.visible_to(reader)),
                ("disagreements", Disagreement.objects.visible_to(reader)),
            )
        ),
    ]
    return {row["noun"]: row["n"] for row in parts[0].union(*parts[1:], all=True)}
