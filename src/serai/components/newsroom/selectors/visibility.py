"""Donor visibility: who is named for a project, in which words. Pages, PDF and certificates ask here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from serai.commons.access.readers import NOBODY, Reader
from serai.commons.partnership import api as partnership
from serai.commons.partnership.records import Party
from serai.components.newsroom.models import Picture, VisibilityLine

ROLES = {
    VisibilityLine.Kind.FUNDED: ("lead_donor", "donor"),
    VisibilityLine.Kind.CO_FUNDED: ("co_funder", "visibility"),
    VisibilityLine.Kind.IMPLEMENTED: ("implementer",),
}


@dataclass(frozen=True)
class Named:
    """One line: "Funded by", the parties, and what the donor wants to be said. ``language`` is the wording's."""

    kind: str
    words: str
    language: str
    parties: tuple[Party, ...]
    disclaimer: str
    emblem: Picture | None


def visibility(project: str, *, reader: Reader = NOBODY, language: str = "") -> tuple[Named, ...]:
    """The lines of a project in ``language`` (the reader's when left out), or the nearest wording there is.

    The parties stand in the partnership's rows; a line without a party and without a wording is left
    out. Where an editor wrote a line for co-funding, organisations among the donors are named as funders
    and states as co-funders: the rows do not tell the two apart. Four queries.
    """
    wanted = language or get_language() or "en"
    rows = {
        (row.kind, row.language): row
        for row in VisibilityLine.objects.filter(project=project).select_related("emblem")
    }
    by_role: dict[str, list[Party]] = {}
    for part in partnership.partners_of(project, reader=reader):
        if part.party is not None:
            by_role.setdefault(part.role, []).append(part.party)
    apart = any(kind == VisibilityLine.Kind.CO_FUNDED for kind, _language in rows)
    found = []
    for kind, roles in ROLES.items():
        row = rows.get((kind, wanted)) or rows.get((kind, wanted.partition("-")[0])) or rows.get((kind, "en"))
        parties = tuple(party for role in roles for party in by_role.get(role, ()))
        if apart and kind == VisibilityLine.Kind.FUNDED:
            parties = tuple(party for party in parties if party.kind == "organisation")
        elif apart and kind == VisibilityLine.Kind.CO_FUNDED:
            donors = (party for role in ROLES[VisibilityLine.Kind.FUNDED] for party in by_role.get(role, ()))
            parties = (*(party for party in donors if party.kind == "state"), *parties)
        if not parties and not (row and row.wording):
            continue
        emblem = row.emblem if row and row.emblem and row.emblem.shown else None
        own = bool(row and row.wording)
        found.append(
            Named(
                kind=str(kind),
                words=row.wording if row and own else str(kind.label),
                language=row.language if row else wanted,
                parties=parties,
                disclaimer=row.disclaimer if row else "",
                emblem=emblem,
            )
        )
    return tuple(found)
