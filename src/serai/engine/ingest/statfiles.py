"""Files of SPSS (.sav, .zsav) and Stata (.dta), read in chunks into the raw table.

A value that the file itself calls missing is no number: in a measure it is a mark, written ``<9>`` (SPSS) or
``.a`` (Stata), which the mapping declares under marks; in a column of codes it is empty, unless the codes
name it; each kind is counted in the notes of the receipt.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from serai.engine.checks.staging import PROBLEM, ROW, SHEET_COLUMN, RawTable, header_key
from serai.engine.errors import FileUnreadable
from serai.engine.ingest import sniff
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.layout import Layout
from serai.engine.ingest.readers import Reading
from serai.engine.model.mapping import Mapping

CHUNK = 100_000


def reading(con: duckdb.DuckDBPyConnection, facts: Facts, mapping: Mapping, work: Path) -> Iterator[Reading]:
    """The cases of a file of SPSS or Stata; the row of a case is its number, from 1."""
    if mapping.reader.header_rows != 1:
        raise FileUnreadable(
            "A file of SPSS or Stata has one header",
            where=facts.path.name,
            advice="Write header_rows: 1 in the mapping.",
        )
    yield _File(con, facts.path, mapping).read()


@dataclass(frozen=True, eq=False)
class _Variable:
    """A variable of the file: its name, the header that it stands under, and how its values are written."""

    name: str
    header: str
    numeric: bool
    labels: dict[object, str]
    missing: tuple[tuple[Any, Any], ...]
    kept: frozenset[str] | None  # the marks that stay; None for all
    is_cell: bool

    def text(self, value: object, seen: Counter[tuple[str, str]]) -> str | None:
        """A value as text; one that is missing by the user's choice is counted in ``seen``."""
        if isinstance(value, int | float | str) and self._is_missing(value):
            mark = f".{value}" if isinstance(value, str) and self.numeric else f"<{_plain(value)}>"
            seen[self.header, mark] += 1
            return mark if self.kept is None or mark in self.kept else self._blank()
        return self.labels.get(value) or _plain(value) or self._blank()

    def _is_missing(self, value: float | str) -> bool:
        if isinstance(value, str) and self.numeric:
            return True  # a letter among the numbers of Stata
        return any(low <= value <= high for low, high in self.missing if isinstance(low, str) != self.numeric)

    def _blank(self) -> str | None:
        # in cells, blank is a text too, because null says that there is no cell
        return "" if self.is_cell else None


@dataclass
class _File:
    con: duckdb.DuckDBPyConnection
    path: Path
    mapping: Mapping

    def read(self) -> Reading:
        _, about = self._rows(metadata=True)
        layout = Layout(self.mapping, self.path.name)
        headers = self._headers(about)
        found = layout.find([(1, list(headers.values()))])
        places = found.places
        at = list(headers)
        chosen = {
            self._variable(at[i], header, about, layout): f"c{n}"
            for n, (header, i) in enumerate(places.items())
        }
        variables = list(chosen)
        names = [ROW, SHEET_COLUMN, PROBLEM, *chosen.values()]
        typed = ", ".join(f"{n} {'BIGINT' if n == ROW else 'VARCHAR'}" for n in names)
        self.con.execute(f"CREATE OR REPLACE TABLE raw ({typed})")
        seen: Counter[tuple[str, str]] = Counter()
        done = 0
        while True:
            values, _ = self._rows(columns=[v.name for v in variables], offset=done)
            columns = [[v.text(value, seen) for value in values[v.name]] for v in variables]
            rows = len(columns[0]) if columns else 0
            if rows:
                self._insert(names, done, rows, columns)
            done += rows
            if rows < CHUNK:
                break
        if about.number_rows is not None and done != about.number_rows:
            raise FileUnreadable(
                f"The file ends early: {done:,} of {about.number_rows:,} cases can be read",
                where=self.path.name,
                advice="Ask for the file again.",
            )
        notes = [f"{header}: {count:,} missing as {mark}" for (header, mark), count in sorted(seen.items())]
        columns_of = {variable.header: column for variable, column in chosen.items()}
        return Reading(RawTable("raw", columns_of), [*found.told, *notes])

    def _insert(self, names: list[str], done: int, rows: int, columns: list[list[str | None]]) -> None:
        arrays = [
            pa.array(range(done + 1, done + rows + 1), pa.int64()),
            pa.array([""] * rows, pa.string()),
            pa.nulls(rows, pa.string()),
            *(pa.array(column, pa.string()) for column in columns),
        ]
        self.con.register("batch", pa.table(arrays, names=names))
        self.con.execute("INSERT INTO raw SELECT * FROM batch")
        self.con.unregister("batch")

    def _rows(
        self, *, metadata: bool = False, columns: list[str] | None = None, offset: int = 0
    ) -> tuple[dict[str, list[Any]], Any]:
        """The values of a chunk by variable, and what the file says of its variables."""
        import pyreadstat  # here, because few files need it

        read = pyreadstat.read_sav if sniff.file_format(self.path) == sniff.SPSS else pyreadstat.read_dta
        try:
            found: tuple[dict[str, list[Any]], Any] = read(
                self.path,
                output_format="dict",
                metadataonly=metadata,
                user_missing=True,
                usecols=columns,
                row_offset=offset,
                row_limit=0 if metadata else CHUNK,
                encoding=self.mapping.reader.encoding or None,
            )
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            raise FileUnreadable(
                f"The file cannot be read: {error}",
                where=self.path.name,
                advice="Save it again, or name its encoding in the mapping under reader.",
            ) from None
        except OverflowError:
            raise FileUnreadable(
                "A date lies beyond the year 9999",
                where=self.path.name,
                advice="Correct it in the file, or save the variable as a number.",
            ) from None
        return found

    def _headers(self, about: Any) -> dict[str, str]:
        """The header of each variable: its name, or its label where the mapping asks for that one."""
        m = self.mapping
        asked = {header_key(s) for c in m.columns for s in c.sources}
        asked |= {header_key(f.column) for f in m.filters} | (
            {header_key(m.status_source)} if m.status_source else set()
        )
        labels = about.column_names_to_labels
        return {
            name: label
            if (label := labels.get(name)) and header_key(label) in asked and header_key(name) not in asked
            else name
            for name in about.column_names
        }

    def _variable(self, name: str, header: str, about: Any, layout: Layout) -> _Variable:
        m = self.mapping
        columns = [c for c in m.columns if header_key(header) in map(header_key, c.sources)]
        is_cell = layout.is_cell(header)
        if any(c.name in m.measures for c in columns) or is_cell:
            kept = None
        else:
            kept = frozenset(spelling for c in columns for spelling, _ in c.codes)
        return _Variable(
            name=name,
            header=header,
            numeric=about.readstat_variable_types[name] != "string",
            labels=about.variable_value_labels.get(name, {}) if any(c.labels for c in columns) else {},
            missing=tuple((r["lo"], r["hi"]) for r in about.missing_ranges.get(name, ())),
            kept=kept,
            is_cell=is_cell,
        )


def _plain(value: object) -> str | None:
    """A value as a person reads it."""
    match value:
        case None:
            return None
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case dt.datetime():
            return value.isoformat(" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value).rstrip() or None
