"""Which records are of one person: certain links first, then Splink, then clusters.

DuckDB runs all of it, on the connection that the caller opened; nothing else is opened here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from serai.engine.compute.linkage.model import (
    CERTAIN,
    USUAL,
    USUAL_RECORDS,
    completed,
    default_model,
    splink_settings,
)
from serai.engine.errors import EngineError

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
    ``unlinkable``: unique_id, self_weight: the weight that the record reaches against itself.
    """

    pairs: pa.Table
    clusters: pa.Table
    unlinkable: pa.Table
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
    # Splink takes half a second to import, and most starts of the engine link nothing
    from serai.engine.compute.linkage import scoring

    said = progress or (lambda step, fraction: None)
    given = None if model is None else completed(model)
    connection.register("serai_people_arrow", people)
    connection.execute("CREATE OR REPLACE TEMP TABLE serai_people AS FROM serai_people_arrow")
    connection.unregister("serai_people_arrow")
    _frequencies(connection)
    database = scoring.database_of(connection)
    chosen = given or default_model(people.num_rows)
    if given is None and people.num_rows >= FEWEST_TO_TRAIN:
        chosen = scoring.trained(database, chosen, people.num_rows, said)
    chosen = completed(chosen)
    said("certain links", 0.55)
    certain = _certain(within)
    said("compare and score", 0.6)
    fitted = chosen if given is None else _of_size(given, people.num_rows)
    linker = scoring.linker_of(database, splink_settings(fitted, within=within))
    predicted = linker.inference.predict(threshold_match_weight=FLOOR, warning_mode="never")
    said("join certain and scored pairs", 0.85)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE serai_pairs AS
        WITH certain AS ({certain})
        SELECT coalesce(p.unique_id_l, c.unique_id_l) AS unique_id_l,
               coalesce(p.unique_id_r, c.unique_id_r) AS unique_id_r,
               p.match_weight, p.match_probability, c.rule AS certain,
               c.rule IS NOT NULL OR p.match_probability >= {float(threshold)} AS direct
        FROM (SELECT least(unique_id_l, unique_id_r) AS unique_id_l,
                     greatest(unique_id_l, unique_id_r) AS unique_id_r, match_weight, match_probability
              FROM {predicted.physical_name}) p
        FULL JOIN certain c ON p.unique_id_l = c.unique_id_l AND p.unique_id_r = c.unique_id_r
        """
    )
    said("people", 0.9)
    clusters = scoring.clusters_of(connection, database)
    said("unlinkable records", 0.95)
    unlinkable = _against_themselves(connection, fitted)
    pairs = _together(connection, clusters)
    for table in (
        "serai_pairs",
        "serai_edges",
        "serai_nodes",
        "serai_people",
        *(f"serai_tf_{column}" for column in USUAL),
    ):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    said("done", 1.0)
    return Linked(pairs, clusters, unlinkable, chosen, threshold)


def _frequencies(connection: duckdb.DuckDBPyConnection) -> None:
    """How common each name is: the rarer it is, the more two records that share it say.

    A thousand records of a register in which every name is as common as usual are added, so that in a small
    register a name on two of its three records is not taken for one that two thirds of all people bear.
    """
    for column, usual in USUAL.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE serai_tf_{column} AS SELECT {column}, "
            f"(count(*) + {USUAL_RECORDS * usual}) / (sum(count(*)) OVER () + {USUAL_RECORDS}) AS tf_{column} "
            f"FROM serai_people WHERE {column} IS NOT NULL GROUP BY {column}"
        )


def _of_size(model: dict[str, Any], records: int) -> dict[str, Any]:
    """The model for so many records: a person has as many of them, so a pair is the rarer of one person."""
    learned_from = model["serai"].get("trained_on") or records
    chance = model["probability_two_random_records_match"] * learned_from / max(records, 1)
    return {**model, "probability_two_random_records_match": min(chance, 0.1)}


def _certain(within: bool) -> str:
    """Pairs that need no model, with the first rule that links them."""
    apart = "" if within else " AND l.register <> r.register"
    rules = " UNION ALL ".join(
        f"SELECT l.unique_id AS unique_id_l, r.unique_id AS unique_id_r, {order} AS place, '{name}' AS rule "
        f"FROM serai_people l JOIN serai_people r ON l.unique_id < r.unique_id AND {condition}{apart}"
        for order, (name, condition) in enumerate(CERTAIN.items())
    )
    return f"SELECT unique_id_l, unique_id_r, arg_min(rule, place) AS rule FROM ({rules}) GROUP BY ALL"


def _together(connection: duckdb.DuckDBPyConnection, clusters: pa.Table) -> pa.Table:
    """The pairs, with those that are of one person only through other records."""
    connection.register("serai_clusters", clusters)
    pairs = connection.sql(
        f"""
        WITH sizes AS (SELECT person, count(*) AS records FROM serai_clusters GROUP BY person),
        small AS (FROM serai_clusters SEMI JOIN (FROM sizes WHERE records BETWEEN 2 AND {MOST_RECORDS}) USING (person)),
        together AS (
            SELECT l.unique_id AS unique_id_l, r.unique_id AS unique_id_r
            FROM small l JOIN small r ON l.person = r.person AND l.unique_id < r.unique_id
        )
        SELECT unique_id_l, unique_id_r, match_weight, match_probability, certain,
               coalesce(direct, false) AS direct, coalesce(direct, false) OR coalesce(t.one, false) AS linked
        FROM serai_pairs FULL JOIN (SELECT *, true AS one FROM together) t USING (unique_id_l, unique_id_r)
        ORDER BY unique_id_l, unique_id_r
        """
    ).to_arrow_table()
    connection.unregister("serai_clusters")
    return pairs


def _against_themselves(connection: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> pa.Table:
    """The weight of each record against itself: prior, best level of each known field, rarity of its names."""
    prior = model["probability_two_random_records_match"]
    parts = [f"log2({prior} / (1 - {prior}))"]
    for comparison in model["comparisons"]:
        unknown, *levels = comparison["comparison_levels"]
        # against itself a record is the same on both sides, and one level after the other may hold
        cases = " ".join(
            f"WHEN {_one_sided(level['sql_condition'])} THEN {_weight(level)}"
            for level in levels
            if level["sql_condition"] != "ELSE"
        )
        parts.append(f"CASE WHEN {_one_sided(unknown['sql_condition'])} THEN 0.0 {cases} ELSE 0.0 END")
    joins = " ".join(f"LEFT JOIN serai_tf_{column} USING ({column})" for column in USUAL)
    return connection.sql(
        f"SELECT unique_id, {' + '.join(parts)} AS self_weight FROM serai_people {joins} ORDER BY unique_id"
    ).to_arrow_table()


def _one_sided(condition: str) -> str:
    return re.sub(r"_[lr]\b", "", condition)


def _weight(level: dict[str, Any]) -> str:
    weight = f"log2({level['m_probability']} / {level['u_probability']})"
    column = level.get("tf_adjustment_column")
    return f"{weight} + log2({level['u_probability']} / tf_{column})" if column else weight
