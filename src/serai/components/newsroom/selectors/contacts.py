"""Roles that people can write to."""

from __future__ import annotations

from dataclasses import dataclass

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Organisation
from serai.components.newsroom.models import ContactRole


@dataclass(frozen=True)
class RoleCard:
    """A role in the reader's language; ``language`` is the one its words are in."""

    key: str
    title: str
    answers: str
    language: str
    organisation: str
    organisation_key: str


def roles(reader: Reader, language: str) -> list[RoleCard]:
    """Every role in its place; an organisation that the reader may not see is left out. Two queries."""
    seen = dict(Organisation.objects.visible_to(reader).values_list("pk", "name"))
    found = []
    for row in ContactRole.objects.all():
        near = next((c for c in (language, language.partition("-")[0]) if row.titles.get(c)), "en")
        key = row.organisation_id or ""
        found.append(
            RoleCard(
                key=row.key,
                title=row.titles.get(near, row.key),
                answers=row.answers.get(near, ""),
                language=near,
                organisation=seen.get(key, ""),
                organisation_key=key if key in seen else "",
            )
        )
    return found
