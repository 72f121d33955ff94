"""The sample that clerks look at: blind, by strata, and its interval holds the truth."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
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
from serai.testing.invented import invented_registers


def linked_registers(people: int, seed: int) -> tuple[pa.Table, Linked, np.ndarray]:
    invented = invented_registers(people, seed=seed)
    table = prepare_people(invented.registers)
    with duckdb.connect() as connection:
        # a low threshold, so that there are errors of both kinds
        linked = link(table, connection, model=default_model(table.num_rows), threshold=0.2)
    return table, linked, np.array(invented.people)


@pytest.fixture(scope="module")
def small() -> tuple[pa.Table, Linked, np.ndarray]:
    return linked_registers(700, 2)


def answered(sample: Sample, truth: np.ndarray) -> pa.Table:
    same = truth[sample.key["unique_id_l"].to_numpy()] == truth[sample.key["unique_id_r"].to_numpy()]
    words = ["yes" if one else "no" for one in same]
    return sample.sheet.set_column(
        sample.sheet.column_names.index("same_person"), "same_person", pa.array(words)
    )


def truly(linked: Linked, truth: np.ndarray) -> dict[str, float]:
    """Precision and recall of all pairs that were compared and kept."""
    same = truth[linked.pairs["unique_id_l"].to_numpy()] == truth[linked.pairs["unique_id_r"].to_numpy()]
    links = linked.pairs["linked"].to_numpy()
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
    assert sum(sample.sizes.values()) == linked.pairs.num_rows
    drawn = {row["values"]: row["counts"] for row in sample.key["stratum"].value_counts().to_pylist()}
    fair = 200 // len(sample.sizes)
    assert {label: min(size, fair) for label, size in sample.sizes.items()}.keys() == drawn.keys()
    assert all(drawn[label] >= min(size, fair) for label, size in sample.sizes.items())


@pytest.mark.parametrize("draw", range(3))
def test_the_interval_of_the_sample_covers_the_truth(
    small: tuple[pa.Table, Linked, np.ndarray], draw: int
) -> None:
    people, linked, truth = small
    sample = clerical_sample(people, linked, pairs=250, seed=draw)
    told = judged(sample.key, sample.sizes, answered(sample, truth))
    for measure, true in truly(linked, truth).items():
        assert told[measure]["low"] <= round(true, 4) <= told[measure]["high"], (measure, true, told[measure])
        assert told[measure]["high"] - told[measure]["low"] < 0.12
    assert set(told["by"]) == {"script", "sex", "single"}
    assert set(told["by"]["script"]) == {"Arab", "Beng", "Latn"}


@pytest.mark.full
def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    people, linked, truth = linked_registers(5_000, 4)
    true = truly(linked, truth)
    covered = {"precision": 0, "recall": 0}
    for draw in range(200):
        sample = clerical_sample(people, linked, pairs=300, seed=draw)
        told = judged(sample.key, sample.sizes, answered(sample, truth))
        for measure in covered:
            covered[measure] += told[measure]["low"] <= round(true[measure], 4) <= told[measure]["high"]
    # 95 in 100, and by chance not below 91 in 100
    assert min(covered.values()) >= 182, covered


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
    told = linkage_quality(people, replace(linked, threshold=0.99))
    assert 0 < told["unlinkable"]["share"] < 0.2
    assert told["unlinkable"]["share_by_single"]["True"] > told["unlinkable"]["share_by_single"]["False"]
