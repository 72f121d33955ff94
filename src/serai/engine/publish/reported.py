"""Figures that others published, as cells: each observation is its own, with source and qualifier."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from serai.engine.errors import EngineError
from serai.engine.model.dataflow import BadDataflow, Dataflow, Dimension, Labels
from serai.engine.publish.files import schema_of

NOT_APPLICABLE = "_Z"
SPECIAL = ("TIME_PERIOD", "OBS_VALUE", "OBS_STATUS")
PLACES = {"IMPORT": "_import", "ROW": "_row", "SHEET": "_sheet"}
"""Where exactly a figure stands in the file it came from, and the columns that say so."""
MEMORY = "768MB"


class FigureTwice(EngineError):
    """Two figures claim the same place in the table."""


def reported_table(
    files: list[str], dataflow: Dataflow, *, synthetic: bool, spill: Path
) -> tuple[pa.Table, Dataflow]:
    """The cells of a reported dataset, and the dataflow with every code that occurs in them.

    Each cell has the columns that the dataflow names as attributes, and ``IMPORT``, ``ROW`` and, from a
    workbook, ``SHEET``: where exactly the figure stands in the file it came from.
    Shape:   as ``files.cell_rows`` gives it, in the order of the code lists and then by period.
    Unknown: an empty code is ``_Z``, not applicable; a value that is missing stays missing, with its status.
    Raises:  FigureTwice, naming the cell and both rows, when the dimensions do not tell two figures apart;
             BadDataflow for a column that the dataset does not have.
    """
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
    }
    with duckdb.connect(config=config) as connection:
        work = _Work(connection, files, dataflow)
        work.part()
        whole = dataflow
        for at, dimension in enumerate(dataflow.dimensions):
            whole = whole.with_codes(dimension.id, work.listed(at, dimension))
        work.date()
        columns = work.place(synthetic=synthetic)
        work.refuse_twice()
        return work.cells(columns, whole, synthetic=synthetic), whole


class _Work:
    """One dataset in DuckDB: its rows, then its figures one by one, then its cells."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, files: list[str], dataflow: Dataflow) -> None:
        self._connection, self._dataflow = connection, dataflow
        names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        connection.execute(
            f"create temporary view stored as select row_number() over () as _at, *"
            f" from read_parquet([{names}], union_by_name = true)"
        )
        self._there = {row[0] for row in connection.execute("describe stored").fetchall()}
        self._times = [name.strip() for name in dataflow.columns.get("TIME_PERIOD", "").split(",")]
        columns = dataflow.columns
        several = [(code, one) for told in dataflow.measures.values() for code, one in told.items()]
        status = columns.get("OBS_STATUS", "")
        self._figures: list[tuple[str, str, str]] = [
            (code, one, f"{status}_{one}") for code, one in several
        ] or [("", columns.get("OBS_VALUE", ""), status)]
        self._own = PLACES | {
            name: column
            for name, column in columns.items()
            if name not in SPECIAL and name not in dataflow.dimension_ids
        }
        for column in (*(one for _, one, _ in self._figures), *self._times[:2]):
            if column not in self._there:
                raise BadDataflow(
                    f"The dataset has no column {column or 'of figures'}",
                    where=f"dataflow {dataflow.id}",
                    advice="Call its columns what the mapping calls them.",
                )

    def part(self) -> None:
        """Make the table ``figures``: every figure with the texts that place it, and those that go with it."""
        began, ended, kind = (*self._times, "", "")[:3]
        own = "".join(f", {self._text(column)} as a{at}" for at, column in enumerate(self._own.values()))
        parts = []
        for code, value, status in self._figures:
            places = [
                _quoted(code)
                if one.id in self._dataflow.measures
                else self._text(self._dataflow.columns.get(one.id, ""))
                for one in self._dataflow.dimensions
            ]
            texts = ", ".join(f"{place} as d{at}" for at, place in enumerate(places))
            parts.append(
                f"select _at, {texts}, {self._text(began)} as began, {self._text(ended)} as ended,"
                f" {self._text(kind)} as kind, cast({_name(value)} as double) as value,"
                f" coalesce(nullif({self._text(status)}, ''), if({_name(value)} is null, 'O', 'A')) as status{own}"
                " from stored"
            )
        self._connection.execute(f"create temporary table figures as {' union all '.join(parts)}")

    def listed(self, at: int, dimension: Dimension) -> dict[str, Labels]:
        """The codes that occur, labelled as the dataflow has them, or else as the dataset does.

        The table ``codes<at>`` says the code of each text, and its place in the list.
        """
        rows = self._connection.execute(
            f"select d{at} from figures group by 1 order by min(_at), 1"
        ).fetchall()
        texts = [row[0] for row in rows]
        found: dict[str, str] = {}
        for text in texts:
            found.setdefault(code_of(text), text)
        told = self._told(dimension)
        named = {code: labels for code, labels in dimension.codes.items() if code in found}
        others = sorted(set(found) - set(named))
        codes = named | {
            code: {"en": told.get(found[code]) or found[code].replace("_", " ")} for code in others
        }
        ranks = {code: rank for rank, code in enumerate(codes)}
        columns = {
            "text": texts,
            "code": list(map(code_of, texts)),
            "rank": [ranks[code_of(t)] for t in texts],
        }
        self._connection.register(f"codes{at}", pa.table(columns))
        return codes

    def _told(self, dimension: Dimension) -> dict[str, str]:
        """What the dataset calls the codes of a dimension, in the last row of each."""
        label = self._text(self._dataflow.labels.get(dimension.id, ""))
        text = self._text(self._dataflow.columns.get(dimension.id, ""))
        rows = self._connection.execute(
            f"select {text}, arg_max({label}, _at) from stored where {label} <> '' group by 1"
        )
        return dict(rows.fetchall())

    def date(self) -> None:
        """Make the table ``periods``: the code of every period that occurs."""
        rows = self._connection.execute("select distinct began, ended, kind from figures").fetchall()
        periods = [
            began if len(self._times) == 1 else period_code(_day(began), _day(ended), kind)
            for began, ended, kind in rows
        ]
        names = ("began", "ended", "kind")
        columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
        self._connection.register("periods", pa.table(columns | {"period": periods}))

    def place(self, *, synthetic: bool) -> list[str]:
        """Make the table ``cells``; gives its columns as they are published."""
        flow = self._dataflow
        codes = [f"codes{at}.code" for at in range(len(flow.dimensions))]
        told = dict(zip(flow.dimension_ids, codes, strict=True))
        told |= {"TIME_PERIOD": "period", "OBS_VALUE": "value", "OBS_STATUS": "status", "CONF_STATUS": "'F'"}
        own = {name: f"nullif(a{at}, '')" for at, name in enumerate(self._own)}
        for name, text in (("OBS_ORIGIN", flow.origin), ("UNIT_MEASURE", flow.unit)):
            told[name] = f"coalesce({own.pop(name, 'null')}, {_quoted(text)})"
        told |= {name: own[name] for name in sorted(own)}
        told |= {"SYNTHETIC": "'true'"} if synthetic else {}
        told["CELL_KEY"] = f"concat_ws('.', {', '.join([*codes, 'period'])})"
        texts = ", ".join(f"{sql} as {_name(name)}" for name, sql in told.items())
        ranks = ", ".join(f"codes{at}.rank as rank{at}" for at in range(len(codes)))
        joined = " ".join(f"join codes{at} on d{at} = codes{at}.text" for at in range(len(codes)))
        self._connection.execute(
            f"create temporary table cells as select _at, {ranks}, {texts} from figures {joined}"
            " join periods using (began, ended, kind)"
        )
        self._connection.execute("drop table figures")
        used = ", ".join(f"count({_name(name)})" for name in own) or "1"
        counts = self._connection.execute(f"select {used} from cells").fetchall()[0]
        empty = {name for name, count in zip(own, counts, strict=False) if count == 0}
        return [name for name in told if name not in empty]

    def refuse_twice(self) -> None:
        """Raises:  FigureTwice."""
        keys = "select CELL_KEY from cells group by 1 having count(*) > 1"
        twice = self._connection.execute(
            f"select CELL_KEY, list(ROW order by _at) from cells where CELL_KEY in ({keys}) group by 1"
            " order by list(_at order by _at)[2] limit 1"
        ).fetchall()
        for key, rows in twice:
            raise FigureTwice(
                f"Two figures stand at {key}",
                where=f"rows {rows[0]} and {rows[1]}",
                advice="Add the column that tells them apart as a dimension of the dataflow.",
            )

    def cells(self, columns: list[str], whole: Dataflow, *, synthetic: bool) -> pa.Table:
        """The cells in the order of the code lists, then by period."""
        ranks = [f"rank{at}" for at in range(len(whole.dimensions))]
        names = ", ".join(_name(name) for name in columns)
        order = ", ".join([*ranks, "TIME_PERIOD"])
        found = self._connection.sql(f"select {names} from cells order by {order}").to_arrow_table()
        return found.cast(schema_of(columns, whole, synthetic=synthetic))

    def _text(self, column: str) -> str:
        """A column as text without spaces around it; an empty text for a column that is not there."""
        if column not in self._there:
            return "''"
        return f"coalesce(trim(cast({_name(column)} as varchar), e' \\t\\r\\n'), '')"


def code_of(text: str) -> str:
    """A text as an SDMX code: letters, digits and underscores; nothing at all is ``_Z``."""
    return re.sub(r"[^\w@$-]+", "_", text).strip("_") or NOT_APPLICABLE


def period_code(first: dt.date, last: dt.date, kind: str = "") -> str:
    """From the first to the last day as a period: 2020, 2022-Q1, 2024-05, 2024-04-30 or a run of days.

    A middle of the year is given as its year; that it is the middle is for the kind of period to say.
    """
    if kind == "mid_year" or (first, last) == (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        return str(first.year)
    if first == last:
        return first.isoformat()
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and first.year == last.year:
        if first.month == last.month:
            return f"{first:%Y-%m}"
        if first.month % 3 == 1 and last.month == first.month + 2:
            return f"{first.year}-Q{last.month // 3}"
    return f"{first}/{last}"


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
