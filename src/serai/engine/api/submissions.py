"""What agencies submit, checked by one validator for every way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from serai.engine.api.submitting import cells_before
from serai.engine.checks.saying import say
from serai.engine.checks.submissions import checked
from serai.engine.ingest import sniff
from serai.engine.ingest.submission import read_submission, sheets_of
from serai.engine.model.checking import NOTE
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.observations import (
    COLUMN,
    ROW,
    SHEET,
    VALUE,
    Checked,
    Finding,
    Written,
    component_ids,
)
from serai.engine.publish.marking import mark_rows, mark_workbook

Progress = Callable[[str, float], None]


def check_submission(
    dataflow: Dataflow,
    path: Path,
    *,
    before: Path | None = None,
    language: str = "en",
    periods: Sequence[str] = (),
    progress: Progress = lambda _step, _fraction: None,
) -> Checked:
    """What becomes of every figure in a file: template, SDMX-CSV, CSV or workbook.

    ``before`` is the folder of the release to compare with. ``periods`` are those asked for; without them those
    that the template was made for, else any.
    Raises:  FileUnreadable when the file as a whole cannot be read, WrongTemplate.
    """
    progress("read", 0.05)
    written = read_submission(dataflow, Path(path), language=language)
    return checked(
        dataflow,
        written,
        language=language,
        before=cells_before(dataflow, before),
        periods=tuple(periods),
        told=lambda fraction: progress("check", 0.5 + fraction / 2),
    )


def check_values(
    dataflow: Dataflow,
    rows: Sequence[Mapping[str, str]],
    *,
    before: Path | None = None,
    language: str = "en",
    periods: Sequence[str] = (),
) -> Checked:
    """What becomes of every figure of a web form: a row for each, texts by component.

    The row of a finding is the place in ``rows``, counted from 1, its column the component. A dimension with
    one code may be left out. Leave out rows of the form that nobody filled in: a row without a figure and without
    a status is refused.
    """
    names = component_ids(dataflow)
    alone = {d.id: next(iter(d.codes)) for d in dataflow.dimensions if len(d.codes) == 1}
    columns = {
        name: pa.array([row.get(name) or alone.get(name) for row in rows], pa.string()) for name in names
    }
    columns[SHEET] = pa.array([""] * len(rows), pa.string())
    columns[ROW] = pa.array(range(1, len(rows) + 1), pa.int64())
    columns[COLUMN] = pa.array([VALUE] * len(rows), pa.string())
    strange = dict.fromkeys(name for row in rows for name in row if name not in names)
    notes = (Finding("layout", NOTE, say("unread_column", language, value=name)) for name in strange)
    written = Written(pa.table(columns), {("", name): name for name in names}, tuple(notes))
    return checked(
        dataflow, written, language=language, before=cells_before(dataflow, before), periods=tuple(periods)
    )


def write_marked(dataflow: Dataflow, path: Path, checked: Checked, out: Path, *, plain: bool = False) -> None:
    """Write a copy of a file, always a workbook, in which every cell with a finding is coloured and commented.

    Its first sheet lists the findings with links to the cells, and says of which check there are more than that.
    Mended and handed in again it is read as any file: the list, the colours and the comments do not count.
    With ``plain`` a workbook is written anew as its texts alone, in memory that does not grow with it.
    """
    if sniff.file_format(path) == sniff.XLSX and not plain:
        mark_workbook(path, checked, out)
    else:
        mark_rows([(sheet.name, sheet.rows) for sheet in sheets_of(dataflow, path)], checked, out)
