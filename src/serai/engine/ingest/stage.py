"""From a file to rows ready for the store: convert, refuse, find repeats, write Parquet.

Everything runs in one DuckDB of its own that is thrown away afterwards. Its memory is limited; what
does not fit goes to files in the working folder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from serai.engine.checks import repeats as sql
from serai.engine.checks.convert import SQL_TYPES, among, name, quote
from serai.engine.checks.reasons import EXPECTED, REASONS
from serai.engine.checks.staging import FIELD, REASON, SHEET_COLUMN, VALUE, Plan, RawTable, plan
from serai.engine.errors import FileUnreadable
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.formats import readings
from serai.engine.ingest.readers import Reading
from serai.engine.model.limits import Limits
from serai.engine.model.mapping import Mapping
from serai.engine.model.receipt import EXAMPLES_KEPT, Receipt, Refusal
from serai.kernel.ids import content_id

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Staged:
    """A file made ready: its receipt, the Parquet of accepted rows and that of refused ones."""

    receipt: Receipt
    data: Path
    rejected: Path


def import_id(sha256: str, mapping: Mapping) -> str:
    """The identity of an import: the same bytes under the same mapping are the same import."""
    return content_id(sha256, mapping.text)


def connect(work: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own that spills into ``work`` and never reaches for the network."""
    config: dict[str, Any] = {
        "memory_limit": limits.memory,
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if limits.threads:
        config["threads"] = str(limits.threads)
    return duckdb.connect(":memory:", config=config)


def stage(
    facts: Facts,
    mapping: Mapping,
    *,
    dataset: str,
    work: Path,
    stored: list[str],
    synthetic: bool = False,
    place: str = "",
    limits: Limits | None = None,
    progress: Progress = lambda step, fraction: None,
) -> Staged:
    """Read a file as ``mapping`` says and write what is accepted and what is refused into ``work``.

    ``stored`` are the Parquet files that already hold rows of the dataset: their keys count as earlier.
    ``place`` is the column by which the receipt tells places apart, where the mapping itself names none.
    Raises:  FileUnreadable when the file as a whole is not what the mapping is for.
    """
    con = connect(work, limits or Limits())
    try:
        return _Stage(
            con, facts.path, facts, mapping, dataset, work, stored, synthetic, place, progress
        ).run()
    finally:
        con.close()


@dataclass
class _Stage:
    con: duckdb.DuckDBPyConnection
    path: Path
    facts: Facts
    mapping: Mapping
    dataset: str
    work: Path
    stored: list[str]
    synthetic: bool
    place: str
    progress: Progress

    def run(self) -> Staged:
        self.progress("read", 0.0)
        reading, made, rows_in = self._read()
        if rows_in == 0:
            raise FileUnreadable(
                "There is a header, but no row below it",
                where=self.path.name,
                advice="Check that the file is complete.",
            )
        self.progress("check", 0.5)
        has_repeats = self._find_repeats(made, reading.raw)
        self.progress("write", 0.7)
        identity = import_id(self.facts.sha256, self.mapping)
        data = self._write_accepted(made, reading.raw, identity, has_repeats)
        rejected = self._write_rejected(reading.raw, has_repeats)
        self.progress("count", 0.9)
        receipt = self._receipt(made, reading, identity, rows_in, rejected, has_repeats)
        return Staged(receipt, data, rejected)

    def _one(self, query: str) -> tuple[Any, ...]:
        # all of it is fetched: a result left open would hold the connection
        return tuple(self.con.execute(query).fetchall()[0])

    def _read(self) -> tuple[Reading, Plan, int]:
        """The staged table, by the quickest way of reading that holds for this file."""
        for reading in readings(self.con, self.facts, self.mapping, self.work):
            made = plan(self.mapping, reading.raw, synthetic=self.synthetic)
            try:
                self.con.execute(f"CREATE OR REPLACE TABLE staged AS {made.query}")
            except (duckdb.InvalidInputException, duckdb.ConversionException):
                if reading.raw.has_rows:
                    raise
                continue  # not the regular file it looked like: the next way reads row by row
            rows: int = self._one("SELECT count(*) FROM staged")[0]
            if reading.raw.has_rows or (reading.verify(rows) and not self._has_blank_rows()):
                return reading, made, rows
        raise AssertionError("the last way of reading always holds")

    def _has_blank_rows(self) -> bool:
        """Whether a row may hold nothing but separators, which is a gap and no record."""
        nothing = " AND ".join(f"{name(c.name)} IS NULL" for c in self.mapping.columns)
        return bool(self._one(f"SELECT count(*) FROM staged WHERE {nothing}")[0])

    def _find_repeats(self, made: Plan, raw: RawTable) -> bool:
        key = self.mapping.key
        if not key:
            return False
        if self.stored:
            paths = ", ".join(quote(f) for f in self.stored)
            described = self.con.execute(
                f"DESCRIBE SELECT * FROM read_parquet([{paths}], union_by_name = true)"
            ).fetchall()
            self.con.execute(sql.stored_rows(key, made.columns, {r[0] for r in described}, self.stored))
        hashes = self.con.execute(sql.key_hashes(key)).fetchnumpy()["h"]
        self.con.register("found", pa.table({"place": sql.seen_twice(hashes)}))
        del hashes
        self.con.execute("CREATE TABLE places AS SELECT place FROM found")
        self.con.execute(sql.suspects(key, bool(self.stored)))
        if self._one(f"SELECT count(*) FROM {sql.SUSPECTS}")[0] == 0:
            return False
        row = raw.row.replace("rowid", "rid")
        sheet = SHEET_COLUMN if raw.has_sheets else "''"
        self.con.execute(sql.repeats(key, made.columns, row, sheet, bool(self.stored)))
        return bool(self._one(f"SELECT count(*) FROM {sql.REPEATS}")[0])

    def _accepted(self, has_repeats: bool) -> str:
        without = f" AND rowid NOT IN (SELECT rid FROM {sql.REPEATS})" if has_repeats else ""
        return f"FROM staged WHERE _fault IS NULL{without}"

    def _write_accepted(self, made: Plan, raw: RawTable, identity: str, has_repeats: bool) -> Path:
        target = self.work / f"{identity}.parquet"
        sheet = f", {SHEET_COLUMN}" if raw.has_sheets else ""
        columns = ", ".join(name(c) for c in made.columns)
        self.con.execute(
            f"COPY (SELECT {columns}, {quote(identity)} AS _import, CAST({raw.row} AS BIGINT) AS _row{sheet} "
            f"{self._accepted(has_repeats)}) TO {quote(str(target))} (FORMAT parquet, DICTIONARY_SIZE_LIMIT 10000)"
        )
        return target

    def _write_rejected(self, raw: RawTable, has_repeats: bool) -> Path:
        """Every refused row, in the order of the file. Values of single people are withheld."""
        target = self.work / "rejected.parquet"
        sheet = SHEET_COLUMN if raw.has_sheets else "''"
        value = "NULL::VARCHAR" if self.mapping.person_level else VALUE
        cases = " ".join(f"WHEN {quote(r)} THEN {quote(a)}" for r, a in REASONS.items())
        key = quote(", ".join(self.mapping.key))
        parts = [
            (
                f"SELECT rowid AS rid, {sheet} AS sheet, CAST({raw.row} AS BIGINT) AS row, {FIELD} AS field, "
                f"{REASON} AS reason, {value} AS value, NULL::VARCHAR AS earlier FROM staged WHERE _fault IS NOT NULL"
            )
        ]
        if has_repeats:
            row = raw.row.replace("rowid", "s.rowid")
            parts.append(
                f"SELECT s.rowid, {sheet}, CAST({row} AS BIGINT), {key}, r.kind, NULL::VARCHAR, r.earlier "
                f"FROM staged s JOIN {sql.REPEATS} r ON r.rid = s.rowid WHERE r.kind = 'conflicting_key'"
            )
        self.con.execute(
            f"COPY (SELECT sheet, row, field, reason, value, concat_ws(' ', CASE reason {cases} END, "
            f"'The earlier one: ' || earlier || '.') AS advice FROM ({' UNION ALL '.join(parts)}) ORDER BY rid) "
            f"TO {quote(str(target))} (FORMAT parquet)"
        )
        return target

    def _receipt(
        self, made: Plan, reading: Reading, identity: str, rows_in: int, rejected: Path, has_repeats: bool
    ) -> Receipt:
        accepted = self._accepted(has_repeats)
        totals = self._one(
            f"SELECT count(*){''.join(f', sum({name(m)})' for m in self.mapping.measures)} {accepted}"
        )
        refused = self.con.execute(
            f"SELECT reason, count(*) FROM read_parquet({quote(str(rejected))}) GROUP BY reason ORDER BY reason"
        ).fetchall()
        duplicates = (
            self._one(f"SELECT count(*) FROM {sql.REPEATS} WHERE kind = 'duplicate'")[0] if has_repeats else 0
        )
        missing: dict[str, int] = {}
        for column in made.marks.values():
            for mark, count in self.con.execute(
                f"SELECT {column}, count(*) {accepted} AND {column} IS NOT NULL GROUP BY 1 ORDER BY 1"
            ).fetchall():
                missing[mark] = missing.get(mark, 0) + count
        marked = "synthetic" in made.columns and bool(
            self._one(f"SELECT coalesce(bool_or(CAST(synthetic AS BOOLEAN)), false) {accepted}")[0]
        )
        return Receipt(
            import_id=identity,
            dataset=self.dataset,
            mapping=self.mapping.name,
            file_name=self.path.name,
            file_sha256=self.facts.sha256,
            bytes=self.facts.bytes,
            rows_in=rows_in,
            accepted=totals[0],
            rejected=dict(refused),
            duplicates=duplicates,
            sums={
                m: _plain(self.mapping, m, total)
                for m, total in zip(self.mapping.measures, totals[1:], strict=True)
            },
            missing=missing,
            examples=examples(self.con, rejected),
            notes=reading.notes,
            mode=self.mapping.mode,
            key=[] if self.mapping.person_level or not self.mapping.measures else list(self.mapping.key),
            vintage=self.mapping.source.vintage_of(self.path.name),
            places=self._places(reading.raw, has_repeats),
            synthetic=self.synthetic or marked,
            loaded_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )

    def _places(self, raw: RawTable, has_repeats: bool) -> list[dict[str, int | str]]:
        """What became of the rows of each sheet and place; their sums are those of the receipt."""
        place = self.mapping.place or self.place
        if not place:
            return []
        sheet = SHEET_COLUMN if raw.has_sheets else "''"
        kind = f"(SELECT kind FROM {sql.REPEATS} r WHERE r.rid = s.rowid)" if has_repeats else "NULL"
        meant = among(REASON, EXPECTED)
        found = self.con.execute(
            f"SELECT coalesce({sheet}, '') AS a, coalesce({name(place)}, '') AS b, count(*), "
            f"count(*) FILTER (_fault IS NULL AND k IS NULL), count(*) FILTER (_fault IS NOT NULL AND {meant}), "
            f"count(*) FILTER (_fault IS NOT NULL AND NOT {meant} OR k = 'conflicting_key'), "
            f"count(*) FILTER (k = 'duplicate') FROM (SELECT *, {kind} AS k FROM staged s) "
            "GROUP BY a, b ORDER BY a, b"
        ).fetchall()
        names = ("sheet", "place", "rows_in", "accepted", "left_out", "refused", "duplicates")
        return [dict(zip(names, row, strict=True)) for row in found]


def _plain(mapping: Mapping, measure: str, total: object) -> int | float:
    whole = SQL_TYPES[mapping.column(measure).type] == "BIGINT"
    return int(str(total or 0)) if whole else float(str(total or 0.0))


def examples(con: duckdb.DuckDBPyConnection, rejected: Path) -> list[Refusal]:
    """The first refused rows of a file, as a receipt shows them; those that nobody has to look at come last."""
    rows = con.execute(
        f"SELECT sheet, row, field, value, reason, advice "
        f"FROM read_parquet({quote(str(rejected))}, file_row_number = true) "
        f"ORDER BY {among('reason', EXPECTED)}, file_row_number LIMIT {EXAMPLES_KEPT}"
    ).fetchall()
    return [Refusal(*r) for r in rows]


__all__ = ["Facts", "Limits", "Staged", "examples", "import_id", "stage"]
