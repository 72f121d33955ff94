"""Which records are of one person: certain links first, then Splink, then clusters.

DuckDB runs all of it, on the connection that the caller opened; nothing else is opened here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

from serai.engine.compute.linkage.model import (
    BLOCKS,
    IDENTIFIERS,
    USED,
    USUAL,
    block_columns,
    completed,
    default_model,
    splink_settings,
)
from serai.engine.errors import EngineError

if TYPE_CHECKING:
    import ibis.expr.types as ir

Progress = Callable[[str, float], None]
FEWEST_TO_TRAIN = 2_000
"""Below so many records the starting parameters are better than what could be learned."""
FLOOR = -8.0
"""Pairs of a lower match weight are not kept: fewer than one in two hundred of them would be a link."""
LOWEST = 0.004
"""The lowest threshold: the probability of a pair of the weight ``FLOOR``."""
MOST_RECORDS = 200
"""A person of more records than this is a fault of the linkage: their pairs are not listed one by one."""


class BadThreshold(EngineError):
    """A threshold that is no probability, or that everything or nothing would reach."""

    exit_code = 2


@dataclass(frozen=True)
class Linked:
    """What a linkage found.

    ``pairs``: unique_id_l < unique_id_r, match_weight (log2 of the odds), match_probability, ``certain`` (the
    rule that links them without a model, else null), ``direct`` (certain, or at or above the threshold),
    ``linked`` (of one person: directly, or through other records); every pair above ``FLOOR``, certain or linked.
    ``clusters``: unique_id, person (the smallest unique_id of the person's records).
    ``self_weights``: unique_id, self_weight: the weight that the record reaches against itself.
    ``unlinkable``: by, value, unlinkable, records: how many nothing can link, of all and by group.
    ``blocks``: block, pairs: how many pairs agree in each block, in one register or two, compared or not.
    ``crowded``: of each identifier, how many values stand under too many names to be anybody's.
    """

    pairs: pa.Table
    clusters: pa.Table
    self_weights: pa.Table
    unlinkable: pa.Table
    blocks: pa.Table
    crowded: dict[str, int]
    model: dict[str, Any]
    threshold: float


def link(
    people: pa.Table,
    connection: duckdb.DuckDBPyConnection,
    *,
    model: dict[str, Any] | None = None,
    threshold: float = 0.9,
    within: bool = True,
    progress: Progress | None = None,
) -> Linked:
    """Link the records of ``prepare_people``.

    With ``model`` nothing is trained: its parameters are taken, and how likely two records are of one person
    follows the number of records. Without, parameters are learned, or the starting ones are taken where there
    are fewer than 2,000 records.
    Units:   ``threshold`` is a probability; pairs at or above it are linked.
    Unknown: a field that is null on either side says nothing for or against.
    Raises:  ModelRefused, BadThreshold.
    """
    if not LOWEST <= threshold < 1:
        raise BadThreshold(
            f"{threshold} is no threshold", advice=f"Give a probability from {LOWEST} to 1, such as 0.9."
        )
    # Splink and Ibis take a second to import, and most starts of the engine link nothing
    from serai.engine.compute.linkage import inputs, scoring

    said = progress or (lambda step, fraction: None)
    given = None if model is None else completed(model)
    records = people.num_rows
    asked = _Tables(connection)
    connection.register("serai_arrived", people)
    arrived = asked.named("serai_arrived")
    many = {name: asked.stored(f"serai_many_{name}", inputs.crowded(arrived, name)) for name in IDENTIFIERS}
    keys = ", ".join([*USED, block_columns()])
    stored = asked.stored("serai_people", inputs.usable(arrived, many), columns=keys)
    common = {
        name: asked.stored(f"serai_tf_{name}", inputs.frequencies(stored, name, usual))
        for name, usual in USUAL.items()
    }
    database = scoring.database_of(connection)
    chosen = given or default_model(records)
    if given is None and records >= FEWEST_TO_TRAIN:
        chosen = scoring.trained(database, chosen, records, said)
    chosen = completed(chosen)
    said("compare and score", 0.6)
    fitted = chosen if given is None else _of_size(given, records)
    linker = scoring.linker_of(database, splink_settings(fitted, within=within))
    predicted = linker.inference.predict(threshold_match_weight=FLOOR, warning_mode="never")
    said("join certain and scored pairs", 0.85)
    asked.stored("serai_certain", inputs.certain(stored, within=within))
    asked.made(
        "serai_pairs",
        f"""
        SELECT unique_id_l, unique_id_r, match_weight, match_probability, rule AS certain,
               rule IS NOT NULL OR match_probability >= {float(threshold)} AS direct
        FROM {predicted.physical_name} FULL JOIN serai_certain USING (unique_id_l, unique_id_r)
        """,
    )
    said("people", 0.9)
    clusters = _clusters(connection, records)
    pairs = _together(connection, clusters)
    said("unlinkable records", 0.95)
    weighed = asked.stored("serai_weighed", inputs.self_weights(stored, common, fitted))
    needed = math.log2(threshold / (1 - threshold))
    blocks = {", ".join(block): (f"block_{place}",) for place, block in enumerate(BLOCKS)}
    linked = Linked(
        pairs=pairs,
        clusters=clusters,
        self_weights=asked.read(weighed.select("unique_id", "self_weight").order_by("unique_id")),
        unlinkable=asked.read(inputs.unlinkable(weighed, needed)),
        blocks=asked.read(inputs.block_pairs(stored, blocks)),
        crowded={name: asked.read(table).num_rows for name, table in many.items()},
        model=chosen,
        threshold=threshold,
    )
    asked.close()
    connection.unregister("serai_arrived")
    said("done", 1.0)
    return linked


class _Tables:
    """Temporary tables on the caller's connection, most of them made by an expression of Ibis."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._made: list[str] = []

    def named(self, name: str) -> ir.Table:
        """A table or view that is there already, as Ibis takes it."""
        import ibis

        schema = self._connection.sql(f"FROM {name} LIMIT 0").to_arrow_table().schema
        return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)

    def stored(self, name: str, expression: ir.Table, columns: str = "*") -> ir.Table:
        """What an expression gives, or ``columns`` of it in SQL, as a table."""
        self.made(name, f"SELECT {columns} FROM ({_sql(expression)})")
        return self.named(name)

    def made(self, name: str, sql: str) -> None:
        """The table that a query gives."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
        self._made.append(name)

    def read(self, expression: ir.Table) -> pa.Table:
        """What an expression gives, in its own types: DuckDB adds whole numbers up to wider ones."""
        found = self._connection.sql(_sql(expression)).to_arrow_table()
        return found.cast(expression.schema().to_pyarrow())

    def close(self) -> None:
        """Drop them all."""
        for name in self._made:
            self._connection.execute(f"DROP TABLE {name}")


def _sql(expression: ir.Table) -> str:
    import ibis

    return str(ibis.to_sql(expression, dialect="duckdb"))


def _of_size(model: dict[str, Any], records: int) -> dict[str, Any]:
    """The model for so many records: a person has as many of them, so a pair is the rarer of one person."""
    learned_from = model["serai"].get("trained_on") or records
    chance = model["probability_two_random_records_match"] * learned_from / max(records, 1)
    return {**model, "probability_two_random_records_match": min(chance, 0.1)}


def _clusters(connection: duckdb.DuckDBPyConnection, records: int) -> pa.Table:
    """Records that direct links connect: unique_id, person (the smallest of them)."""
    edges = connection.sql("SELECT unique_id_l, unique_id_r FROM serai_pairs WHERE direct").to_arrow_table()
    person = connected(records, *(edges[side].to_numpy() for side in ("unique_id_l", "unique_id_r")))
    return pa.table({"unique_id": np.arange(records), "person": person})


def connected(records: int, left: Any, right: Any) -> Any:
    """For each record the smallest of those with which links ``left`` to ``right`` connect it, at any distance."""
    person = np.arange(records)
    while (apart := person[left] != person[right]).any():
        one, other = person[left[apart]], person[right[apart]]
        np.minimum.at(person, np.maximum(one, other), np.minimum(one, other))
        while ((first := person[person]) != person).any():
            person = first
    return person


def _together(connection: duckdb.DuckDBPyConnection, clusters: pa.Table) -> pa.Table:
    """The pairs, with those that are of one person only through other records."""
    person = clusters["person"].to_numpy()
    records = np.bincount(person)[person]
    # two records of one person are linked directly
    connection.register("serai_small", clusters.filter(pa.array((records > 2) & (records <= MOST_RECORDS))))
    pairs = connection.sql(
        """
        WITH together AS (
            SELECT l.unique_id AS unique_id_l, r.unique_id AS unique_id_r
            FROM serai_small l JOIN serai_small r ON l.person = r.person AND l.unique_id < r.unique_id
        )
        SELECT unique_id_l, unique_id_r, match_weight, match_probability, certain,
               coalesce(direct, false) AS direct, coalesce(direct, false) OR coalesce(t.one, false) AS linked
        FROM serai_pairs FULL JOIN (SELECT *, true AS one FROM together) t USING (unique_id_l, unique_id_r)
        ORDER BY unique_id_l, unique_id_r
        """
    ).to_arrow_table()
    connection.unregister("serai_small")
    return pairs
