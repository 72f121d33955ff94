"""How histories of matchings and of files on the workbench read: to whoever may see them there."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun
from serai.components.statistics.models import Bench, Matching
from serai.components.statistics.workbench import selectors


def _benches(reader: Reader, keys: Collection[str]) -> set[str]:
    return {str(row.pk) for row in selectors.own_benches(reader).filter(pk__in=keys).only("pk")}


def _matchings(reader: Reader, keys: Collection[str]) -> set[str]:
    return {str(row.pk) for row in selectors.own_matchings(reader).filter(pk__in=keys).only("pk")}


def _pages(keys: Collection[str]) -> dict[str, str]:
    return {str(key): reverse("statistics:bench", args=[key]) for key in keys}


def _names(keys: Collection[str]) -> dict[str, str]:
    rows = Matching.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(pk): reverse("statistics:matching", args=[name]) for pk, name in rows}


def nouns() -> tuple[Noun, ...]:
    """A matching and a file, with who may see them."""
    return (
        Noun(
            Matching,
            _("matching of labels"),
            name="title",
            url=_names,
            visible=_matchings,
            fields={
                "name": _("the name in files"),
                "title": _("the name"),
                "base": _("the kind of sheet"),
                "dataset": _("the dataset"),
                "owner": _("the organisation"),
                "shapes": _("the headers"),
                "words": _("labels and what they mean"),
                "version": _("the version"),
                "changed_by": _("who changed it"),
                "changed_at": _("when it was changed"),
            },
        ),
        Noun(
            Bench,
            _("file on the workbench"),
            name="name",
            url=_pages,
            visible=_benches,
            fields={
                "key": _("the key"),
                "name": _("the name of the file"),
                "file": _("the file"),
                "owner": _("the organisation"),
                "brought_by": _("who brought it"),
                "brought_at": _("when it was brought"),
                "base": _("the kind of sheet"),
                "matching": _("the matching of labels"),
                "matched_alone": _("whether it was recognised by itself"),
                "asked": _("the labels that were not known"),
                "state": _("where it stands"),
                "trouble": _("what went wrong"),
                "job": _("the job"),
                "import_id": _("the number of the import"),
                "dataset": _("the dataset"),
                "dataflow": _("the table"),
                "revision": _("the number of the revision"),
            },
        ),
    )
