"""How histories of imports and releases read: to whoever may see the thing itself."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.audit.declaring import Noun
from serai.commons.partnership.history import SHOWN, shown_parts
from serai.components.statistics.access import SEE_RECEIPTS
from serai.components.statistics.inventory.history import nouns as nouns_of_inventory
from serai.components.statistics.models import Import, Release
from serai.components.statistics.registers.history import nouns as nouns_of_registers
from serai.components.statistics.structures.history import nouns as nouns_of_structures
from serai.components.statistics.submissions.history import nouns as nouns_of_submissions
from serai.components.statistics.workbench.history import nouns as nouns_of_workbench


def _imports(reader: Reader, keys: Collection[str]) -> set[str]:
    if not SEE_RECEIPTS.held_by(reader):
        return set()
    rows = Import.objects.visible_to(reader).filter(pk__in=keys)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _receipts(keys: Collection[str]) -> dict[str, str]:
    rows = Import.objects.filter(pk__in=keys).values_list("pk", "import_id")
    return {str(pk): reverse("statistics:receipt", args=[import_id]) for pk, import_id in rows}


def _revisions(keys: Collection[str]) -> dict[str, str]:
    rows = Release.objects.filter(pk__in=keys).values_list("pk", "dataflow", "revision")
    return {str(pk): reverse("statistics:revision", args=[flow, number]) for pk, flow, number in rows}


def _release_names(keys: Collection[str]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in Release.objects.filter(pk__in=keys).only("dataflow", "revision")}


def nouns() -> tuple[Noun, ...]:
    """Imports, releases and submissions, with who may see them."""
    return (
        *nouns_of_submissions(),
        *nouns_of_workbench(),
        *nouns_of_registers(),
        *nouns_of_inventory(),
        *nouns_of_structures(),
        Noun(
            Import,
            _("import"),
            name="file_name",
            url=_receipts,
            visible=_imports,
            fields={
                **SHOWN,
                "import_id": _("the number of the import"),
                "dataset": _("the dataset"),
                "mapping": _("the mapping"),
                "file_name": _("the name of the file"),
                "file_sha256": None,  # as the sums below: figures could be tried until it fits
                "size": _("the size of the file"),
                "rows_in": _("the number of rows in the file"),
                "accepted": _("the number of rows accepted"),
                "duplicates": _("the number of rows repeated"),
                "refused": _("the number of rows refused"),
                "rejected": _("the reasons of refusal"),
                "sums": None,  # less what is shown of the dataset they leave what is withheld of it
                "missing": _("the values that are missing"),
                "notes": _("the notes in the file"),
                "places": _("what became of the rows of each place"),
                "synthetic": _("whether it is synthetic"),
                "loaded_at": _("when it was loaded"),
            },
            parts=shown_parts(Import),
        ),
        Noun(
            Release,
            _("release"),
            name=_release_names,
            url=_revisions,
            fields={
                **SHOWN,
                "dataflow": _("the table"),
                "revision": _("the number of the revision"),
                "key": _("the key"),
                "folder": _("the folder of its files"),
                "passport_json": _("the passport"),
                "files": _("the files"),
                "reason": _("the reason of the revision"),
                "snapshot_id": _("the snapshot of the store"),
                "published_at": _("when it was published"),
                "synthetic": _("whether it is synthetic"),
            },
            parts=shown_parts(Release),
        ),
    )
