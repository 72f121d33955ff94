"""Monthly sheets of places as cells: figures summed over places, every total with all of its parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import duckdb
from babel import Locale
from babel.core import get_global

from serai.engine.checks.convert import quote
from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow, Labels, Part
from serai.engine.publish.compiled import in_order
from serai.engine.publish.crossings import NothingToCompile
from serai.engine.publish.reported import period_code

TOTAL, NOT_TOLD = "_T", "_U"
SHORT = 12
"""So many letters of an import's identity stand beside a figure, as in the names of files of refused rows."""
_COUNTED = """
SELECT * EXCLUDE (twice, second) FROM (
  SELECT *,
    bool_or(sex <> '_T' AND citizenship = '_T') OVER w AND bool_or(sex = '_T' AND citizenship <> '_T') OVER w AS twice,
    sex = '_T' AND citizenship <> '_T' AS second
  FROM read_parquet([{paths}], union_by_name = true) WHERE persons IS NOT NULL
  WINDOW w AS (PARTITION BY {place}, starts_on, ends_on, direction)
) WHERE NOT (twice AND second)
"""
# people that a sheet breaks down by sex and again by citizenship would be counted twice: the first way counts
_CODED = """
SELECT starts_on, ends_on, direction, CASE sex WHEN '_T' THEN '_U' ELSE sex END AS sex,
  CASE citizenship WHEN '_T' THEN '_U' ELSE citizenship END AS citizenship, persons, {place} AS place, _import, _row,
  {sheet} AS _sheet FROM ({counted})
"""


def sheet_cells(files: list[str], dataflow: Dataflow, place: str) -> tuple[list[Cell], Dataflow]:
    """The cells of monthly sheets before protection, and the dataflow with the citizenships that occur.

    Shape:   rows of (place, starts_on, ends_on, direction, sex, citizenship, persons) -> for each month and
             direction every sex by every citizenship, totals included; what nobody reported is 0.
    Unknown: figures that are not broken down stand under ``_U``; rows without a figure count nowhere.
    Raises:  NothingToCompile when there is no figure.
    """
    if not files:
        raise NothingToCompile("There are no rows", advice="Load a sheet first.")
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        found = connection.execute(
            "SELECT starts_on, ends_on, direction, sex, citizenship, sum(persons)::BIGINT, count(*), "
            f"list_sort(list(DISTINCT _import)) FROM ({_coded(connection, files, place)}) GROUP BY 1, 2, 3, 4, 5"
        ).fetchall()
    if not found:
        raise NothingToCompile("There is no figure in the sheets", advice="Load a sheet with figures.")
    whole = _with_citizenships(dataflow, {row[4] for row in found})
    sums: dict[tuple[str, ...], tuple[int, int, set[str]]] = {}
    for first, last, direction, sex, citizenship, persons, rows, imports in found:
        period = period_code(first, last)
        for s, c in itertools.product((sex, TOTAL), (citizenship, TOTAL)):
            before = sums.get((period, direction, s, c), (0, 0, set()))
            sums[period, direction, s, c] = (before[0] + persons, before[1] + rows, before[2] | set(imports))
    cells = [
        _cell(whole, place_of, sums.get(place_of, (0, 0, set())))
        for period, direction in sorted({key[:2] for key in sums})
        for s, c in itertools.product(whole.dimension("SEX").codes, whole.dimension("CITIZENSHIP").codes)
        for place_of in [(period, direction, s, c)]
    ]
    return in_order(cells, whole), whole


def rows_behind(files: list[str], place: str, codes: dict[str, str]) -> list[dict[str, Any]]:
    """The rows that a cell was summed from: place, persons, and where each stands in which import.

    ``codes`` are the cell's dimensions and its TIME_PERIOD.
    """
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        rows = connection.sql(_coded(connection, files, place)).to_arrow_table().to_pylist()
    wanted = {"direction": "DIRECTION", "sex": "SEX", "citizenship": "CITIZENSHIP"}
    return sorted(
        (
            {name: row[name] for name in ("place", "persons", "_import", "_sheet", "_row")}
            for row in rows
            if period_code(row["starts_on"], row["ends_on"]) == codes["TIME_PERIOD"]
            and all(codes[axis] in (TOTAL, row[column]) for column, axis in wanted.items())
        ),
        key=lambda row: (str(row["place"]), str(row["_import"]), row["_row"]),
    )


def _coded(connection: duckdb.DuckDBPyConnection, files: list[str], place: str) -> str:
    paths = ", ".join(quote(file) for file in files)
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet([{paths}], union_by_name = true)")
    sheet = "_sheet" if "_sheet" in {row[0] for row in described.fetchall()} else "''"
    return _CODED.format(counted=_COUNTED.format(paths=paths, place=place), place=place, sheet=sheet)


def _cell(dataflow: Dataflow, place: tuple[str, ...], found: tuple[int, int, set[str]]) -> Cell:
    period, direction, sex, citizenship = place
    persons, rows, imports = found
    attributes = {"ROWS": str(rows), "IMPORT": " ".join(sorted(one[:SHORT] for one in imports))}
    return Cell(
        codes=("M", dataflow.home, direction, sex, citizenship),
        period=period,
        value=float(persons),
        attributes=attributes if rows else {},
    )


def _with_citizenships(dataflow: Dataflow, found: Iterable[str]) -> Dataflow:
    """States that occur by name, then groups, then the total of all of them."""
    dimension = dataflow.dimension("CITIZENSHIP")
    occurring = set(found) | {NOT_TOLD}
    states = {code: _state(code) for code in sorted(occurring - set(dimension.codes))}
    codes = states | {code: labels for code, labels in dimension.codes.items() if code in occurring | {TOTAL}}
    parts = tuple(Part(code, 1) for code in codes if code != TOTAL)
    changed = replace(dimension, codes=codes, adds_up={TOTAL: parts})
    return replace(
        dataflow,
        dimensions=tuple(changed if d.id == dimension.id else d for d in dataflow.dimensions),
    )


def _state(code: str) -> Labels:
    """The common names of a state (Unicode CLDR), which the partnership's own take the place of where it has any."""
    twins = get_global("territory_aliases").get(code, [])
    names = {
        language: name
        for language in ("en", "ar")
        if len(twins) == 1 and (name := Locale.parse(language).territories.get(twins[0]))
    }
    return names if "en" in names else {"en": code}
