"""What there is for a query: which values of each dimension, and how many series and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from serai.engine.model.exchange.artefacts import Artefact, artefacts, code_list
from serai.engine.model.exchange.availability import Available
from serai.engine.model.exchange.errors import BadQuery, Meaningless
from serai.engine.model.exchange.queries import AvailabilityQuery, DataQuery
from serai.engine.model.exchange.structures import Structure
from serai.engine.publish.exchange.answering import connected
from serai.engine.publish.exchange.selecting import Revision, data_sets

WITH_ALL = ("dataflow", "datastructure", "conceptscheme", "codelist")


def availability(
    flows: Sequence[Sequence[Revision]], query: AvailabilityQuery, *, spill: Path
) -> list[Available]:
    """What there is of each dataflow; one of which there is nothing is not among them.

    Withheld cells are cells, here as in data: what can be learned is that they are there. The mode "available"
    gives the values that each dimension could have besides those it is asked for; the counts are of the query.

    Raises:  BadQuery, Meaningless, of the first dataflow when the query makes sense for none.
    Source:  SDMX REST 2.2, availability queries.
    """
    found: list[Available] = []
    refusals: list[BadQuery | Meaningless] = []
    with connected(spill) as connection:
        for revisions in flows:
            try:
                found.append(_of(connection, revisions, query))
            except (BadQuery, Meaningless) as refusal:
                refusals.append(refusal)
    if refusals and len(refusals) == len(flows):
        raise refusals[0]
    return [one for one in found if one.values]


def referenced(found: Sequence[Available], references: tuple[str, ...]) -> list[Artefact]:
    """The artefacts that go with what is available: of lists and schemes, the items that it names."""
    kinds = WITH_ALL if "all" in references else references
    codes = {
        (one.structure.agency, code_list(one.structure.id, name), one.structure.version): set(values)
        for one in found
        for name, values in one.values.items()
    }
    concepts: dict[tuple[str, str], set[str]] = {}
    for one in found:
        concepts.setdefault((one.structure.agency, one.structure.version), set()).update(one.values)
    kept = []
    for artefact in artefacts([one.structure for one in found]):
        place = (artefact.agency, artefact.id, artefact.version)
        if artefact.kind not in kinds or (artefact.kind == "codelist" and place not in codes):
            continue
        if artefact.kind == "codelist":
            kept.append(artefact.only(codes[place]))
        elif artefact.kind == "conceptscheme":
            kept.append(artefact.only(concepts[artefact.agency, artefact.version]))
        else:
            kept.append(artefact)
    return kept


def _of(
    connection: duckdb.DuckDBPyConnection, revisions: Sequence[Revision], query: AvailabilityQuery
) -> Available:
    structure = revisions[-1].structure
    rows, values = _rows(connection, revisions, query.data)
    series = ", ".join(f'"{name}"' for name in structure.series)
    counted = f"count(distinct ({series})), count(*)" if series else "least(count(*), 1), count(*)"
    [(number, cells)] = connection.execute(f"select {counted} from ({rows})", values).fetchall()
    found: dict[str, tuple[str, ...]] = {}
    for name in _dimensions(structure, query.components):
        if query.mode == "available":
            rows, values = _rows(connection, revisions, _without(query.data, name, structure))
        if there := _values(connection, structure, name, rows, values):
            found[name] = there
    return Available(structure, found, number, cells)


def _rows(
    connection: duckdb.DuckDBPyConnection, revisions: Sequence[Revision], query: DataQuery
) -> tuple[str, list[object]]:
    """Where every cell of the answer is, what is deleted as well, as SQL with its parameters."""
    places = [one.id for one in revisions[-1].structure.dimensions]
    named = ", ".join(f'"{name}"' for name in places)
    sets = data_sets(connection, revisions, query)
    if not sets:
        nothing = ", ".join(f'null::varchar as "{name}"' for name in places)
        return f"select {nothing} where false", []
    sql = " union all ".join(f"select {named} from ({one.rows})" for one in sets)
    return sql, [value for one in sets for value in one.values]


def _dimensions(structure: Structure, asked: tuple[str, ...]) -> list[str]:
    there = [one.id for one in structure.dimensions]
    if strange := [name for name in asked if name != "*" and name not in there]:
        raise Meaningless(
            f"{strange[0]} is no dimension of {structure.short}", advice=f"There are {', '.join(there)}."
        )
    return [name for name in there if "*" in asked or name in asked]


def _values(
    connection: duckdb.DuckDBPyConnection, structure: Structure, name: str, rows: str, values: list[object]
) -> tuple[str, ...]:
    """The values of a dimension in the order of its codes, what is no code behind them by the alphabet."""
    sql = f'select distinct "{name}" from ({rows}) where "{name}" is not null'
    found = [str(row[0]) for row in connection.execute(sql, values).fetchall()]
    [component] = [one for one in structure.dimensions if one.id == name]
    order = {code: at for at, code in enumerate(component.codes)}
    return tuple(sorted(found, key=lambda code: (order.get(code, len(order)), code)))


def _without(query: DataQuery, name: str, structure: Structure) -> DataQuery:
    """The query as if nothing had been asked of one dimension."""
    at = [one.id for one in structure.dimensions].index(name)
    keys = []
    for key in query.keys:
        parts = key.split(".")
        if at < len(parts):
            parts[at] = "*"
        keys.append(".".join(parts) if key != "*" else key)
    filters = tuple(one for one in query.filters if one.component != name)
    return replace(query, keys=tuple(keys), filters=filters)
