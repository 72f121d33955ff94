"""What of submitted figures would be withheld if they were published now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from serai.engine.api.imports import imports_of
from serai.engine.ingest.keeping import kept_checked
from serai.engine.model.dataflow import Dataflow
from serai.engine.protect.protection import protect
from serai.engine.publish.standing import earlier_revisions
from serai.engine.publish.submitted import (
    counting_rows,
    kept_rows,
    rows_then,
    submitted_cells,
    with_rows,
)

if TYPE_CHECKING:
    from serai.engine.store.store import Store


def withheld_if_published(
    store: Store, dataflow: Dataflow, observations: Path, *, provider: str
) -> frozenset[str]:
    """The keys of the cells that would be withheld if this were published now, beside what counts already.

    ``observations`` is the file of ``keep_checked``. Nothing is kept.
    Raises:  TwoProviders, DoesNotAddUp, Unsafe, NotSolved, BadDataflow, FileUnreadable.
    """
    if not dataflow.protection.threshold:
        return frozenset()
    files = store.files(dataflow.dataset)
    imports = [one.import_id for one in imports_of(store, dataflow.dataset)]
    counting = counting_rows(files, imports, dataflow)
    rows = kept_rows(dataflow, kept_checked(observations).observations, provider, "")
    counts, _ = with_rows(counting, rows, provider)
    cells = [cell for cell in submitted_cells(counts, dataflow) if cell.value is not None]
    stand = earlier_revisions(
        store.releases(dataflow.id),
        lambda one: submitted_cells(rows_then(files, one.passport["inputs"], dataflow), dataflow),
    )
    shown, _ = protect(cells, dataflow, stand)
    return frozenset(cell.key for cell in shown if cell.withheld)
