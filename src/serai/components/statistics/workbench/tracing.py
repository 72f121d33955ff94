"""From a published figure back to the rows of the sheets that it was summed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.statistics import wording
from serai.components.statistics.access import SEE_RECEIPTS
from serai.components.statistics.models import Import, Release
from serai.components.statistics.rules.figures import State
from serai.components.statistics.selectors import releases
from serai.components.statistics.tasks import open_store
from serai.components.statistics.workbench.selectors import own_benches
from serai.engine import api


@dataclass(frozen=True)
class Behind:
    """The rows behind a figure, as a table; ``value`` is the figure as it was published."""

    release: Release
    cell: str
    value: str
    columns: list[dict[str, Any]]
    rows: list[list[Any]]


def may_trace(reader: Reader, release: Release) -> bool:
    """Whether ``reader`` may see rows behind figures of a release: they are for whoever has all the sheets.

    Rows are by place, finer than what is published, and protected by nothing.
    """
    if not SEE_RECEIPTS.held_by(reader):
        return False
    entered = {one["import_id"] for part in release.passport["inputs"] for one in part.get("imports", ())}
    own = own_benches(reader).filter(import_id__in=entered).values_list("import_id", flat=True)
    return bool(entered) and entered <= set(own)


def rows_behind(reader: Reader, dataflow: str, revision: int, cell: str) -> Behind | None:
    """The rows of a figure that is shown; None for a figure that is withheld, and for tables not made of sheets."""
    release = releases.release(reader, dataflow, revision)
    place = next((place for place, table in api.TABLES.items() if dataflow.startswith(f"{table}_")), "")
    if release is None or not place or not may_trace(reader, release):
        return None
    figure = releases.cell(release, cell)
    if figure is None or figure.state is not State.SHOWN:
        return None
    entered = release.passport["inputs"][0]
    codes = {**figure.codes, "TIME_PERIOD": figure.period}
    with open_store() as store:
        found = api.rows_of_cell(store, entered["dataset"], place, entered["snapshot_id"], codes)
    names = dict(Import.objects.filter(dataset=entered["dataset"]).values_list("import_id", "file_name"))
    titles = [
        (_("Place"), False),
        (_("Persons"), True),
        (_("File"), False),
        (_("Sheet"), False),
        (_("Row"), True),
    ]
    return Behind(
        release,
        cell,
        wording.value(figure),
        [{"title": title, "numeric": numeric} for title, numeric in titles],
        [
            [
                row["place"],
                row["persons"],
                names.get(row["_import"], row["_import"][:12]),
                row["_sheet"] or "–",
                row["_row"],
            ]
            for row in found
        ],
    )
