"""How the history of the registry reads. Everybody may see the registry, so whoever reads histories sees this one."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun
from serai.components.statistics.models.structures import Artefact
from serai.components.statistics.structures.shown import address


def _names(keys: Collection[str]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in _rows(keys)}


def _addresses(keys: Collection[str]) -> dict[str, str]:
    return {str(row.pk): address(row.kind, row.agency, row.identity, row.version) for row in _rows(keys)}


def _rows(keys: Collection[str]) -> list[Artefact]:
    return list(Artefact.objects.only("kind", "agency", "identity", "version").filter(pk__in=keys))


def nouns() -> tuple[Noun, ...]:
    """A structure."""
    return (
        Noun(
            Artefact,
            _("structure"),
            name=_names,
            url=_addresses,
            fields={
                "kind": _("the type"),
                "agency": _("the agency"),
                "identity": _("the identifier"),
                "version": _("the version"),
                "names": _("the names"),
                "form": _("the format that it came in"),
                "text": _("the message"),
                "content": _("the content"),
                "final": _("whether it is final"),
                "fingerprint": _("the checksum of the content"),
                "refers": _("what it refers to"),
                "words": _("what it is searched by"),
                "file_name": _("the name of the file"),
                "file_sha256": _("the checksum of the file"),
                "loaded_at": _("when it was loaded"),
                "loaded_by": _("who loaded it"),
            },
        ),
    )
