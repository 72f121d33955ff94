"""Which reader takes a file: by the layout that the mapping names, else by the bytes of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from serai.engine.errors import FileUnreadable
from serai.engine.ingest import readers, sniff, statfiles
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.grids import reading as grids
from serai.engine.ingest.readers import Reading
from serai.engine.model.mapping import Mapping

Reader = Callable[[duckdb.DuckDBPyConnection, Facts, Mapping, Path], Iterator[Reading]]

TABLES: dict[str, Reader] = {
    sniff.PARQUET: readers.parquet,
    sniff.XLSX: readers.workbook,
    sniff.XLS: readers.workbook,
    sniff.SPSS: statfiles.reading,
    sniff.STATA: statfiles.reading,
    sniff.TEXT: readers.delimited,
}
GRIDS: dict[str, Reader] = {
    sniff.XLSX: grids.workbook,
    sniff.XLS: grids.workbook,
    sniff.TEXT: grids.delimited,
}


def readings(con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path) -> Iterator[Reading]:
    """The ways to read a file, quickest first; the last one always holds.

    Raises:  FileUnreadable when no way can exist.
    """
    kind = sniff.file_format(facts.path)
    known = GRIDS if mapping.grid is not None else TABLES
    if kind not in known:
        raise FileUnreadable(
            f"Mapping {mapping.name!r} is for sheets, and this is a file of format {kind}",
            where=facts.path.name,
            advice="Load it with a mapping that names its columns.",
        )
    yield from known[kind](con, facts, mapping, work)
