"""What structures there are: in the registry, and made by what was published. Everybody may see the registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from serai.commons.access.readers import Reader
from serai.components.statistics.models.structures import Artefact
from serai.engine.model.exchange.kept import Kept
from serai.engine.model.exchange.kinds import parts_of
from serai.engine.model.exchange.versions import version_of

_LIGHT = ("text", "content")


def artefacts(
    _reader: Reader, *, kind: str = "", agency: str = "", word: str = "", by: dt.datetime | None = None
) -> QuerySet[Artefact]:
    """What is in the registry, without contents; of a kind, of an agency, with a word in its id or names."""
    found = Artefact.objects.defer(*_LIGHT)
    if kind:
        found = found.filter(kind=kind)
    if agency:
        found = found.filter(agency=agency)
    if word:
        found = found.filter(words__contains=word.lower())
    return found.filter(loaded_at__lte=by) if by else found


def artefact(reader: Reader, urn: str) -> Artefact | None:
    """One artefact of that name."""
    kind, agency, identity, version = parts_of(urn)
    return named(reader, kind, agency, identity, version)


def named(_reader: Reader, kind: str, agency: str, identity: str, version: str) -> Artefact | None:
    """One artefact by the parts of its name."""
    found = Artefact.objects.filter(kind=kind, agency=agency, identity=identity, version=version)
    return found.select_related("loaded_by").first()


def versions(_reader: Reader, one: Artefact) -> list[Artefact]:
    """The other versions of an artefact, latest first."""
    others = Artefact.objects.filter(kind=one.kind, agency=one.agency, identity=one.identity)
    return sorted(others.exclude(pk=one.pk), key=lambda row: version_of(row.version).order, reverse=True)


def referring(_reader: Reader, urn: str) -> list[Artefact]:
    """What refers to a name."""
    return list(Artefact.objects.defer(*_LIGHT).filter(refers__contains=[urn]))


def there(_reader: Reader, urns: Sequence[str]) -> set[str]:
    """Those of some names that are in the registry."""
    wanted = {parts_of(urn): urn for urn in urns}
    rows = Artefact.objects.filter(identity__in={parts[2] for parts in wanted})
    found = set(rows.values_list("kind", "agency", "identity", "version"))
    return {urn for parts, urn in wanted.items() if parts in found}


def kinds(_reader: Reader) -> list[str]:
    """The kinds of which there is something."""
    return list(Artefact.objects.order_by("kind").values_list("kind", flat=True).distinct())


def agencies(_reader: Reader) -> list[str]:
    """The agencies of which there is something."""
    return list(Artefact.objects.order_by("agency").values_list("agency", flat=True).distinct())


def contents(_reader: Reader, keys: Collection[int]) -> dict[int, Kept]:
    """Artefacts whole, by their keys."""
    return {row.pk: kept(row) for row in Artefact.objects.filter(pk__in=keys)}


def kept(row: Artefact) -> Kept:
    """A row as the engine knows it."""
    return Kept(
        row.kind, row.agency, row.identity, row.version,
        text=row.text, form=row.form, content=row.content, final=row.final,
    )  # fmt: skip
