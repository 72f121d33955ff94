"""Questions about organisations and the registers they keep."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    ActivityRole,
    BodyMember,
    DatedStatement,
    Disagreement,
    Organisation,
    Participation,
    Register,
)
from serai.commons.partnership.records import (
    Link,
    OrganisationLine,
    OrganisationPage,
    RegisterLine,
)
from serai.commons.partnership.selectors.bodies import member_line
from serai.commons.partnership.selectors.parts import (
    Names,
    date_line,
    disagreement_lines,
    office_line,
    office_rows,
    participation_line,
    partner_line,
    partner_rows,
    parts_in_activities,
    source_refs,
    today,
)


def organisations(*, kind: str = "", state: str = "") -> tuple[OrganisationLine, ...]:
    """Organisations by name, of one kind or one state if asked. Two queries."""
    wanted = {name: value for name, value in (("kind", kind), ("state", state)) if value}
    names = Names()
    return tuple(_line(row, names) for row in _rows().filter(**wanted))


def organisation(key: str) -> OrganisationPage:
    """Everything about one organisation. At most sixteen queries."""
    row = _rows().prefetch_related("sources").filter(key=key).first()
    if row is None:
        raise UnknownRow(_("organisation"), key)
    on = today()
    names = Names()
    registers = Register.objects.filter(organisation=row).prefetch_related("sources")
    participations = Participation.objects.filter(organisation=row).select_related("organisation", "source")
    members = BodyMember.objects.filter(organisation=row).select_related("body", "organisation", "source")
    dates = DatedStatement.objects.filter(organisation=row).select_related("source")
    lines = (participation_line(part, names, on) for part in participations)
    return OrganisationPage(
        line=_line(row, names),
        other_names=row.other_names,
        description=row.description,
        since=row.since_date,
        until=row.until_date,
        children=tuple(
            Link("organisation", child.pk, child.name) for child in Organisation.objects.filter(parent=row)
        ),
        registers=tuple(_register(register) for register in registers),
        participations=tuple(line for line in lines if line),
        memberships=tuple(member_line(member, names, on) for member in members),
        offices=tuple(office_line(role, names, on) for role in office_rows().filter(organisation=row)),
        projects=tuple(partner_line(partner, names) for partner in partner_rows().filter(organisation=row)),
        parts=parts_in_activities(ActivityRole.objects.filter(organisation=row), names),
        dates=tuple(date_line(statement) for statement in dates),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(Disagreement.objects.filter(links__organisation=row)),
        provenance=row.provenance,
        provenance_word=row.get_provenance_display(),
        note=row.note,
    )


def _rows() -> QuerySet[Organisation]:
    return (
        Organisation.objects.select_related("parent")
        .annotate(register_count=Count("registers"))
        .order_by("name", "key")
    )


def _line(row: Organisation, names: Names) -> OrganisationLine:
    return OrganisationLine(
        key=row.pk,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        state=names.state(row.state_id, today()) if row.state_id else None,
        parent=Link("organisation", row.parent.pk, row.parent.name) if row.parent else None,
        place=row.place,
        registers=row.register_count,  # type: ignore[attr-defined]
    )


def _register(row: Register) -> RegisterLine:
    return RegisterLine(
        key=row.pk,
        name=row.name,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        holds=row.holds,
        provenance=row.provenance,
        provenance_word=row.get_provenance_display(),
        sources=source_refs(row.sources.all()),
    )
