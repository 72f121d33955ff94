"""A release as a folder of files, ready to be committed; and one cell with all that stands behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.errors import EngineError
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow
from serai.engine.protect.audit import Certificate, require
from serai.engine.publish.files import cell_rows, write_csv, write_parquet, write_sdmx_csv
from serai.engine.publish.workbook import write_workbook

MOST_IN_WORKBOOK = 100_000
"""More cells take minutes to write and to open, and a sheet ends at a million rows."""


class NoSuchCell(EngineError):
    """A release has no cell of that key."""


def stage_release(
    folder: Path,
    cells: list[Cell],
    dataflow: Dataflow,
    passport: dict[str, Any],
    certificate: Certificate | None,
) -> None:
    """Write all files of a release into ``folder``.

    Compiled counts need a certificate for exactly these cells; reported figures, which others have published
    already, have none. The names of the files of a synthetic release say so.
    Raises:  Unsafe when the certificate is missing or belongs to other cells.
    """
    if dataflow.origin == "compiled":
        require(certificate, cells)
    elif dataflow.origin == "submitted" and dataflow.protection.threshold:
        # a figure that is missing shows nothing, and is no part of the audit
        require(certificate, [cell for cell in cells if cell.value is not None or cell.withheld])
    stage_table(folder, cell_rows(cells, dataflow, synthetic=bool(passport["synthetic"])), dataflow, passport)


def stage_table(folder: Path, table: pa.Table, dataflow: Dataflow, passport: dict[str, Any]) -> None:
    """Write all files of a release into ``folder``; ``table`` is as ``cell_rows`` gives it.

    A table of more than ``MOST_IN_WORKBOOK`` cells has no workbook.
    """
    stem = f"{dataflow.id}.SYNTHETIC" if passport["synthetic"] else dataflow.id
    folder.mkdir(parents=True, exist_ok=True)
    write_parquet(table, folder / "cells.parquet")
    write_parquet(table, folder / f"{stem}.parquet")
    write_csv(table, folder / f"{stem}.csv")
    write_sdmx_csv(table, dataflow, folder / f"{stem}.sdmx.csv")
    if len(table) <= MOST_IN_WORKBOOK:
        write_workbook(table, dataflow, passport, folder / f"{stem}.xlsx")
    words = json.dumps(passport, ensure_ascii=False, indent=1)
    (folder / "passport.json").write_text(words + "\n", encoding="utf-8")


def cells_of(folder: Path, where: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The cells in a release's folder as plain rows; ``where`` narrows them by equal values of columns."""
    table: pa.Table = pq.read_table(folder / "cells.parquet")
    for name, code in (where or {}).items():
        if name not in table.column_names:
            raise NoSuchCell(
                f"There is no column {name}",
                where=str(folder),
                advice=f"Columns: {', '.join(table.column_names)}.",
            )
        table = table.filter(pc.equal(table.column(name), code))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def passport_of_cell(folder: Path, key: str) -> dict[str, Any]:
    """Everything that may be said about one cell.

    A withheld cell tells what it would be about, and nothing of how much: no value, no number of records,
    in this revision and in every other.
    Raises:  NoSuchCell.
    """
    found = cells_of(folder, {"CELL_KEY": key})
    if not found:
        raise NoSuchCell(f"There is no cell {key}", where=str(folder), advice="Look its key up in the table.")
    row = found[0]
    passport = _read(folder)
    withheld = row["OBS_STATUS"] == "Q"
    return {
        "cell_key": key,
        "dataflow": passport["dataflow"],
        "revision": passport["revision"],
        "title": passport["title"],
        "place": [
            {"dimension": d["title"], "code": row[d["id"]], "label": d["codes"][row[d["id"]]]}
            for d in passport["dimensions"]
        ],
        "period": row["TIME_PERIOD"],
        "value": row["OBS_VALUE"],
        "withheld": withheld,
        "status": row["OBS_STATUS"],
        "unit": row.get("UNIT_MEASURE") or passport["unit"],
        "synthetic": passport["synthetic"],
        "definition": passport["definition"],
        "rules": passport["rules"],
        "inputs": passport["inputs"],
        "behind": {} if withheld else _behind(row, passport),
        "protection": _protection(row, passport),
        "history": _history(folder, key),
    }


def _behind(row: Mapping[str, Any], passport: Mapping[str, Any]) -> dict[str, Any]:
    """The records behind a cell that is shown: a place in a file, or how many there are."""
    if row["OBS_ORIGIN"] == "submitted":
        files = {one["import_id"]: one["file_name"] for part in passport["inputs"] for one in part["imports"]}
        place = {name.lower(): row.get(name) or "" for name in ("PROVIDER", "SHEET", "COLUMN")}
        return place | {"file": files.get(row["IMPORT"], ""), "row": int(row["ROW"])}
    if row["OBS_ORIGIN"] == "reported":
        files = {one["import_id"]: one["file_name"] for part in passport["inputs"] for one in part["imports"]}
        return {
            "file": files.get(row["IMPORT"], ""),
            "sheet": row.get("SHEET") or "",
            "row": int(row["ROW"]),
            "source": row.get("SOURCE") or "",
            "qualifier": row.get("QUALIFIER") or "",
            "note": row.get("NOTE") or "",
        }
    if row.get("RECORDS") is None:
        return {"words": "The difference of two cells of this table, which are both shown."}
    return {"migrations": int(row["OBS_VALUE"]), "crossings": int(row["RECORDS"])}


def _protection(row: Mapping[str, Any], passport: Mapping[str, Any]) -> str:
    if row["OBS_ORIGIN"] == "reported":
        return "Others have published this figure already; nothing was done to it."
    if row["OBS_STATUS"] == "Q":
        return "Withheld to protect people: it is small, or a small one could be worked out from it."
    threshold = passport["protection"]["threshold"]
    if not threshold:
        return "Shown as it was submitted; nothing is withheld in this table."
    return f"Shown as counted; counts from 1 to {threshold - 1} and what would give them away are withheld."


def _history(folder: Path, key: str) -> list[dict[str, Any]]:
    """The same cell in every revision of the dataflow, oldest first."""
    told = []
    for other in sorted((p for p in folder.parent.iterdir() if p.name.isdigit()), key=lambda p: int(p.name)):
        passport = _read(other)
        rows = cells_of(other, {"CELL_KEY": key})
        told.append(
            {
                "revision": int(other.name),
                "published_at": passport["published_at"],
                "value": rows[0]["OBS_VALUE"] if rows else None,
                "status": rows[0]["OBS_STATUS"] if rows else None,
                "reason": passport["reason"],
            }
        )
    return told


def _read(folder: Path) -> dict[str, Any]:
    words: dict[str, Any] = json.loads((folder / "passport.json").read_text(encoding="utf-8"))
    return words
