"""``serai stats rows``: the rows of a dataset as they were known on any day. Nothing here imports Django."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serai.kernel.errors import SeraiError
from serai.project.stats_cli import Home, app, opened, plain_errors

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["app"]


class BadCondition(SeraiError):
    """A condition is not written as COLUMN=VALUE."""

    exit_code = 2


@app.command()
def rows(
    dataset: Annotated[str, typer.Argument(help="A dataset of figures, as 'serai stats datasets' lists it.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="As they were known at the end of this day, by the clock of Greenwich."
        ),
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Only rows in which a column is this: COLUMN=VALUE.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="CSV file to write; else standard output.")] = None,
    home: Home = None,
) -> None:
    """The rows of a dataset as CSV: what is known today, or was known at the end of any day.

    Each has the period that it is about in its own columns, and in KNOWN_FROM the moment it was loaded.
    """
    with plain_errors():
        from serai.engine import api

        conditions = dict(_condition(one) for one in where or [])
        with opened(home) as store:
            found = api.rows_known(store, dataset, as_of.date() if as_of else None, conditions)
            _write(found, out)


def _condition(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign):
        raise BadCondition(f"{text!r} is no condition", advice="Write it as COLUMN=VALUE.")
    return column, value


def _write(batches: Iterable[pa.RecordBatch], out: Path | None) -> None:
    import pyarrow as pa
    from pyarrow import csv

    # opened with the first rows, so that what is refused leaves no file behind
    found = iter(batches)
    first = next(found, None)
    if first is None:
        return
    with out.open("wb") if out else nullcontext(sys.stdout.buffer) as stream:
        options = csv.WriteOptions(quoting_style="needed")
        with csv.CSVWriter(pa.PythonFile(stream, mode="w"), first.schema, write_options=options) as writer:
            writer.write_batch(first)
            for batch in found:
                writer.write_batch(batch)
        stream.flush()
