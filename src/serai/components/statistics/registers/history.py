"""How histories of matchings of files of people read: to whoever may see them there."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun
from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.registers import matchings


def _matchings(reader: Reader, keys: Collection[str]) -> set[str]:
    return {str(row.pk) for row in matchings.own(reader).filter(pk__in=keys).only("pk")}


def _names(keys: Collection[str]) -> dict[str, str]:
    rows = RegisterMatching.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(pk): reverse("statistics:register_matching", args=[name]) for pk, name in rows}


def nouns() -> tuple[Noun, ...]:
    """A matching of files of people, with who may see it."""
    return (
        Noun(
            RegisterMatching,
            _("matching of files of people"),
            name="title",
            url=_names,
            visible=_matchings,
            fields={
                "name": _("the name in files"),
                "title": _("the name"),
                "base": _("the kind of register"),
                "register": _("the register"),
                "owner": _("the organisation"),
                "shapes": _("the headers"),
                "words": _("labels and what they mean"),
                "version": _("the version"),
                "changed_by": _("who changed it"),
                "changed_at": _("when it was changed"),
            },
        ),
    )
