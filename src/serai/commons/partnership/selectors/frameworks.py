"""Questions about frameworks: topics in their order, the crosswalk, commitments loaded and missing."""

from __future__ import annotations

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    Commitment,
    DatedStatement,
    Disagreement,
    Framework,
    Topic,
    TopicLink,
)
from serai.commons.partnership.records import (
    CommitmentLine,
    CrossLine,
    FrameworkLine,
    FrameworkPage,
    Link,
    TopicView,
)
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_lines,
    activity_rows,
    date_line,
    disagreement_lines,
    source_ref,
    source_refs,
)
from serai.kernel.clock import PartialDate


def frameworks() -> tuple[FrameworkLine, ...]:
    """All frameworks in their order. One query."""
    return tuple(_line(row) for row in _rows())


def framework(key: str) -> FrameworkPage:
    """Everything about one framework. At most sixteen queries."""
    row = _rows().prefetch_related("sources").filter(key=key).first()
    if row is None:
        raise UnknownRow(_("framework"), key)
    line = _line(row)
    commitments = Commitment.objects.filter(framework=row).select_related("topic", "source")
    dates = DatedStatement.objects.filter(framework=row).select_related("source")
    stated = row.commitments_stated
    return FrameworkPage(
        line=line,
        description=row.description,
        topics=tuple(_topic(topic) for topic in _topics(row)),
        commitments=tuple(_commitment(commitment) for commitment in commitments),
        missing_commitments=None if stated is None else max(0, stated - line.commitments),
        dates=tuple(date_line(statement) for statement in dates),
        activities=activity_lines(activity_rows().filter(framework=row), Names()),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(
            Disagreement.objects.filter(links__framework=row)
            | Disagreement.objects.filter(links__topic__framework=row)
        ),
        note=row.note,
    )


def _rows() -> QuerySet[Framework]:
    return Framework.objects.annotate(
        topic_count=Count("topics", distinct=True), commitment_count=Count("commitments", distinct=True)
    ).order_by("number", "key")


def _line(row: Framework) -> FrameworkLine:
    return FrameworkLine(
        key=row.pk,
        title=row.title,
        short_title=row.short_title,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        adopted=PartialDate.parse(row.adopted),
        since=row.since_date,
        until=row.until_date,
        topics=row.topic_count,  # type: ignore[attr-defined]
        commitments=row.commitment_count,  # type: ignore[attr-defined]
        commitments_stated=row.commitments_stated,
    )


def _topics(row: Framework) -> QuerySet[Topic]:
    return (
        Topic.objects.filter(framework=row)
        .select_related("source")
        .prefetch_related(
            "components",
            Prefetch("links", _in_order("other")),
            Prefetch("linked_from", _in_order("topic")),
        )
        .annotate(activity_count=Count("activities", distinct=True))
        .order_by("kind", "number")
    )


def _in_order(end: str) -> QuerySet[TopicLink]:
    """Steps of the crosswalk by the place of the topic at their ``end``."""
    return TopicLink.objects.select_related(f"{end}__framework", "source").order_by(
        f"{end}__framework__number", f"{end}__number"
    )


def _topic(row: Topic) -> TopicView:
    forward = [_cross(link, link.other, forward=True) for link in row.links.all()]
    backward = [_cross(link, link.topic, forward=False) for link in row.linked_from.all()]
    return TopicView(
        key=row.pk,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        number=row.number,
        title=row.title,
        text=row.text,
        note=row.note,
        crosswalk=(*forward, *backward),
        components=tuple(Link("component", part.pk, part.title) for part in row.components.all()),
        activities=row.activity_count,  # type: ignore[attr-defined]
        source=source_ref(row.source),
    )


def _cross(link: TopicLink, other: Topic, *, forward: bool) -> CrossLine:
    return CrossLine(
        relation=link.relation,
        relation_word=link.get_relation_display(),
        forward=forward,
        other=Link("topic", other.pk, other.title),
        framework=Link("framework", other.framework_id, other.framework.short_title),
        provenance=link.provenance,
        source=source_ref(link.source),
    )


def _commitment(row: Commitment) -> CommitmentLine:
    return CommitmentLine(
        key=row.pk,
        number=row.number,
        title=row.title,
        text=row.text,
        topic=Link("topic", row.topic.pk, row.topic.title) if row.topic else None,
        source=source_ref(row.source),
    )
