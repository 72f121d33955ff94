"""Questions about frameworks: topics in their order, the crosswalk, commitments loaded and missing."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    Activity,
    Commitment,
    Component,
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
    number,
    shown_to,
    source_ref,
    source_refs,
    visible_sources,
)
from serai.commons.partnership.selectors.tellings import Tellings
from serai.kernel.clock import PartialDate

_PLACE = ("framework__number", "framework_id", "number")


def frameworks(*, reader: Reader) -> tuple[FrameworkLine, ...]:
    """All frameworks in their order. At most two queries."""
    words = Tellings(reader)
    return tuple(_line(row, words) for row in _rows(reader))


def commitments(*, reader: Reader) -> tuple[CommitmentLine, ...]:
    """All commitments of all frameworks that the reader may see. At most two queries."""
    rows = _commitments(reader).filter(framework__in=Framework.objects.visible_to(reader))
    words = Tellings(reader)
    return tuple(_commitment(row, words) for row in rows.order_by(*_PLACE))


def _commitments(reader: Reader) -> QuerySet[Commitment]:
    return Commitment.objects.visible_to(reader).select_related("framework", "topic", "source")


def framework(key: str, *, reader: Reader) -> FrameworkPage:
    """Everything about one framework. At most sixteen queries."""
    row = _rows(reader).prefetch_related(visible_sources(reader)).filter(key=key).first()
    if row is None:
        raise UnknownRow(_("framework"), key)
    names = Names(reader)
    line = _line(row, names)
    disputes = Disagreement.objects.visible_to(reader)
    dates = DatedStatement.objects.visible_to(reader).filter(framework=row).select_related("source")
    stated = row.commitments_stated
    return FrameworkPage(
        line=line,
        description=names.said(row, "description"),
        topics=tuple(_topic(topic, names) for topic in _topics(row, reader)),
        commitments=tuple(_commitment(one, names) for one in _commitments(reader).filter(framework=row)),
        missing_commitments=None if stated is None else max(0, stated - line.commitments),
        dates=tuple(date_line(statement) for statement in dates),
        activities=activity_lines(activity_rows(reader).filter(framework=row), names),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(
            disputes.filter(links__framework=row) | disputes.filter(links__topic__framework=row), names
        ),
        note=row.note,
        shown_to=shown_to(row, reader),
    )


def _rows(reader: Reader) -> QuerySet[Framework]:
    visible = Framework.objects.visible_to(reader)
    return visible.annotate(
        topic_count=number(Topic.objects.visible_to(reader), "framework"),
        commitment_count=number(Commitment.objects.visible_to(reader), "framework"),
    ).order_by("number", "key")


def _line(row: Framework, words: Tellings) -> FrameworkLine:
    return FrameworkLine(
        key=row.pk,
        title=words.said(row, "title"),
        short_title=words.said(row, "short_title"),
        kind=row.kind,
        kind_word=row.get_kind_display(),
        adopted=PartialDate.parse(row.adopted),
        since=row.since_date,
        until=row.until_date,
        topics=row.topic_count,  # type: ignore[attr-defined]
        commitments=row.commitment_count,  # type: ignore[attr-defined]
        commitments_stated=row.commitments_stated,
    )


def _topics(row: Framework, reader: Reader) -> QuerySet[Topic]:
    return (
        Topic.objects.visible_to(reader)
        .filter(framework=row)
        .select_related("source")
        .prefetch_related(
            Prefetch("components", Component.objects.visible_to(reader)),
            Prefetch("links", _in_order("other", reader)),
            Prefetch("linked_from", _in_order("topic", reader)),
        )
        .annotate(activity_count=number(Activity.objects.visible_to(reader), "topics"))
        .order_by("kind", "number")
    )


def _in_order(end: str, reader: Reader) -> QuerySet[TopicLink]:
    """Steps of the crosswalk by the place of the topic at their ``end``."""
    links = TopicLink.objects.visible_to(reader).select_related(f"{end}__framework", "source")
    return links.order_by(f"{end}__framework__number", f"{end}__number")


def _topic(row: Topic, words: Tellings) -> TopicView:
    forward = [_cross(link, link.other, words, forward=True) for link in row.links.all()]
    backward = [_cross(link, link.topic, words, forward=False) for link in row.linked_from.all()]
    return TopicView(
        key=row.pk,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        number=row.number,
        title=words.said(row, "title"),
        text=words.said(row, "text"),
        note=row.note,
        crosswalk=(*forward, *backward),
        components=tuple(
            Link("component", part.pk, words.said(part, "title")) for part in row.components.all()
        ),
        activities=row.activity_count,  # type: ignore[attr-defined]
        source=source_ref(row.source),
    )


def _cross(link: TopicLink, other: Topic, words: Tellings, *, forward: bool) -> CrossLine:
    return CrossLine(
        relation=link.relation,
        relation_word=link.get_relation_display(),
        forward=forward,
        other=Link("topic", other.pk, words.said(other, "title")),
        framework=Link("framework", other.framework_id, words.said(other.framework, "short_title")),
        provenance=link.provenance,
        source=source_ref(link.source),
    )


def _commitment(row: Commitment, words: Tellings) -> CommitmentLine:
    return CommitmentLine(
        key=row.pk,
        number=row.number,
        title=row.title,
        text=row.text,
        topic=Link("topic", row.topic.pk, words.said(row.topic, "title")) if row.topic else None,
        source=source_ref(row.source),
        framework=Link("framework", row.framework.pk, words.said(row.framework, "short_title")),
    )
