"""The files of a release: Parquet, CSV and SDMX-CSV. The same cells give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_FORMULA = ", ".join(f"chr({ord(sign)})" for sign in FORMULA)
_DAY = r"\d{4}-\d\d-\d\d"
# a run of days as SDMX writes it: the first day and how long, instead of first and last day
_TIME_RANGE = (
    f"case when regexp_full_match(TIME_PERIOD, '{_DAY}/{_DAY}') then TIME_PERIOD[:10] || '/P' || (date_diff('day',"
    " TIME_PERIOD[:10]::date, TIME_PERIOD[12:]::date) + 1) || 'D' else TIME_PERIOD end"
)


def cell_rows(cells: list[Cell], dataflow: Dataflow, *, synthetic: bool) -> pa.Table:
    """The cells as a table: dimensions, period, value, statuses, attributes, CELL_KEY; texts but the value.

    OBS_ORIGIN says in each row whether the figure was counted here or reported by others, SYNTHETIC that it
    is made up.
    """
    common = {"OBS_ORIGIN": dataflow.origin, "UNIT_MEASURE": dataflow.unit}
    own = sorted({name for cell in cells for name in cell.attributes} - set(common))
    texts = [*common, *own, *(["SYNTHETIC"] if synthetic else [])]
    made_up = {"SYNTHETIC": "true"} if synthetic else {}
    columns: dict[str, list[Any]] = {
        name: [cell.codes[at] for cell in cells] for at, name in enumerate(dataflow.dimension_ids)
    }
    columns["TIME_PERIOD"] = [cell.period for cell in cells]
    columns["OBS_VALUE"] = [cell.value for cell in cells]
    columns["OBS_STATUS"] = [cell.status for cell in cells]
    columns["CONF_STATUS"] = [cell.confidentiality for cell in cells]
    for name in texts:
        columns[name] = [(common | cell.attributes | made_up).get(name) for cell in cells]
    columns["CELL_KEY"] = [cell.key for cell in cells]
    return pa.table(columns, schema=schema_of(columns, dataflow, synthetic=synthetic))


def schema_of(columns: Iterable[str], dataflow: Dataflow, *, synthetic: bool) -> pa.Schema:
    """All columns of a table of cells are texts, but for the value; its metadata says what the table is."""
    return pa.schema(
        [(name, pa.float64() if name == "OBS_VALUE" else pa.string()) for name in columns],
        metadata={
            "title": dataflow.title["en"],
            "dataflow": dataflow.urn_id,
            "synthetic": "true" if synthetic else "false",
        },
    )


def write_parquet(table: pa.Table, path: Path) -> None:
    """The table as Parquet; its metadata names the dataflow and says whether it is synthetic."""
    pq.write_table(table, path, compression="zstd")


def write_csv(table: pa.Table, path: Path) -> None:
    """The table as CSV for people: with a byte order mark, and no text that a spreadsheet would run.

    A text that begins like a formula gets an apostrophe before it.
    """
    columns = [(field.name, _plain(field)) for field in table.schema]
    # the mark is the first letter of the heading, because DuckDB writes none
    first, told = columns[0]
    _write(table, path, [(f"\ufeff{first}", told), *columns[1:]])


def write_sdmx_csv(table: pa.Table, dataflow: Dataflow, path: Path) -> None:
    """The table as SDMX-CSV 2.0: one observation in a row, each with the dataflow it belongs to.

    Unknown: a missing value is an empty OBS_VALUE; OBS_STATUS says why.
    Source:  SDMX-CSV field guide 2.0, first three columns; SDMX time range for runs of days.
    """
    common = [("STRUCTURE", "'dataflow'"), ("STRUCTURE_ID", f"'{dataflow.urn_id}'"), ("ACTION", "'I'")]
    own = [
        (field.name, _TIME_RANGE if field.name == "TIME_PERIOD" else _text(field))
        for field in table.schema
        if field.name != "CELL_KEY"
    ]
    _write(table, path, common + own)


def _text(field: pa.Field) -> str:
    """A column as text in SQL: whole numbers without a point, nothing for nothing."""
    column = '"' + field.name.replace('"', '""') + '"'
    if pa.types.is_floating(field.type):
        whole = f"{column} = trunc({column}) and abs({column}) < 1e37"
        return f"case when {whole} then {column}::hugeint::varchar else {column}::varchar end"
    # an empty text is written like none, without quotes
    return f"nullif({column}::varchar, '')"


def _plain(field: pa.Field) -> str:
    text = _text(field)
    if pa.types.is_floating(field.type) or pa.types.is_integer(field.type):
        return text
    return f"case when {text}[1] in ({_FORMULA}) then chr(39) || {text} else {text} end"


def _write(table: pa.Table, path: Path, columns: list[tuple[str, str]]) -> None:
    told = ", ".join('{} as "{}"'.format(sql, name.replace('"', '""')) for name, sql in columns)
    where = str(path).replace("'", "''")
    # into the file itself and nowhere beside it: what is written may be for the eyes of its owner alone
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "temp_directory": "",
        "threads": "1",
    }  # keeps the order
    with duckdb.connect(config=config) as connection:
        connection.register("told", table)
        connection.execute(
            f"copy (select {told} from told) to '{where}' (format csv, header, use_tmp_file false)"
        )
