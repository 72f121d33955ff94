"""Questions about states: names over time, participation, groups, offices, funding, what took place there."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    Activity,
    ActivityRole,
    Body,
    Participation,
    ProjectPartner,
    State,
    StateName,
)
from serai.commons.partnership.records import (
    Link,
    NameLine,
    ParticipationLine,
    StateLine,
    StateMark,
    StatePage,
)
from serai.commons.partnership.rules import covers, sorting_key
from serai.commons.partnership.selectors.bodies import member_line, member_rows
from serai.commons.partnership.selectors.organisations import organisations
from serai.commons.partnership.selectors.parts import (
    Names,
    activity_lines,
    activity_rows,
    in_force,
    number,
    office_line,
    office_rows,
    participation_line,
    partner_line,
    partner_rows,
    parts_in_activities,
    source_ref,
    today,
)

_DONORS = (ProjectPartner.Role.DONOR, ProjectPartner.Role.LEAD_DONOR, ProjectPartner.Role.CO_FUNDER)


def states(*, reader: Reader, on: date | None = None) -> tuple[StateLine, ...]:
    """The states that take part on a day, by name. Six queries."""
    on = on or today()
    names = Names(reader)
    lines = [_line(row, names, on) for row in _rows(reader).filter(participation_set__isnull=False)]
    return tuple(
        sorted((line for line in lines if line.participation), key=lambda line: sorting_key(line.name))
    )


def marks(reader: Reader, names: Names, on: date) -> tuple[StateMark, ...]:
    """The states that take part on a day, with how much was held in each. One query."""
    parts = Participation.objects.visible_to(reader).filter(state__isnull=False).select_related("state")
    held = Activity.objects.visible_to(reader).filter(status=Activity.Status.HELD)
    rows = parts.annotate(held=number(held, "state", of="state_id"))
    found = {row.state.pk: (row.state, row.held) for row in rows if row.state and in_force(row, on)}
    return tuple(
        StateMark(key, names.state(key, on).name, state.iso3, held)
        for key, (state, held) in sorted(found.items())
    )


def state(key: str, *, reader: Reader, on: date | None = None) -> StatePage:
    """Everything about one state. At most sixteen queries."""
    on = on or today()
    row = _rows(reader).filter(key=key).first()
    if row is None:
        raise UnknownRow(_("state"), key)
    names = Names(reader)
    told = row.names.visible_to(reader).select_related("source")
    rows = activity_rows(reader).filter(state=row).order_by("-first_day", "key")
    participations = (participation_line(part, names, on) for part in row.participation_set.all())
    return StatePage(
        line=_line(row, names, on),
        unhcr_code=row.unhcr_code,
        names=tuple(_name(name) for name in told),
        participations=tuple(line for line in participations if line),
        memberships=tuple(member_line(member, names, on) for member in row.bodymember_set.all()),
        offices=tuple(office_line(role, names, on) for role in row.bodyrole_set.all()),
        projects=tuple(partner_line(partner, names) for partner in row.projectpartner_set.all()),
        organisations=organisations(reader=reader, state=key),
        activities=activity_lines(rows, names),
        hosted=parts_in_activities(ActivityRole.objects.visible_to(reader).filter(state=row), names),
        note=row.note,
    )


def _rows(reader: Reader) -> QuerySet[State]:
    parts = Participation.objects.visible_to(reader).select_related("source", "organisation")
    held = Activity.objects.visible_to(reader).filter(status=Activity.Status.HELD)
    return (
        State.objects.prefetch_related(
            Prefetch("participation_set", parts),
            Prefetch("bodymember_set", member_rows(reader)),
            Prefetch("bodyrole_set", office_rows(reader)),
            Prefetch("projectpartner_set", partner_rows(reader)),
        )
        .annotate(held=number(held, "state"))
        .distinct()
    )


def _line(row: State, names: Names, on: date) -> StateLine:
    shown = names.state(row.pk, on)
    members = row.bodymember_set.all()
    donor_of = {
        partner.project_id: Link("project", partner.project_id, partner.project.short_name)
        for partner in row.projectpartner_set.all()
        if partner.role in _DONORS
    }
    return StateLine(
        key=row.pk,
        name=shown.name,
        footnote=shown.footnote,
        iso2=row.iso2,
        iso3=row.iso3,
        participation=_participation(row, names, on),
        groups=tuple(
            Link(
                "body",
                member.body_id,
                names.said(member.body, "short_name" if member.body.short_name else "name"),
            )
            for member in members
            if member.body.kind == Body.Kind.COUNTRY_GROUP and covers(member.since, member.until, on)
        ),
        offices=tuple(office_line(role, names, on) for role in row.bodyrole_set.all() if in_force(role, on)),
        donor_of=tuple(donor_of.values()),
        activities=row.held,  # type: ignore[attr-defined]
    )


def _participation(row: State, names: Names, on: date) -> ParticipationLine | None:
    for part in row.participation_set.all():
        if in_force(part, on):
            return participation_line(part, names, on)
    return None


def _name(row: StateName) -> NameLine:
    return NameLine(
        text=row.text,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        language=row.language,
        since=row.since_date,
        until=row.until_date,
        source=source_ref(row.source),
        footnote=row.footnote,
    )
