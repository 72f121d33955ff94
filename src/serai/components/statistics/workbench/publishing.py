"""From loaded sheets to a published table: what would be withheld, and the publication itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.directory.selectors.who import reader_of
from serai.commons.jobs import services as jobs
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics.access import LOAD_SHEETS
from serai.components.statistics.errors import SheetRefused
from serai.components.statistics.models import Bench, Release
from serai.components.statistics.tasks import open_store
from serai.components.statistics.workbench import selectors
from serai.engine import api

PUBLISHED_KINDS = ("crossings_monthly", "governorates_monthly")
SHOWN = 200


def table_of(row: Bench, threshold: int, audience: str) -> api.SheetTable:
    """The table that the dataset of a bench is published as: that of the state whose sheets it holds."""
    shown = () if audience == Audience.PUBLIC else (("audience", audience),)
    place = selectors.place_of(row.base)
    return api.SheetTable(row.dataset, place, selectors.state_of(row), threshold, shown)


def withholding(reader: Reader, row: Bench, table: api.SheetTable) -> api.Withholding:
    """Which cells would be withheld. Raises: SheetRefused, NothingToCompile, Unsafe, NotSolved."""
    _require_own(reader, row, table)
    with open_store() as store:
        return api.withholding(store, table)


def earlier(table: api.SheetTable) -> Release | None:
    """The latest revision of the table that is published."""
    return Release.objects.filter(dataflow=table.dataflow.id).order_by("-revision").first()


@transaction.atomic
def ask_for_publishing(*, actor: Any, key: UUID, threshold: int, audience: str, reason: str = "") -> str:
    """Have a worker publish the table that the file went into; the number of the job.

    Raises:  SheetRefused for a file that is not loaded or not of one's own desk, for a table that is published from
    other sheets, or for a revision without a reason; Http404.
    """
    from serai.components.statistics.workbench import tasks

    if not LOAD_SHEETS.granted_to(actor):
        raise SheetRefused(str(LOAD_SHEETS.title))
    reader = reader_of(actor)
    row = selectors.bench(reader, key)
    if row.state != Bench.State.LOADED:
        raise SheetRefused(_("The file is not loaded yet"), where=row.name)
    if row.base not in PUBLISHED_KINDS:
        raise SheetRefused(_("There is no table for this kind of sheet yet"), where=row.base)
    table = table_of(row, threshold, audience)
    _require_own(reader, row, table)
    if earlier(table) is not None and not reason.strip():
        raise SheetRefused(
            _("This revises what was published"), where=row.name, advice=_("Say why; readers see it.")
        )
    asked: dict[str, Any] = {"threshold": threshold, "audience": audience, "reason": reason.strip()}
    return jobs.enqueue(tasks.publish_sheets, str(key), asked, owner=actor.pk, title=tasks.PUBLISHING)


def require_source(row: Bench, table: api.SheetTable) -> None:
    """A table has one source. Raises: SheetRefused where its latest revision was made of other sheets."""
    before = earlier(table)
    if before is not None and before.passport["inputs"][0]["dataset"] != row.dataset:
        raise SheetRefused(
            _("The table of this state is published from the sheets of another organisation"),
            where=table.dataflow.id,
            advice=_("Give your sheets to whoever publishes it."),
        )


def _require_own(reader: Reader, row: Bench, table: api.SheetTable) -> None:
    """Nobody publishes for another state, or for an organisation that they do not work for. Raises: SheetRefused."""
    desk = selectors.desk(reader, row.owner_id)
    if desk is None or not table.country or (desk.state and desk.state != table.country):
        raise SheetRefused(
            _("These are the borders of another state"),
            where=table.country,
            advice=_("Publish figures of your own state only."),
        )
    require_source(row, table)
