"""How records of people are compared: fields, levels of agreement, blocks, and the parameters as JSON.

Each level has an ``m`` (how often two records of one person agree so) and a ``u`` (how often records of two
people do). Those below are starting values, rounded from training on generated registers of the region;
training on real registers replaces them, and what was learned is kept as a plain JSON object, so that the
next month's register is scored without training.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

from serai.engine.errors import EngineError

MODEL = "serai-people-2"
"""Raised whenever fields or levels change: parameters learned for others would be read wrongly."""


class ModelRefused(EngineError):
    """A model that was learned for other comparisons, or is no model at all."""

    exit_code = 2


@dataclass(frozen=True)
class Level:
    """One way in which two values agree: the SQL that says so, and how often it does."""

    says: str
    sql: str
    m: float
    u: float
    frequency: str = ""  # the column whose rarity counts


@dataclass(frozen=True)
class Compared:
    """A field of a person: when it is unknown, and its levels from the best agreement to none.

    ``known``: the columns by which a record agrees with itself, at the first level, the second, and so on.
    """

    name: str
    known: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def unknown(self) -> str:
        """When nothing is known of the field on one side: the last of ``known`` is null."""
        return f"{self.known[-1]}_l IS NULL OR {self.known[-1]}_r IS NULL"


def _one_figure(column: str) -> str:
    """At most one letter or figure left out, put in, exchanged, or turned round with its neighbour.

    The costly distance is worked out only where a cheap one, of texts of one length, leaves it open.
    """
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"CASE WHEN len({left}) = len({right}) THEN hamming({left}, {right}) <= 2 ELSE true END "
        f"AND damerau_levenshtein({left}, {right}) <= 1"
    )


def _all_words(column: str) -> str:
    left, right = f"{column}_l", f"{column}_r"
    return f"least(len({left}), len({right})) >= 2 AND (list_has_all({left}, {right}) OR list_has_all({right}, {left}))"


COMPARISONS = (
    Compared(
        "name",
        ("name_key",),
        (
            Level(
                "same words in the same letters", "name_normal_l = name_normal_r", 0.44, 0.0006, "name_key"
            ),
            Level("same sound", "name_key_l = name_key_r", 0.24, 0.0006, "name_key"),
            Level("same words in another order, or one more", _all_words("name_words"), 0.1, 0.0002),
            Level(
                "nearly the same sound", "jaro_winkler_similarity(name_key_l, name_key_r) >= 0.9", 0.14, 0.004
            ),
            Level(
                "the first word of one in the other",
                "list_contains(name_words_l, name_first_r) OR list_contains(name_words_r, name_first_l)",
                0.055,
                0.02,
            ),
            # brothers and sisters: the family's name is the same, and the father's too
            Level("another word in common", "list_has_any(name_words_l, name_words_r)", 0.008, 0.02),
            Level("no word in common", "ELSE", 0.017, 0.9546),
        ),
    ),
    Compared(
        "father",
        ("father_key",),
        (
            Level("same sound", "father_key_l = father_key_r", 0.82, 0.004, "father_key"),
            Level(
                "nearly the same sound",
                "jaro_winkler_similarity(father_key_l, father_key_r) >= 0.9",
                0.08,
                0.006,
            ),
            Level("one word in common", "list_has_any(father_words_l, father_words_r)", 0.07, 0.03),
            Level("no word in common", "ELSE", 0.03, 0.96),
        ),
    ),
    Compared(
        "birth",
        ("birth_day", "birth_first"),
        (
            Level("same day", "birth_day_l = birth_day_r", 0.55, 0.00004),
            Level(
                "one says the year alone, and it fits",
                "(birth_day_l IS NULL OR birth_day_r IS NULL) "
                "AND birth_first_l <= birth_last_r AND birth_first_r <= birth_last_l",
                0.32,
                0.008,
            ),
            Level("day and month the other way round", "birth_day_l = birth_turned_r", 0.02, 0.00002),
            Level(
                "one figure differs",
                _one_figure("birth_day"),
                0.04,
                0.0006,
            ),
            Level("years at most one apart", "abs(birth_year_l - birth_year_r) <= 1", 0.04, 0.05),
            Level("other years", "ELSE", 0.03, 0.94134),
        ),
    ),
    Compared(
        "sex",
        ("sex",),
        (Level("same", "sex_l = sex_r", 0.99, 0.52), Level("other", "ELSE", 0.01, 0.48)),
    ),
    Compared(
        "document",
        ("document",),
        (
            Level("same", "document_l = document_r", 0.6, 0.000001),
            Level("one figure differs", _one_figure("document"), 0.05, 0.00001),
            Level("other (people renew them)", "ELSE", 0.35, 0.999989),
        ),
    ),
    Compared(
        "national_id",
        ("national_id",),
        (
            Level("same", "national_id_l = national_id_r", 0.95, 0.000001),
            Level("one figure differs", _one_figure("national_id"), 0.04, 0.00001),
            Level("other", "ELSE", 0.01, 0.999989),
        ),
    ),
)
"""The fields in the order in which they are compared."""
IDENTIFIERS = ("document", "national_id")
USUAL = {"name_key": 0.0006, "father_key": 0.004}
"""How often two people share a name, where nothing is known of the register."""
USUAL_RECORDS = 1_000
"""So many records speak as loud as what is usual."""

BLOCKS = (
    ("national_id",),
    ("document",),
    ("name_sorted", "birth_year"),
    ("name_sorted", "father_key"),
    ("birth_day", "name_start"),
    ("birth_day", "father_key"),
    ("birth_year", "father_key", "name_first"),
    ("birth_solar", "father_key", "name_last"),
)
"""Records that agree in all columns of none of these are not compared: a million records make 500,000 million
pairs. ``name_sorted`` is null for single names: two of one year meet only through a day, a father or a number,
because nothing less could link them."""

USED = (
    "unique_id", "register", "script", "single", "subject_first", "name_key", "name_words", "name_normal",
    "name_first", "father_key", "father_words", "birth_first", "birth_last", "birth_day", "birth_turned",
    "birth_year", "sex", *IDENTIFIERS,
)  # fmt: skip
"""The columns that anything but blocks reads."""


def default_model(records: int = 0) -> dict[str, Any]:
    """The settings of the linkage with starting parameters, as Splink takes them: plain JSON.

    ``records`` sets how likely two records are of one person before anything is compared: each record is
    taken to have one other, which is right within a few times for most registers.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 1 / max(records, 1000),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": [],
        "comparisons": [_comparison(field) for field in COMPARISONS],
        "blocking_rules_to_generate_predictions": [
            _rule(" AND ".join(f"l.{column} = r.{column}" for column in block)) for block in BLOCKS
        ],
        "serai": {"model": MODEL, "trained_on": 0},
    }


def completed(model: dict[str, Any]) -> dict[str, Any]:
    """A model in which every level has parameters: where training saw none, the starting value stands.

    Raises:  ModelRefused when it was made for other comparisons.
    """
    start = default_model()
    said = model.get("serai", {}) if isinstance(model, dict) else {}
    if said.get("model") != MODEL or _shape(model) != _shape(start):
        raise ModelRefused(
            f"This is not a model of the kind {MODEL}",
            advice="Train anew: leave the model away, and keep the one that the linkage writes.",
        )
    made = copy.deepcopy(model)
    for comparison, first in zip(made["comparisons"], start["comparisons"], strict=True):
        for level, one in zip(comparison["comparison_levels"], first["comparison_levels"], strict=True):
            if one.get("is_null_level"):
                continue
            for parameter in ("m_probability", "u_probability"):
                if not _usable(level.get(parameter)):
                    level[parameter] = one[parameter]
    return made


def splink_settings(model: dict[str, Any], *, within: bool = True) -> dict[str, Any]:
    """The model without what is ours alone, with blocks as the numbers of ``block_columns``.

    With ``within`` false only records of two registers are compared.
    """
    apart = "" if within else " AND l.register <> r.register"
    settings = {key: value for key, value in copy.deepcopy(model).items() if key != "serai"}
    settings["blocking_rules_to_generate_predictions"] = [
        _rule(f"l.block_{place} = r.block_{place}{apart}") for place in range(len(BLOCKS))
    ]
    return settings


def block_columns() -> str:
    """For each of ``BLOCKS`` one number, which joins faster than its texts; null where one of its columns is.

    Two blocks that share a number by chance are compared for nothing, and that is all.
    """
    return ", ".join(
        f"CASE WHEN {' AND '.join(f'{column} IS NOT NULL' for column in block)} "
        f"THEN hash({', '.join(block)}) END AS block_{place}"
        for place, block in enumerate(BLOCKS)
    )


def _rule(sql: str) -> dict[str, str]:
    return {"blocking_rule": sql, "sql_dialect": "duckdb"}


def _usable(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and 0 < value <= 1


def _shape(model: dict[str, Any]) -> list[tuple[str, list[str]]]:
    try:
        return [
            (one["output_column_name"], [level["sql_condition"] for level in one["comparison_levels"]])
            for one in model["comparisons"]
        ]
    except (KeyError, TypeError):
        return []


def _comparison(field: Compared) -> dict[str, Any]:
    unknown = {"sql_condition": field.unknown, "label_for_charts": "unknown", "is_null_level": True}
    levels = [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.says,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        | (
            {"tf_adjustment_column": level.frequency, "disable_tf_exact_match_detection": True}
            if level.frequency
            else {}
        )
        for level in field.levels
    ]
    return {"output_column_name": field.name, "comparison_levels": [unknown, *levels]}
