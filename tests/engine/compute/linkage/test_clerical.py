"""The sample that clerks look at: blind, by strata, and its interval holds the truth."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from serai.engine.compute.linkage import (
    AnswersRefused,
    Linked,
    Sample,
    clerical_sample,
    default_model,
    judged,
    link,
    linkage_quality,
    prepare_people,
)
from serai.engine.compute.linkage.model import BLOCKS
from serai.testing.invented import invented_registers

MEASURES = ("precision", "recall")


def linked_registers(people: int, seed: int, *, dull: bool = False) -> tuple[pa.Table, Linked, np.ndarray]:
    invented = invented_registers(people, seed=seed)
    table = prepare_people(invented.registers)
    model: dict[str, Any] = default_model(table.num_rows)
    if dull:
        births = next(one for one in model["comparisons"] if one["output_column_name"] == "birth")
        for level in births["comparison_levels"][1:]:
            level["m_probability"] = level["u_probability"]
    with duckdb.connect() as connection:
        linked = link(table, connection, model=model, threshold=0.05 if dull else 0.5)
    return table, linked, np.array(invented.people)


@pytest.fixture(scope="module")
def small() -> tuple[pa.Table, Linked, np.ndarray]:
    return linked_registers(700, 2)


@pytest.fixture(scope="module")
def faulty() -> tuple[pa.Table, Linked, np.ndarray]:
    """A linkage to which births say nothing, so that there are errors of both kinds."""
    return linked_registers(2_500, 2, dull=True)


def answered(sample: Sample, truth: np.ndarray) -> pa.Table:
    same = truth[sample.key["unique_id_l"].to_numpy()] == truth[sample.key["unique_id_r"].to_numpy()]
    words = ["yes" if one else "no" for one in same]
    return sample.sheet.set_column(
        sample.sheet.column_names.index("same_person"), "same_person", pa.array(words)
    )


def truly(linked: Linked, truth: np.ndarray, keep: Any = True) -> dict[str, float]:
    """Precision and recall of the pairs that were compared and kept, or of those to ``keep``."""
    same = keep & (
        truth[linked.pairs["unique_id_l"].to_numpy()] == truth[linked.pairs["unique_id_r"].to_numpy()]
    )
    links = keep & linked.pairs["linked"].to_numpy()
    return {"precision": (same & links).sum() / links.sum(), "recall": (same & links).sum() / same.sum()}


def test_clerks_see_two_records_and_not_what_the_machine_thinks(
    small: tuple[pa.Table, Linked, np.ndarray],
) -> None:
    people, linked, _ = small
    sample = clerical_sample(people, linked, pairs=120)
    assert sample.sheet.num_rows == sample.key.num_rows == 120
    assert set(sample.sheet["same_person"].to_pylist()) == {""}
    assert not {"match_weight", "linked", "stratum"} & set(sample.sheet.column_names)
    first = sample.key.slice(0, 1).to_pylist()[0]
    assert sample.sheet["name_a"][0].as_py() == people["name"][first["unique_id_l"]].as_py()
    assert sample.sheet["name_b"][0].as_py() == people["name"][first["unique_id_r"]].as_py()
    # links and pairs left alone are mixed, else the order would tell
    assert sample.key["linked"].to_pylist()[:60] != sorted(sample.key["linked"].to_pylist()[:60])


def test_every_stratum_is_drawn_from_and_small_ones_are_drawn_whole(
    small: tuple[pa.Table, Linked, np.ndarray],
) -> None:
    people, linked, _ = small
    sample = clerical_sample(people, linked, pairs=200)
    sizes = sample.sizes["all"]
    assert sum(sizes.values()) == linked.pairs.num_rows
    drawn = {row["values"]: row["counts"] for row in sample.key["stratum"].value_counts().to_pylist()}
    fair = 200 // len(sizes)
    assert sizes.keys() == drawn.keys()
    assert all(drawn[label] >= min(size, fair) for label, size in sizes.items())


def test_the_interval_is_narrow_enough_to_say_something(small: tuple[pa.Table, Linked, np.ndarray]) -> None:
    people, linked, truth = small
    sample = clerical_sample(people, linked, pairs=250)
    told = judged(sample.key, sample.sizes, answered(sample, truth))
    assert all(told[measure]["high"] - told[measure]["low"] < 0.12 for measure in ("precision", "recall"))


def groups_of(people: pa.Table) -> dict[tuple[str, str], np.ndarray]:
    """Which records are of each script, sex, and number of names."""
    columns = {group: pc.cast(people[group], pa.string()) for group in ("script", "sex", "single")}
    return {
        (group, str(value)): pc.fill_null(pc.equal(column, value), False).to_numpy()
        for group, column in columns.items()
        for value in column.unique()
        if value.is_valid
    }


def least_covered(draws: int) -> int:
    """Intervals of 95 % cover the truth in fewer of so many draws only once in a thousand times.

    Draws are independent, each covers with a chance of 0.95 or more: their number is binomial, or above.
    """
    below, least = 0.0, 0
    while (below := below + math.comb(draws, least) * 0.95**least * 0.05 ** (draws - least)) < 0.001:
        least += 1
    return least


def covering(linkage: tuple[pa.Table, Linked, np.ndarray], draws: int, width: float = 1.0) -> dict[str, int]:
    """How many samples have the truth in their interval, or in the middle ``width`` of it: of all and by group."""
    people, linked, truth = linkage
    left, right = (linked.pairs[f"unique_id_{side}"].to_numpy() for side in ("l", "r"))
    records = {("all", ""): np.ones(people.num_rows, bool)} | groups_of(people)
    true = {whose: truly(linked, truth, keep[left] | keep[right]) for whose, keep in records.items()}
    covered = dict.fromkeys((f"{measure} {' '.join(whose)}" for whose in true for measure in MEASURES), 0)
    for draw in range(draws):
        sample = clerical_sample(people, linked, pairs=300, seed=draw)
        told = judged(sample.key, sample.sizes, answered(sample, truth))
        for (group, value), measures in true.items():
            for measure, share in measures.items():
                one = (told if group == "all" else told["by"][group][value])[measure]
                middle, half = (one["high"] + one["low"]) / 2, (one["high"] - one["low"]) / 2 * width
                covered[f"{measure} {group} {value}"] += abs(share - middle) <= half + 0.00005  # as rounded
    return covered


def test_the_binomial_bound_is_the_tabulated_one() -> None:
    # of 20 draws at 0.95: P(X <= 15) = 0.0026, P(X <= 14) = 0.0003 (tables of the binomial distribution)
    assert least_covered(20) == 15


def test_the_intervals_of_samples_cover_the_truth_for_all_and_for_every_group(
    faulty: tuple[pa.Table, Linked, np.ndarray],
) -> None:
    people, linked, truth = faulty
    assert {value for group, value in groups_of(people) if group == "script"} == {"Arab", "Beng", "Latn"}
    assert max(truly(linked, truth).values()) < 0.995  # there are errors of both kinds
    covered = covering(faulty, 40)
    assert min(covered.values()) >= least_covered(40), covered


def test_intervals_too_narrow_are_found_out(faulty: tuple[pa.Table, Linked, np.ndarray]) -> None:
    covered = covering(faulty, 40, width=0.2)
    assert covered["recall all "] < least_covered(40), covered


@pytest.mark.full
def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    covered = covering(linked_registers(5_000, 4, dull=True), 200)
    assert min(covered.values()) >= least_covered(200), covered


def test_unsure_pairs_are_counted_and_left_out(small: tuple[pa.Table, Linked, np.ndarray]) -> None:
    people, linked, truth = small
    sample = clerical_sample(people, linked, pairs=100)
    sheet = answered(sample, truth)
    words = ["", "unsure", "?", *sheet["same_person"].to_pylist()[3:]]
    sheet = sheet.set_column(sheet.column_names.index("same_person"), "same_person", pa.array(words))
    told = judged(sample.key, sample.sizes, sheet.take(pa.array(range(99, -1, -1))))
    assert (told["pairs_answered"], told["pairs_unsure"]) == (97, 3)


def test_answers_that_do_not_fit_are_refused(small: tuple[pa.Table, Linked, np.ndarray]) -> None:
    people, linked, _ = small
    sample = clerical_sample(people, linked, pairs=20)
    for answers, says in (
        (pa.table({"pair": [1], "same_person": ["perhaps"]}), "perhaps"),
        (pa.table({"pair": [999], "same_person": ["yes"]}), "Pair 999"),
        (pa.table({"pair": [1]}), "no column same_person"),
    ):
        with pytest.raises(AnswersRefused, match=says):
            judged(sample.key, sample.sizes, answers)


def test_the_quality_of_a_linkage_adds_up(small: tuple[pa.Table, Linked, np.ndarray]) -> None:
    people, linked, _ = small
    told = linkage_quality(people, linked)
    assert sum(told["registers"].values()) == told["records"] == people.num_rows
    assert sum(int(size) * n for size, n in told["persons_by_records"].items()) == told["records"]
    links = told["links"]
    assert sum(links["certain"].values()) + links["scored"] + links["through_other_records"] == sum(
        told["across_registers"].values()
    )
    assert sum(band["pairs"] for band in told["weights"]) == linked.pairs["match_weight"].drop_null().length()
    assert told["unlinkable"]["share"] == 0  # at so low a threshold
    assert told["pairs_by_block"].keys() == {", ".join(block) for block in BLOCKS}
    with duckdb.connect() as connection:
        strict = link(people, connection, model=default_model(people.num_rows), threshold=0.99)
    unlinkable = linkage_quality(people, strict)["unlinkable"]
    assert 0 < unlinkable["share"] < 0.2
    assert unlinkable["share_by_single"]["true"] > unlinkable["share_by_single"]["false"]
    for group in ("script", "sex", "single", "register"):
        assert unlinkable[f"share_by_{group}"].keys() == {
            str(pc.cast(value, pa.string())) for value in people[group].unique()
        }
