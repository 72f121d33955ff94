"""What linkage asks of the records beside Splink: one lazy expression each, for DuckDB and Spark.

Nothing is read here. ``people`` are the records of ``prepare_people``; null is equal to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from serai.engine.compute.linkage.model import COMPARISONS, USUAL_RECORDS

MOST_NAMES = 5
"""An identifier under which more names stand is what clerks write when there is none."""
GROUPS = ("script", "sex", "single", "register")
CERTAIN = ("one pseudonym", "national id", "document and birth")
"""What links two records without any model, the first that holds."""


def crowded(people: ir.Table, identifier: str) -> ir.Table:
    """Values of a document or number under which too many different names stand: (identifier, names)."""
    known = people.filter(people[identifier].notnull())
    counted = known.group_by(identifier).agg(names=known["name_key"].nunique())
    return counted.filter(counted["names"] > MOST_NAMES)


def usable(people: ir.Table, many: Mapping[str, ir.Table]) -> ir.Table:
    """The records, with null for identifiers that are nobody's; ``many``: the ``crowded`` ones by column."""
    for identifier, table in many.items():
        many_names = table.select(nobodys=table[identifier])
        joined = people.left_join(many_names, people[identifier] == many_names["nobodys"])
        own = ibis.ifelse(joined["nobodys"].isnull(), joined[identifier], None)
        people = joined.mutate(**{identifier: own}).drop("nobodys")
    return people


def frequencies(people: ir.Table, column: str, usual: float) -> ir.Table:
    """How common each name is, (column, tf_column): the rarer, the more two records that share it say.

    A thousand records of a register in which every name is as common as usual are added, so that in a small
    register a name on two of its three records is not taken for one that two thirds of all people bear.
    """
    named = people.filter(people[column].notnull())
    counted = named.group_by(column).agg(records=named.count())
    # one engine takes a number with a point for a decimal, which divides with fewer places
    own, all_of = (count.cast("float64") for count in (counted["records"], counted["records"].sum().over()))
    share = (own + USUAL_RECORDS * usual) / (all_of + USUAL_RECORDS)
    return counted.select(column, **{f"tf_{column}": share})


def certain(people: ir.Table, *, within: bool = True) -> ir.Table:
    """Pairs that need no model, with the rule that links them: (unique_id_l, unique_id_r, rule).

    With ``within`` false only pairs of two registers.
    """
    left, right = people.view(), people.view()
    births_fit = (left["birth_first"] <= right["birth_last"]) & (right["birth_first"] <= left["birth_last"])
    word_in_common = left["name_words"].intersect(right["name_words"]).length() > 0
    same_day = left["birth_day"] == right["birth_day"]
    rules: Sequence[list[Any]] = (
        [left["unique_id"] == right["subject_first"]],
        [left["national_id"] == right["national_id"], births_fit.fill_null(True) | word_in_common],
        # a year alone, or a first of January, fits too many: then the names have to say something as well
        [left["document"] == right["document"], births_fit, same_day.fill_null(False) | word_in_common],
    )
    apart = [left["unique_id"] < right["unique_id"]]
    if not within:
        apart.append(left["register"] != right["register"])
    found = [
        left.join(right, [*rule, *apart]).select(
            unique_id_l=left["unique_id"], unique_id_r=right["unique_id"], place=ibis.literal(place, "int32")
        )
        for place, rule in enumerate(rules)
    ]
    pairs = ibis.union(*found)
    first = pairs.group_by("unique_id_l", "unique_id_r").agg(place=pairs["place"].min())
    words = [(first["place"] == place, rule) for place, rule in enumerate(CERTAIN)]
    return first.select("unique_id_l", "unique_id_r", rule=ibis.cases(*words))


def block_pairs(people: ir.Table, blocks: Mapping[str, Sequence[str]]) -> ir.Table:
    """How many pairs of records agree in all columns of each block: (block, pairs)."""
    counted = []
    for name, columns in blocks.items():
        known = people.drop_null(list(columns))
        sizes = known.group_by(*columns).agg(n=known.count())
        pairs = (sizes["n"] * (sizes["n"] - 1)).sum().fill_null(0).cast("int64")
        counted.append(sizes.agg(pairs=pairs).select(block=ibis.literal(name), pairs=ibis._["pairs"]))
    return ibis.union(*counted).mutate(pairs=(ibis._["pairs"] / 2).cast("int64"))


def self_weights(people: ir.Table, common: Mapping[str, ir.Table], model: dict[str, Any]) -> ir.Table:
    """The weight that each record reaches against itself, and whether an identifier links it without a weight.

    Shape:   ``common``: the ``frequencies`` by column -> unique_id, the columns of ``GROUPS``, ``self_weight`` (the
             prior, the best level of each known field, and the rarity of its names), ``sure``.
    Units:   log2 of the odds.
    """
    for column, table in common.items():
        joined = people.left_join(table, people[column] == table[column])
        people = joined.select(*people.columns, f"tf_{column}")
    prior = model["probability_two_random_records_match"]
    weight: Any = ibis.literal(math.log2(prior / (1 - prior)))
    for field, comparison in zip(COMPARISONS, model["comparisons"], strict=True):
        levels = zip(field.known, comparison["comparison_levels"][1:], strict=False)
        reached = [(people[column].notnull(), _weight(level, people)) for column, level in levels]
        weight += ibis.cases(*reached, else_=0.0)
    sure = people["national_id"].notnull() | (people["document"].notnull() & people["birth_first"].notnull())
    return people.select("unique_id", *GROUPS, self_weight=weight, sure=sure)


def _weight(level: dict[str, Any], people: ir.Table) -> Any:
    m, u = level["m_probability"], level["u_probability"]
    column = level.get("tf_adjustment_column")
    if not column:
        return ibis.literal(math.log2(m / u))
    return math.log2(m / u) + (u / people[f"tf_{column}"]).log2()


def unlinkable(weighed: ir.Table, needed: float) -> ir.Table:
    """Records that do not reach the weight ``needed`` against themselves: no other record of theirs could.

    Shape:   ``self_weights`` -> (by, value, unlinkable, records) for each value of ``GROUPS``; ``by`` is "all" for
             all records.
    """
    weak = (weighed["self_weight"] < needed) & ~weighed["sure"]
    told = weighed.mutate(weak=weak.cast("int64"), all=ibis.literal("all"))
    found = []
    for group in ("all", *GROUPS):
        by = told.group_by(value=told[group].cast("string")).agg(
            unlinkable=told["weak"].sum().cast("int64"), records=told.count()
        )
        found.append(
            by.select(by=ibis.literal(group), value="value", unlinkable="unlinkable", records="records")
        )
    return ibis.union(*found)
