"""Registers of people and clerks' answers, read from files into Arrow tables for linkage."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.errors import FileUnreadable
from serai.engine.ingest.facts import Facts
from serai.engine.ingest.stage import stage
from serai.engine.model.limits import Limits
from serai.engine.model.mapping import Mapping
from serai.engine.model.receipt import Receipt

PLACES = ("post", "district")
"""Columns by which receipts of registers tell places apart: where a row came from, or where somebody went."""


def read_people(
    files: Sequence[Path],
    mapping: Mapping,
    work: Path,
    *,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] = lambda step, fraction: None,
) -> tuple[dict[str, pa.Table], list[Receipt]]:
    """Each file as one register, named after the file, with the columns of the mapping that the file has.

    Shape:   ``_row`` is the row of the file. Columns in which nothing stands are left away; a name has the family
             name in it, also where that stands apart.
    Raises:  FileUnreadable, also for a file that is not there.
    """
    registers: dict[str, pa.Table] = {}
    receipts = []
    for number, path in enumerate(files):
        if not path.is_file():
            raise FileUnreadable("There is no such file", where=str(path), advice="Check the path.")
        progress(f"read {path.name}", number / len(files))
        place = work / f"register-{number}"
        place.mkdir(parents=True)
        where = next((c.name for c in mapping.columns if c.name in PLACES), "")
        staged = stage(
            Facts(path), mapping, dataset=mapping.dataset, work=place, stored=[], place=where, limits=limits
        )
        table = pq.read_table(staged.data)
        held = [name for name in table.column_names if table[name].null_count < table.num_rows]
        registers[_unused(path.stem, registers)] = _with_whole_names(table.select(held))
        receipts.append(staged.receipt)
        staged.data.unlink()  # names and births: not a moment longer than needed
    return registers, receipts


def read_register(
    file: Path,
    mapping: Mapping,
    *,
    limits: Limits | None = None,
    work: Path | None = None,
    progress: Callable[[str, float], None] = lambda step, fraction: None,
) -> tuple[pa.Table, Receipt]:
    """One register of people with the columns of the mapping that the file has, and what became of its rows.

    What lies in between, in ``work`` or else in the machine's folder for such files, is gone at the end.
    Raises:  FileUnreadable.
    """
    with tempfile.TemporaryDirectory(prefix="serai-register-", dir=work) as place:
        registers, receipts = read_people([file], mapping, Path(place), limits=limits, progress=progress)
    return registers[file.stem], receipts[0]


def read_answers(path: Path) -> pa.Table:
    """The sheet of a clerical sample, filled in: pair and same_person, however a spreadsheet saved it.

    Shape:   also ``linkage``, the mark by which a register's sheet is known, where the sheet has it.
    Raises:  FileUnreadable.
    """
    if not path.is_file():
        raise FileUnreadable("There is no such file", where=str(path), advice="Check the path.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnreadable(
            "The answers are not in UTF-8", where=path.name, advice="Save as CSV UTF-8 and try again."
        ) from None
    heading = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=heading.count)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=separator))
    columns = [name for name in ("pair", "same_person", "linkage") if rows and name in rows[0]]
    try:
        return pa.table(
            {name: [int(row[name]) if name == "pair" else row[name] for row in rows] for name in columns}
        )
    except (TypeError, ValueError):
        raise FileUnreadable(
            "A pair has no number", where=path.name, advice="Leave the column pair as it was."
        ) from None


def _with_whole_names(table: pa.Table) -> pa.Table:
    """Forms that call the given name the name, beside one for the family name, mean both together by a name."""
    if not {"name", "family_name"} <= set(table.column_names) or "given_name" in table.column_names:
        return table
    pairs = zip(table["name"].to_pylist(), table["family_name"].to_pylist(), strict=True)
    whole = [
        " ".join(p for p in (n, f if f not in (n or "") else "") if p) or None if f else n for n, f in pairs
    ]
    return table.set_column(table.column_names.index("name"), "name", pa.array(whole, pa.string()))


def _unused(name: str, taken: dict[str, pa.Table]) -> str:
    """The name, or the name with the first number that makes it one of its own."""
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
