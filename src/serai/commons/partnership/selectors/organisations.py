"""Questions about organisations and the registers they keep."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import (
    ActivityRole,
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
from serai.commons.partnership.selectors.bodies import member_line, member_rows
from serai.commons.partnership.selectors.parts import (
    Names,
    date_line,
    disagreement_lines,
    number,
    office_line,
    office_rows,
    participation_line,
    partner_line,
    partner_rows,
    parts_in_activities,
    sees,
    shown_to,
    source_refs,
    today,
    visible_sources,
)


def organisations(*, reader: Reader, kind: str = "", state: str = "") -> tuple[OrganisationLine, ...]:
    """Organisations by name, of one kind or one state if asked. Two queries."""
    wanted = {name: value for name, value in (("kind", kind), ("state", state)) if value}
    names = Names(reader)
    return tuple(_line(row, names) for row in _rows(reader).filter(**wanted))


def organisation(key: str, *, reader: Reader) -> OrganisationPage:
    """Everything about one organisation. At most sixteen queries."""
    row = _rows(reader).prefetch_related(visible_sources(reader)).filter(key=key).first()
    if row is None:
        raise UnknownRow(_("organisation"), key)
    on = today()
    names = Names(reader)
    own = {"organisation": row}
    registers = Register.objects.visible_to(reader).filter(**own).prefetch_related(visible_sources(reader))
    participations = Participation.objects.visible_to(reader).filter(**own)
    dates = DatedStatement.objects.visible_to(reader).filter(**own).select_related("source")
    children = Organisation.objects.visible_to(reader).filter(parent=row)
    parts = participations.select_related("organisation", "source")
    lines = (participation_line(part, names, on) for part in parts)
    return OrganisationPage(
        line=_line(row, names),
        other_names=row.other_names,
        description=row.description,
        since=row.since_date,
        until=row.until_date,
        children=tuple(Link("organisation", child.pk, child.name) for child in children),
        registers=tuple(_register(register) for register in registers),
        participations=tuple(line for line in lines if line),
        memberships=tuple(member_line(member, names, on) for member in member_rows(reader).filter(**own)),
        offices=tuple(office_line(role, names, on) for role in office_rows(reader).filter(**own)),
        projects=tuple(partner_line(partner, names) for partner in partner_rows(reader).filter(**own)),
        parts=parts_in_activities(ActivityRole.objects.visible_to(reader).filter(**own), names),
        dates=tuple(date_line(statement) for statement in dates),
        sources=source_refs(row.sources.all()),
        disagreements=disagreement_lines(
            Disagreement.objects.visible_to(reader).filter(links__organisation=row), names
        ),
        provenance=row.provenance,
        provenance_word=row.get_provenance_display(),
        note=row.note,
        shown_to=shown_to(row, reader),
    )


def _rows(reader: Reader) -> QuerySet[Organisation]:
    return (
        Organisation.objects.visible_to(reader)
        .select_related("parent")
        .annotate(
            register_count=number(Register.objects.visible_to(reader), "organisation"),
            sees_parent=sees(Organisation, reader, "parent__"),
        )
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
        parent=Link("organisation", row.parent.pk, row.parent.name)
        if row.parent and row.sees_parent  # type: ignore[attr-defined]
        else None,
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
