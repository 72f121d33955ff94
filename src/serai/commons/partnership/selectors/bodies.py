"""Questions about bodies, their members and offices."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import Activity, Body, BodyMember, Disagreement
from serai.commons.partnership.records import BodyLine, BodyPage, Link, RoleLine
from serai.commons.partnership.rules import sorting_key
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_lines,
    activity_rows,
    disagreement_lines,
    in_force,
    number,
    office_line,
    office_rows,
    sees,
    shown_to,
    source_ref,
    source_refs,
    today,
    visible_sources,
)


def bodies(*, reader: Reader, on: date | None = None) -> tuple[BodyLine, ...]:
    """All bodies in their order, with the offices of the day. Three queries."""
    on = on or today()
    names = Names(reader)
    return tuple(_line(row, names, on) for row in _rows(reader))


def body(key: str, *, reader: Reader, on: date | None = None) -> BodyPage:
    """Everything about one body. At most fourteen queries."""
    on = on or today()
    row = _rows(reader).prefetch_related(visible_sources(reader)).filter(key=key).first()
    if row is None:
        raise UnknownRow(_("body"), key)
    names = Names(reader)
    members = member_rows(reader).filter(body=row)
    children = Body.objects.visible_to(reader).filter(parent=row)
    rows = activity_rows(reader).filter(body=row).order_by("-first_day", "key")
    lines = (member_line(member, names, on) for member in members)
    return BodyPage(
        line=_line(row, names, on),
        description=names.said(row, "description"),
        members=tuple(sorted(lines, key=lambda line: sorting_key(line.party.name if line.party else ""))),
        offices=tuple(office_line(role, names, on) for role in row.roles.all()),
        children=tuple(Link("body", child.pk, names.said(child, "name")) for child in children),
        activities=activity_lines(rows, names),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(
            Disagreement.objects.visible_to(reader).filter(links__body=row), names
        ),
        note=row.note,
        shown_to=shown_to(row, reader),
    )


def member_rows(reader: Reader) -> QuerySet[BodyMember]:
    """Memberships with all that a line needs."""
    return BodyMember.objects.visible_to(reader).select_related("body", "organisation", "source")


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
        of=Link("body", row.body_id, names.said(row.body, "name")),
    )


def _rows(reader: Reader) -> QuerySet[Body]:
    return (
        Body.objects.visible_to(reader)
        .select_related("parent")
        .prefetch_related(Prefetch("roles", office_rows(reader)))
        .annotate(
            member_count=number(BodyMember.objects.visible_to(reader), "body"),
            activity_count=number(Activity.objects.visible_to(reader), "body"),
            sees_parent=sees(Body, reader, "parent__"),
        )
        .order_by("number", "name")
    )


def _line(row: Body, names: Names, on: date) -> BodyLine:
    return BodyLine(
        key=row.pk,
        name=names.said(row, "name"),
        short_name=names.said(row, "short_name"),
        kind=row.kind,
        kind_word=row.get_kind_display(),
        frequency=names.said(row, "frequency"),
        since=row.since_date,
        until=row.until_date,
        parent=Link("body", row.parent.pk, names.said(row.parent, "name"))
        if row.parent and row.sees_parent  # type: ignore[attr-defined]
        else None,
        members=row.member_count,  # type: ignore[attr-defined]
        activities=row.activity_count,  # type: ignore[attr-defined]
        offices=tuple(office_line(role, names, on) for role in row.roles.all() if in_force(role, on)),
    )
