"""Figures that agencies submitted, as they are kept in the store, and the cells that count of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine.errors import EngineError
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import BadDataflow, Dataflow
from serai.engine.model.observations import COLUMN, ROW, SHEET, STATUS, TIME, VALUE, component_ids
from serai.engine.publish.compiled import in_order

PROVIDER, IMPORT = "PROVIDER", "_import"
PLACES = {"_sheet": SHEET, "_row": ROW, "_column": COLUMN}
"""Where a figure stood: columns of the store and of a submission."""


class TwoProviders(EngineError):
    """Two agencies submit a figure for the same cell."""


def kept_rows(dataflow: Dataflow, observations: pa.Table, provider: str, import_id: str) -> pa.Table:
    """The accepted figures of one submission as rows of the store's dataset."""
    names = component_ids(dataflow)
    columns = {
        name: observations[name].cast(pa.float64() if name == VALUE else pa.string()) for name in names
    }
    rows = observations.num_rows
    columns[PROVIDER] = pa.array([provider] * rows, pa.string())
    columns[IMPORT] = pa.array([import_id] * rows, pa.string())
    columns |= {kept: observations[place] for kept, place in PLACES.items()}
    return pa.table(columns)


def counting_rows(files: Sequence[str], imports: Sequence[str], dataflow: Dataflow) -> pa.Table | None:
    """The rows that count: of each provider and period those of the latest import; None without any.

    ``imports`` are those of the dataset, oldest first. An import takes the place of all that its provider had
    submitted for its periods before: a cell that it leaves out is gone.
    Raises:  BadDataflow when earlier rows have codes or dimensions that the description does not list.
    """
    if not files:
        return None
    rows = pa.concat_tables([pq.read_table(file) for file in files], promote_options="permissive")
    return _counting(rows, imports, dataflow)


def rows_then(files: Sequence[str], inputs: Sequence[Mapping[str, Any]], dataflow: Dataflow) -> pa.Table:
    """The rows that counted in a release, by the imports and periods that its passport names under ``inputs``.

    Raises:  BadDataflow as ``counting_rows``.
    """
    entered = [one for part in inputs for one in part["imports"]]
    counted = {(one["import_id"], period) for one in entered for period in one["periods"]}
    rows = pa.concat_tables([pq.read_table(file) for file in files], promote_options="permissive")
    pairs = zip(rows[IMPORT].to_pylist(), rows[TIME].to_pylist(), strict=True)
    return _counting(
        rows.filter(pa.array([one in counted for one in pairs])),
        [one["import_id"] for one in entered],
        dataflow,
    )


def with_rows(counting: pa.Table | None, new: pa.Table, provider: str) -> tuple[pa.Table, pa.Table | None]:
    """The rows that count once the new ones are there, and those whose place they take."""
    if counting is None:
        return new, None
    periods = pc.unique(new[TIME])
    replaced = pc.and_(pc.equal(counting[PROVIDER], provider), pc.is_in(counting[TIME], periods))
    names = new.column_names
    kept = counting.filter(pc.invert(replaced)).select(names)
    return pa.concat_tables([kept, new], promote_options="permissive"), counting.filter(replaced)


def same_figures(one: pa.Table, other: pa.Table | None, dataflow: Dataflow) -> bool:
    """Whether two submissions say the same, wherever in a file they say it."""
    names = list(component_ids(dataflow))
    if other is None or one.num_rows != other.num_rows:
        return False
    order = [(name, "ascending") for name in (*dataflow.dimension_ids, TIME)]
    plain = [table.select(names).sort_by(order).combine_chunks() for table in (one, other)]
    return bool(plain[0].equals(plain[1]))


def submitted_cells(rows: pa.Table, dataflow: Dataflow) -> list[Cell]:
    """The cells of the rows that count, each with its provider, import, sheet, row and column as attributes.

    Raises:  TwoProviders, naming the cell and both.
    """
    own = [attribute.id for attribute in dataflow.attributes]
    places = {PROVIDER: PROVIDER, "IMPORT": IMPORT} | {place: kept for kept, place in PLACES.items()}
    cells: dict[str, Cell] = {}
    for row in rows.to_pylist():
        attributes = {name: row[name] for name in own if row[name]}
        attributes |= {name: str(row[kept]) for name, kept in places.items() if row[kept] not in (None, "")}
        codes = tuple(row[name] for name in dataflow.dimension_ids)
        cell = Cell(codes, row[TIME], row[VALUE], row[STATUS], attributes=attributes)
        if cell.key in cells:
            raise TwoProviders(
                f"Two agencies submit the cell {cell.key}",
                where=f"{cells[cell.key].attributes[PROVIDER]} and {row[PROVIDER]}",
                advice="Agree who submits it, or add a dimension that tells the two apart.",
            )
        cells[cell.key] = cell
    return in_order(list(cells.values()), dataflow)


def write_rows(rows: pa.Table, path: Path) -> Path:
    """The rows of one import as a file for the store."""
    pq.write_table(rows, path, compression="zstd")
    return path


def _counting(rows: pa.Table, imports: Sequence[str], dataflow: Dataflow) -> pa.Table:
    names = [*component_ids(dataflow), PROVIDER, IMPORT, *PLACES]
    for name in names:
        if name not in rows.column_names:
            # an attribute that was added later
            rows = rows.append_column(name, pa.nulls(rows.num_rows, pa.string()))
    for dimension in dataflow.dimensions:
        listed = pc.is_in(rows[dimension.id], pa.array(list(dimension.codes), pa.string()))
        if not pc.all(listed).as_py():
            strange = pc.unique(rows[dimension.id].filter(pc.invert(listed))).to_pylist()
            raise BadDataflow(
                f"Earlier submissions have codes of {dimension.id} that are not listed: "
                f"{', '.join(str(code) for code in strange[:5])}",
                where=f"dataflow {dataflow.id}",
                advice="List them still, or give the new version a dataset of its own.",
            )
    turn = {import_id: at for at, import_id in enumerate(imports)}
    turns = np.array([turn.get(one, -1) for one in rows[IMPORT].to_pylist()], dtype=np.int64)
    place = pc.binary_join_element_wise(rows[PROVIDER], rows[TIME], "\n").combine_chunks().dictionary_encode()
    at = place.indices.to_numpy()
    latest = np.full(len(place.dictionary), -1, dtype=np.int64)
    np.maximum.at(latest, at, turns)
    return rows.select(names).filter(pa.array(turns == latest[at])).combine_chunks()
