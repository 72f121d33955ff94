"""What Splink does of a linkage: learning parameters, scoring pairs, and clusters.

Apart from ``linking`` because Splink takes long to import, and most starts of the engine link nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from serai.engine.compute.linkage.model import IDENTIFIERS, USUAL, splink_settings

_SEED = 20211
_SURE = (
    "l.national_id = r.national_id",
    "l.document = r.document AND l.birth_day = r.birth_day",
    "l.name_key = r.name_key AND l.birth_day = r.birth_day AND l.father_key = r.father_key",
)
LEARNED_FROM = (
    "l.document = r.document",
    "l.national_id = r.national_id",
    "l.birth_day = r.birth_day",
)
"""Blocks in which most pairs are of one person, or several other fields tell. In a block of one name, or of one
father, brothers and namesakes would be learned from as if they were one person with two births."""
_FEWEST_PAIRS = 100
"""A block of fewer pairs teaches nothing."""
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
    for step, block in enumerate(LEARNED_FROM):
        said(f"how often a person's records agree, {step + 1} of {len(LEARNED_FROM)}", 0.2 + 0.1 * step)
        # an empty block, in which Splink gives up, would leave it without the block's fields
        if _has_pairs(database, block):
            training.estimate_parameters_using_expectation_maximisation(
                block, estimate_without_term_frequencies=True, max_pairs=1e6
            )
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


def _has_pairs(database: DuckDBAPI, block: str) -> bool:
    [(pairs,)] = database.duckdb_con.execute(
        "SELECT count(*) FROM (SELECT 1 FROM serai_people l JOIN serai_people r "
        f"ON l.unique_id < r.unique_id AND {block} LIMIT {_FEWEST_PAIRS})"
    ).fetchall()
    return bool(pairs == _FEWEST_PAIRS)


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
