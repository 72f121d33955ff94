"""What Splink does of a linkage: learning parameters, scoring pairs, and clusters.

Apart from ``linking`` because Splink takes long to import, and most starts of the engine link nothing.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.clustering import cluster_pairwise_predictions_at_threshold
from splink.internals.exceptions import EMTrainingException

from serai.engine.compute.linkage.model import IDENTIFIERS, USUAL, splink_settings

_SEED = 20211
_SURE = (
    "l.national_id = r.national_id",
    "l.document = r.document AND l.birth_day = r.birth_day",
    "l.name_key = r.name_key AND l.birth_day = r.birth_day AND l.father_key = r.father_key",
)
_SHARE_SURE = 0.7
"""Of pairs of one person, those that meet one of ``_SURE``; being wrong by half is half a unit of weight."""


def database_of(connection: duckdb.DuckDBPyConnection) -> DuckDBAPI:
    """The connection as Splink takes it."""
    return DuckDBAPI(connection)


def linker_of(database: DuckDBAPI, settings: dict[str, Any]) -> Linker:
    """Splink over the table ``serai_people``, with the frequencies of names from ``serai_tf_...``."""
    # what Splink says of untrained levels is answered by starting values
    logging.getLogger("splink").setLevel(logging.ERROR)
    linker = Linker(database.register("serai_people"), settings, log_level=None, validate_settings=False)
    for column in USUAL:
        linker.table_management.register_term_frequency_lookup(
            database.register(f"serai_tf_{column}"), column
        )
    return linker


def trained(
    database: DuckDBAPI, start: dict[str, Any], records: int, said: Callable[[str, float], None]
) -> dict[str, Any]:
    """The parameters that the records teach; where they teach nothing, those of ``start``."""
    said("how many pairs are of one person", 0.05)
    start = {**start, "probability_two_random_records_match": _chance(database, start, records)}
    linker = linker_of(database, splink_settings(start))
    training = linker.training
    said("how often strangers agree", 0.1)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=_SEED)
    for step, (fixed, fraction) in enumerate((("name_key", 0.2), ("birth_day", 0.35), ("father_key", 0.45))):
        said(f"how often a person's records agree, {step + 1} of 3", fraction)
        _maximised(training, fixed)
    learned: dict[str, Any] = linker.misc.save_model_to_json()
    return {**_in_our_words(learned, start), "serai": {**start["serai"], "trained_on": records}}


def _chance(database: DuckDBAPI, start: dict[str, Any], records: int) -> float:
    """How likely two records are of one person: pairs that are so for sure, of which there are some more."""
    sure = " UNION ".join(
        "SELECT l.unique_id, r.unique_id FROM serai_people l "
        f"JOIN serai_people r ON l.unique_id < r.unique_id AND {rule}"
        for rule in _SURE
    )
    [(pairs,)] = database.duckdb_con.execute(f"SELECT count(*) FROM ({sure})").fetchall()
    # none: what is usual, because pairs that can never be of one person have no weight
    found = pairs / _SHARE_SURE / (records * (records - 1) / 2)
    return min(found, 0.1) or float(start["probability_two_random_records_match"])


def _maximised(training: Any, fixed: str) -> None:
    with contextlib.suppress(EMTrainingException):  # no two records share it: its turn teaches nothing
        training.estimate_parameters_using_expectation_maximisation(
            f"l.{fixed} = r.{fixed}", estimate_without_term_frequencies=True, max_pairs=1e6
        )


def _in_our_words(learned: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
    """The starting settings with learned numbers: keys that another version of Splink adds stay out."""
    chance = start["probability_two_random_records_match"]
    comparisons = []
    for comparison, first in zip(learned["comparisons"], start["comparisons"], strict=True):
        levels = [
            one
            if one.get("is_null_level")
            else {
                **one,
                **_learned(level, one, chance, identifier=first["output_column_name"] in IDENTIFIERS),
            }
            for level, one in zip(comparison["comparison_levels"], first["comparison_levels"], strict=True)
        ]
        comparisons.append({**first, "comparison_levels": levels})
    return {**start, "comparisons": comparisons}


def _learned(
    level: dict[str, Any], first: dict[str, Any], chance: float, *, identifier: bool
) -> dict[str, float]:
    """What training saw of a level, within reason.

    No agreement is impossible for one person's records, however few were seen; and among random pairs a
    few are of one person, which would make the rarest agreements of strangers look common. How often
    strangers share an identifier is not learned at all: a sample that has none is too small to say.
    """
    m, u = (level.get(name) for name in ("m_probability", "u_probability"))
    made: dict[str, float] = {}
    if isinstance(m, int | float):
        made["m_probability"] = min(max(m, first["m_probability"] / 10), 1.0)
    if isinstance(u, int | float) and not identifier:
        known = made.get("m_probability", first["m_probability"])
        made["u_probability"] = max(u - chance * known, min(u, first["u_probability"]), 1e-9)
    return made


def clusters_of(connection: duckdb.DuckDBPyConnection, database: DuckDBAPI) -> pa.Table:
    """Records that direct links of ``serai_pairs`` connect: unique_id, person (the smallest of them)."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE serai_edges AS "
        "SELECT unique_id_l, unique_id_r, 1.0 AS match_probability FROM serai_pairs WHERE direct"
    )
    # most records have no link: they need not go through the clustering
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE serai_nodes AS "
        "SELECT DISTINCT unnest([unique_id_l, unique_id_r]) AS unique_id FROM serai_edges"
    )
    found = cluster_pairwise_predictions_at_threshold(
        "serai_nodes",
        "serai_edges",
        database,
        node_id_column_name="unique_id",
        threshold_match_probability=0.5,
    )
    clusters = connection.sql(
        f"""
        WITH firsts AS (SELECT cluster_id, min(unique_id) AS person FROM {found.physical_name} GROUP BY cluster_id)
        SELECT p.unique_id, coalesce(f.person, p.unique_id) AS person
        FROM serai_people p LEFT JOIN {found.physical_name} c USING (unique_id) LEFT JOIN firsts f USING (cluster_id)
        ORDER BY unique_id
        """
    ).to_arrow_table()
    found.drop_table_from_database_and_remove_from_cache()
    return clusters
