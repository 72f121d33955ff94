"""From loaded sheets to a published table: what would be withheld, and the publication itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.directory.selectors.who import reader_of
from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import Organisation
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics.access import LOAD_SHEETS
from serai.components.statistics.errors import SheetRefused
from serai.components.statistics.models import Bench, Release
from serai.components.statistics.tasks import open_store
from serai.components.statistics.workbench import selectors
from serai.engine import api

PUBLISHED_KINDS = ("crossings_monthly", "governorates_monthly")
SHOWN = 200


def table_of(row: Bench, country: str, threshold: int, audience: str) -> api.SheetTable:
    """The table that the dataset of a bench is published as."""
    shown = () if audience == Audience.PUBLIC else (("audience", audience),)
    return api.SheetTable(row.dataset, selectors.place_of(row.base), country, threshold, shown)


def country_of(row: Bench) -> str:
    """The three letters of the state whose organisation brought the file; empty where it is none's."""
    owner = Organisation.objects.select_related("state").filter(pk=row.owner_id).first()
    return owner.state.iso3 or "" if owner and owner.state else ""


def withholding(row: Bench, table: api.SheetTable) -> api.Withholding:
    """Which cells would be withheld. Raises: NothingToCompile, Unsafe, NotSolved."""
    with open_store() as store:
        return api.withholding(store, table)


def earlier(table: api.SheetTable) -> Release | None:
    """The latest revision of the table that is published."""
    return Release.objects.filter(dataflow=table.dataflow.id).order_by("-revision").first()


@transaction.atomic
def ask_for_publishing(
    *, actor: Any, key: UUID, country: str, threshold: int, audience: str, reason: str = ""
) -> str:
    """Have a worker publish the table that the file went into; the number of the job.

    Raises:  SheetRefused for a file that is not loaded, borders of another state, or a revision without a reason;
    Http404.
    """
    from serai.components.statistics.workbench import tasks

    if not LOAD_SHEETS.granted_to(actor):
        raise SheetRefused(str(LOAD_SHEETS.title))
    reader = reader_of(actor)
    row = selectors.bench(reader, key)
    _own_borders(row, reader, country)
    if row.state != Bench.State.LOADED:
        raise SheetRefused(_("The file is not loaded yet"), where=row.name)
    if row.base not in PUBLISHED_KINDS:
        raise SheetRefused(_("There is no table for this kind of sheet yet"), where=row.base)
    if earlier(table_of(row, country, threshold, audience)) is not None and not reason.strip():
        raise SheetRefused(
            _("This revises what was published"), where=row.name, advice=_("Say why; readers see it.")
        )
    asked: dict[str, Any] = {
        "country": country, "threshold": threshold, "audience": audience, "reason": reason.strip(),
    }  # fmt: skip
    return jobs.enqueue(tasks.publish_sheets, str(key), asked, owner=actor.pk, title=tasks.PUBLISHING)


def _own_borders(row: Bench, reader: Reader, country: str) -> None:
    """Nobody publishes for another state. Raises: SheetRefused. Organisations of no state have no such bound."""
    whose = [row.owner_id] if row.owner_id else reader.organisations
    states = Organisation.objects.filter(pk__in=whose, state__isnull=False)
    known = {iso3 for iso3 in states.values_list("state__iso3", flat=True) if iso3}
    if known and country not in known:
        raise SheetRefused(
            _("These are the borders of another state"),
            where=country,
            advice=_("Publish figures of your own state only."),
        )
