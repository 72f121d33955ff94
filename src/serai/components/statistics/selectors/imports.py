"""Receipts of loaded files, for those who work with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings

from serai.commons.access.readers import Reader
from serai.components.statistics.access import SEE_RECEIPTS
from serai.components.statistics.models import Import

PAGE = 100


@dataclass(frozen=True)
class RefusedPage:
    """One page of the refused rows of an import. ``columns`` are those of the file they are kept in."""

    columns: list[str]
    rows: list[dict[str, Any]]
    number: int
    pages: int
    total: int


def imports(reader: Reader) -> list[Import]:
    """Every import that the reader may see, newest first; nothing for those who may not see receipts."""
    return list(Import.objects.visible_to(reader)) if SEE_RECEIPTS.held_by(reader) else []


def receipt(reader: Reader, import_id: str) -> Import | None:
    """One import; None when there is none or the asker may not see it."""
    if not SEE_RECEIPTS.held_by(reader):
        return None
    return Import.objects.visible_to(reader).filter(import_id=import_id).first()


def refused(row: Import, page: int) -> RefusedPage:
    """One page of the rows of ``row`` that were refused; a page beyond the end is the last one.

    Values of person-level files are withheld already where the engine keeps them.
    """
    path = _path(row)
    if not path.is_file():
        return RefusedPage([], [], 1, 1, 0)
    with pq.ParquetFile(path) as file:
        total = file.metadata.num_rows
        pages = max(1, -(-total // PAGE))
        number = min(max(page, 1), pages)
        found = file.read().slice((number - 1) * PAGE, PAGE)
        return RefusedPage(found.column_names, found.to_pylist(), number, pages, total)


def refused_rows(row: Import) -> Iterator[list[Any]]:
    """The heading and every refused row, a batch in memory at a time."""
    path = _path(row)
    if not path.is_file():
        return
    with pq.ParquetFile(path) as file:
        yield list(file.schema_arrow.names)
        for batch in file.iter_batches():
            yield from (list(values.values()) for values in batch.to_pylist())


def _path(row: Import) -> Path:
    return Path(settings.HOME) / "rejected" / f"{row.import_id}.parquet"
