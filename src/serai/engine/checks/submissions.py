"""The one validator of what agencies hand in: a template, a web form and an uploaded file alike."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from serai.engine.checks.observing import observe
from serai.engine.checks.relating import relate
from serai.engine.checks.saying import say
from serai.engine.model.checking import ERROR, NOTE
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.observations import MOST_KEPT, TIME, Checked, Finding, Written


def checked(
    dataflow: Dataflow,
    written: Written,
    *,
    language: str = "en",
    before: pa.Table | None = None,
    periods: tuple[str, ...] = (),
    told: Callable[[float], None] = lambda _fraction: None,
) -> Checked:
    """What becomes of everything that is written.

    ``before`` holds published cells to compare with; ``periods`` are those asked for, else those that the
    template names, else any. Rows are judged alone first; those that stand are then checked against one
    another. A row that a check refuses is not taken out of the other checks. ``told`` hears how far it is.
    """
    seen = observe(dataflow, written, language, periods)
    told(0.4)
    relate(seen, before)
    beyond = dict(seen.beyond)
    # every column that is not read is a note, and a line of text has room for thousands
    if (more := len(written.findings) - MOST_KEPT) > 0:
        layout = dict(beyond.get(NOTE, {}))
        beyond[NOTE] = layout | {"layout": layout.get("layout", 0) + more}
    findings = [*written.findings[:MOST_KEPT], *seen.findings]
    told(1.0)
    if written.blank:
        said = say("blanks", language, count=written.blank)
        findings.append(Finding("layout", NOTE, said, advice=say("blanks_advice", language)))
    rows = written.cells.num_rows
    if not rows:
        advice = say("nothing_advice", language)
        findings.append(Finding("layout", ERROR, say("nothing", language), advice=advice))
    table = seen.table()
    refused = int(seen.refused.sum())
    return Checked(
        rows_in=rows,
        accepted=table.num_rows,
        refused=refused,
        duplicates=int((seen.repeated & ~seen.refused).sum()),
        findings=tuple(findings),
        periods=tuple(sorted(pc.unique(table[TIME]).to_pylist())),
        observations=table,
        dataflow=dataflow.urn_id,
        language=language,
        file_name=written.file_name,
        file_sha256=written.file_sha256,
        bytes=written.bytes,
        beyond=beyond,
    )
