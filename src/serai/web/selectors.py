"""Questions of the page frame that no other room asks. Each asks a constant number of queries.

Each knows only what its ``reader`` may see; the partnership's own names are everybody's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Prefetch, Value
from django.shortcuts import get_object_or_404

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership.models import (
    Activity,
    ActivityComponent,
    Component,
    Objective,
    Partnership,
    Topic,
    TopicLink,
)
from serai.commons.partnership.records import Link
from serai.commons.partnership.selectors.tellings import Tellings
from serai.kernel.clock import PartialDate


@dataclass(frozen=True)
class Named:
    """The partnership's names for the frame; "Serai" until files are loaded."""

    name: str = "Serai"
    short_name: str = "Serai"
    names_note: str = ""
    key: str = ""


def partnership() -> Named:
    """Names of the partnership that this installation serves. One query, two where the page is not English."""
    row, words = Partnership.objects.first(), Tellings(NOBODY)
    if row is None:
        return Named()
    return Named(
        name=words.said(row, "name"),
        short_name=words.said(row, "short_name"),
        names_note=words.said(row, "names_note"),
        key=row.pk,
    )


def families_by_year(*, reader: Reader) -> dict[tuple[int, str], int]:
    """How many activities fall into a year, by family: (year, family) -> number. Undated ones are left out.

    Counted as the list of activities counts: each circle of the timeline leads to that many rows.
    """
    rows = Activity.objects.visible_to(reader).filter(first_day__isnull=False).order_by()
    return Counter(
        (year, family)
        for first, last, family in rows.values_list("first_day__year", "last_day__year", "kind__family")
        for year in range(first, last + 1)
    )


@dataclass
class TopicPlace:
    """A topic in its framework's own order, and the older topics that it continues."""

    key: str
    number: int
    title: str
    continues: list[str] = field(default_factory=list)


@dataclass
class FrameworkColumn:
    """A framework whose topics carry on those of another, or are carried on."""

    key: str
    short_title: str
    adopted: str
    topics: list[TopicPlace]


def lineage(*, reader: Reader) -> list[FrameworkColumn]:
    """Frameworks side by side that are joined by "continues", in the partnership's order; at most three queries."""
    visible = TopicLink.objects.visible_to(reader)
    links = visible.filter(relation=TopicLink.Relation.CONTINUES).values_list(
        "topic_id", "other_id", "other__title", "topic__framework_id", "other__framework_id"
    )
    joined: set[str] = set()
    older: dict[str, list[str]] = defaultdict(list)
    words = Tellings(reader)
    for key, other, title, framework_key, other_framework_key in links:
        joined |= {framework_key, other_framework_key}
        older[key].append(words.of(Topic, other, "title", title))
    columns: dict[str, FrameworkColumn] = {}
    places = Topic.objects.visible_to(reader).filter(
        framework__in=joined, kind__in=[Topic.Kind.PRIORITY, Topic.Kind.GOAL]
    )
    topics = places.select_related("framework")
    for topic in topics.order_by("framework__number", "framework_id", "number"):
        framework = topic.framework
        column = columns.setdefault(
            framework.key,
            FrameworkColumn(framework.key, words.said(framework, "short_title"), framework.adopted, []),
        )
        column.topics.append(
            TopicPlace(topic.key, topic.number, words.said(topic, "title"), older[topic.key])
        )
    return list(columns.values())


def framework_of_topic(key: str, *, reader: Reader) -> str:
    """The framework that prints the topic; 404 for an unknown key."""
    return str(get_object_or_404(Topic.objects.visible_to(reader), key=key).framework_id)


def project_of_component(key: str, *, reader: Reader) -> str | None:
    """The project of a component, None for a strand of the partnership as a whole; 404 for an unknown key."""
    return get_object_or_404(Component.objects.visible_to(reader), key=key).project_id


def extent(*, reader: Reader) -> dict[str, int]:
    """What the overview does not count itself: links of the chain, and second reports of one event."""
    activities = Activity.objects.visible_to(reader)
    counted = {
        "topics": Topic.objects.visible_to(reader),
        "objectives": Objective.objects.visible_to(reader),
        "components": Component.objects.visible_to(reader),
        "second_reports": activities.filter(same_as__in=activities),
    }
    first, *others = (
        rows.order_by().values(noun=Value(noun)).annotate(number=Count("pk"))
        for noun, rows in counted.items()
    )
    found = {row["noun"]: row["number"] for row in first.union(*others, all=True)}
    return {noun: found.get(noun, 0) for noun in counted}


@dataclass(frozen=True)
class Thread:
    """One activity followed back to the topic that it serves; ``project`` is None for a common strand."""

    topic: Link
    framework: str
    objective: str
    component: Link
    project: Link | None
    activity: Link
    when: PartialDate


def thread(*, reader: Reader) -> Thread | None:
    """One real thread through the chain: the newest held activity whose component serves an objective.

    Four queries at most.
    """
    topics = Topic.objects.visible_to(reader)
    links = ActivityComponent.objects.visible_to(reader).select_related(
        "activity__kind", "component__objective", "component__project"
    )
    held = links.filter(
        component__objective__isnull=False,
        component__topics__in=topics,
        activity__status=Activity.Status.HELD,
    ).prefetch_related(Prefetch("component__topics", topics.select_related("framework")))
    found = held.order_by("inferred", F("activity__first_day").desc(nulls_last=True), "key").first()
    if found is None:
        return None
    words, activity, component = Tellings(reader), found.activity, found.component
    topic = component.topics.all()[0]
    return Thread(
        topic=Link("topic", topic.pk, words.said(topic, "title")),
        framework=words.said(topic.framework, "short_title"),
        objective=words.said(component.objective, "text"),
        component=Link("component", component.pk, words.said(component, "title")),
        project=Link("project", component.project_id, component.project.name) if component.project else None,
        activity=Link("activity", activity.pk, activity.title),
        when=activity.when,
    )
