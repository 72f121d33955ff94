"""Questions about bodies, their members and offices."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import Body, BodyMember, Disagreement
from serai.commons.partnership.records import BodyLine, BodyPage, Link, RoleLine
from serai.commons.partnership.rules import sorting_key
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_lines,
    activity_rows,
    disagreement_lines,
    in_force,
    office_line,
    office_rows,
    source_ref,
    source_refs,
    today,
)


def bodies(*, on: date | None = None) -> tuple[BodyLine, ...]:
    """All bodies in their order, with the offices of the day. Three queries."""
    on = on or today()
    names = Names()
    return tuple(_line(row, names, on) for row in _rows())


def body(key: str, *, on: date | None = None) -> BodyPage:
    """Everything about one body. At most fourteen queries."""
    on = on or today()
    row = _rows().prefetch_related("sources").filter(key=key).first()
    if row is None:
        raise UnknownRow(_("body"), key)
    names = Names()
    members = BodyMember.objects.filter(body=row).select_related("body", "organisation", "source")
    rows = activity_rows().filter(body=row).order_by("-first_day", "key")
    lines = (member_line(member, names, on) for member in members)
    return BodyPage(
        line=_line(row, names, on),
        description=row.description,
        members=tuple(sorted(lines, key=lambda line: sorting_key(line.party.name if line.party else ""))),
        offices=tuple(office_line(role, names, on) for role in row.roles.all()),
        children=tuple(Link("body", child.pk, child.name) for child in Body.objects.filter(parent=row)),
        activities=activity_lines(rows, names),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(Disagreement.objects.filter(links__body=row)),
        note=row.note,
    )


def member_line(row: BodyMember, names: Names, on: date) -> RoleLine:
    """A membership, by today's name, or by the name of the day on which it ended."""
    return RoleLine(
        role=row.status,
        role_word=row.get_status_display(),
        party=names.party(row.state_id, row.organisation, row.until_date.last or on),
        since=row.since_date,
        until=row.until_date,
        source=source_ref(row.source),
        note=row.footnote,
        of=Link("body", row.body_id, row.body.name),
    )


def _rows() -> QuerySet[Body]:
    return (
        Body.objects.select_related("parent")
        .prefetch_related(Prefetch("roles", office_rows()))
        .annotate(
            member_count=Count("members", distinct=True), activity_count=Count("activities", distinct=True)
        )
        .order_by("number", "name")
    )


def _line(row: Body, names: Names, on: date) -> BodyLine:
    return BodyLine(
        key=row.pk,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        frequency=row.frequency,
        since=row.since_date,
        until=row.until_date,
        parent=Link("body", row.parent.pk, row.parent.name) if row.parent else None,
        members=row.member_count,  # type: ignore[attr-defined]
        activities=row.activity_count,  # type: ignore[attr-defined]
        offices=tuple(office_line(role, names, on) for role in row.roles.all() if in_force(role, on)),
    )
