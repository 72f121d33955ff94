"""Linkage of a few records worked by hand, and of invented registers whose truth is known."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from serai.engine.compute.linkage import Linked, ModelRefused, NoNames, default_model, link, prepare_people
from serai.engine.compute.linkage.linking import connected
from serai.testing.invented import WRITINGS, Invented, invented_registers


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def register(*rows: dict[str, str]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def together(linked: Linked) -> set[frozenset[int]]:
    """Persons of more than one record, as sets of record numbers."""
    people: dict[int, set[int]] = {}
    for row in linked.clusters.to_pylist():
        people.setdefault(row["person"], set()).add(row["unique_id"])
    return {frozenset(records) for records in people.values() if len(records) > 1}


ZAHRA = {"name": "Zahra Karimi", "father_name": "Ahmad Karimi", "birth_date": "24/05/1987", "sex": "F"}
ZAHRA_IN_PERSIAN = {
    "name": "زهرا کریمی",
    "father_name": "احمد کریمی",
    "birth_date": "1366/03/03",
    "sex": "زن",
}
OMID = {"name": "Omid Rahimi", "father_name": "Nabi Rahimi", "birth_date": "1990-02-11", "sex": "M"}
CASES: list[tuple[str, list[dict[str, str]], set[frozenset[int]]]] = [
    ("one person in two scripts and two calendars", [ZAHRA, ZAHRA_IN_PERSIAN, OMID], {frozenset({0, 1})}),
    (
        "a national id links what else differs, if births fit",
        [ZAHRA | {"national_id": "1234-5678"}, OMID | {"national_id": "۱۲۳۴ ۵۶۷۸", "birth_date": "1987"}],
        {frozenset({0, 1})},
    ),
    (
        "a national id does not link two people who have nothing else in common",
        [ZAHRA | {"national_id": "12345678"}, OMID | {"national_id": "12345678"}],
        set(),
    ),
    (
        "a passport links with the birth, under another name",
        [
            {"name": "Zahra", "birth_date": "24/05/1987", "document_number": "p 100-2003"},
            {"name": "Mahbuba", "birth_date": "1987-05-24", "document_number": "P1002003"},
        ],
        {frozenset({0, 1})},
    ),
    (
        "a child in its mother's passport is another person",
        [
            ZAHRA | {"document_number": "P1002003"},
            {"name": "Laila Karimi", "father_name": "Javad", "birth_date": "2015-08-09", "sex": "F",
             "document_number": "P1002003"},
        ],
        set(),
    ),
    (
        "what clerks write when there is no number links nobody",
        [ZAHRA | {"national_id": "0000000000"}, OMID | {"national_id": "0000000000", "birth_date": "24/05/1987"}],
        set(),
    ),
    (
        "brothers born on the same heaped day are two",
        [
            {"name": "Ahmad Wali Noori", "father_name": "Karim", "birth_date": "01/01/1990", "sex": "M"},
            {"name": "Farhad Noori", "father_name": "Karim", "birth_date": "01/01/1990", "sex": "M"},
        ],
        set(),
    ),
    (
        "records that meet only through a third are one person",
        [
            ZAHRA | {"national_id": "12345678"},
            {"name": "Zahra Karimi", "birth_date": "24/05/1987", "national_id": "12345678",
             "document_number": "P1002003"},
            {"name": "Mahbuba Stanikzai", "birth_date": "24/05/1987", "document_number": "P1002003"},
        ],
        {frozenset({0, 1, 2})},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_who_is_one_person(
    connection: duckdb.DuckDBPyConnection, rows: list[dict[str, str]], expected: set[frozenset[int]]
) -> None:
    assert together(link(prepare_people({"border": register(*rows)}), connection)) == expected


def test_records_are_connected_at_any_distance() -> None:
    """A chain from end to end, a star around the largest, and two that nothing links."""
    left, right = np.array([5, 4, 3, 2, 9, 9, 9]), np.array([4, 3, 2, 1, 6, 7, 8])
    assert connected(11, left, right).tolist() == [0, 1, 1, 1, 1, 1, 6, 6, 6, 6, 10]


def test_registers_can_be_linked_with_each_other_alone(connection: duckdb.DuckDBPyConnection) -> None:
    people = prepare_people({"border": register(ZAHRA, ZAHRA), "permits": register(ZAHRA_IN_PERSIAN)})
    pairs = link(people, connection, within=False).pairs
    direct = pairs.filter(pairs["direct"]).select(["unique_id_l", "unique_id_r"]).to_pylist()
    assert [tuple(row.values()) for row in direct] == [(0, 2), (1, 2)]


def test_an_identifier_of_many_names_is_nobodys(connection: duckdb.DuckDBPyConnection) -> None:
    names = ["Zahra", "Omid", "Laila", "Nabi", "Farhad", "Karim"]
    rows = [{"name": name, "national_id": "98765432"} for name in names]
    six = link(prepare_people({"border": register(*rows)}), connection)
    five = link(prepare_people({"border": register(*rows[:5])}), connection)
    assert (together(six), six.crowded) == (set(), {"document": 0, "national_id": 1})
    assert (together(five), five.crowded) == ({frozenset(range(5))}, {"document": 0, "national_id": 0})


def test_given_and_family_names_and_no_record_numbers_will_do() -> None:
    people = prepare_people({"b": register({"given_name": "Zahra", "family_name": "Karimi"})})
    assert people.select(["name_key", "record_id", "register", "father_name"]).to_pylist() == [
        {"name_key": "ZHRKRMA", "record_id": "1", "register": "b", "father_name": None}
    ]


def test_registers_without_names_are_refused() -> None:
    with pytest.raises(NoNames, match="permits"):
        prepare_people({"border": register(ZAHRA), "permits": register({"sex": "F"})})


def test_nobody_and_one_person_are_linked_with_nobody(connection: duckdb.DuckDBPyConnection) -> None:
    for rows in ([], [ZAHRA]):
        table = register(*rows) if rows else pa.table({"name": pa.array([], pa.string())})
        linked = link(prepare_people({"border": table}), connection)
        assert (linked.pairs.num_rows, linked.clusters.num_rows) == (0, len(rows))


def test_a_model_of_other_comparisons_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    people = prepare_people({"border": register(ZAHRA)})
    other: dict[str, Any] = default_model()
    other["comparisons"] = other["comparisons"][1:]
    for model in ({}, {"serai": {"model": "serai-people-0"}}, other):
        with pytest.raises(ModelRefused, match="serai-people-2"):
            link(people, connection, model=model)


def test_records_that_cannot_reach_the_threshold_are_known(connection: duckdb.DuckDBPyConnection) -> None:
    """By hand, in log2: the prior of few records is 1 in 1,000, -9.9643. The name is on 2 of 2 records and
    0.6 of 1,000 usual ones, so it adds 0.44 / (2.6 / 1002), 7.4057; the sex adds 0.99 / 0.52, 0.9289."""
    people = prepare_people({"b": register({"name": "Ali", "sex": "M"}, {"name": "Ali"})})
    weights = link(people, connection).self_weights["self_weight"].to_pylist()
    assert weights == pytest.approx([-9.9643 + 7.4057 + 0.9289, -9.9643 + 7.4057], abs=0.001)


def pairs_of(labels: Any) -> set[tuple[int, int]]:
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(int(label), []).append(place)
    return {(a, b) for group in groups.values() for i, a in enumerate(group) for b in group[i + 1 :]}


def by_writing(invented: Invented, linked: Linked) -> dict[str, tuple[float, float]]:
    """Precision and recall of the pairs in which a person of each writing stands."""
    homes = invented.truth["home"].to_pylist()
    true, found = pairs_of(invented.people), pairs_of(linked.clusters["person"].to_numpy())
    measured = {}
    for writing in WRITINGS:
        mine, theirs = (
            {(a, b) for a, b in pairs if writing in (homes[a], homes[b])} for pairs in (found, true)
        )
        measured[writing] = (len(mine & theirs) / len(mine), len(mine & theirs) / len(theirs))
    return measured


def check_no_script_behind(measured: dict[str, tuple[float, float]]) -> None:
    for place, word in enumerate(("precision", "recall")):
        values = {writing: measures[place] for writing, measures in measured.items()}
        assert max(values.values()) - min(values.values()) <= 0.05, (word, values)
        assert min(values.values()) >= (0.97, 0.85)[place], (word, values)


@pytest.fixture(scope="module")
def invented_and_linked() -> tuple[Invented, Linked]:
    invented = invented_registers(1_500, seed=7)
    with duckdb.connect() as opened:
        return invented, link(prepare_people(invented.registers), opened, model=default_model(4_000))


def test_no_script_is_more_than_five_points_behind_the_best(
    invented_and_linked: tuple[Invented, Linked],
) -> None:
    measured = by_writing(*invented_and_linked)
    assert measured.keys() == {"fa", "ar", "ur", "ps", "bn", "la"}
    check_no_script_behind(measured)


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_script_that_falls_behind_is_found_out(
    writing: str, invented_and_linked: tuple[Invented, Linked]
) -> None:
    """One person in six of the writing, and of it alone, is not put together; or two of them are one."""
    invented, linked = invented_and_linked
    homes = np.array(invented.truth["home"].to_pylist())
    people, person = np.array(invented.people), linked.clusters["person"].to_numpy()
    some = (homes == writing) & (people % 6 == 0)
    lost = np.where(some, np.arange(len(person)), person)
    merged = np.where(some, person[some].min(), person)
    for wrong, word in ((lost, "recall"), (merged, "precision")):
        found = replace(linked, clusters=pa.table({"unique_id": np.arange(len(person)), "person": wrong}))
        with pytest.raises(AssertionError, match=word):
            check_no_script_behind(by_writing(invented, found))


@pytest.mark.full
def test_no_script_is_behind_when_parameters_are_learned(connection: duckdb.DuckDBPyConnection) -> None:
    invented = invented_registers(12_000, seed=11)
    people = prepare_people(invented.registers)
    linked = link(people, connection)
    assert linked.model["serai"]["trained_on"] == people.num_rows
    check_no_script_behind(by_writing(invented, linked))


def test_what_was_learned_scores_again_without_training(connection: duckdb.DuckDBPyConnection) -> None:
    invented = invented_registers(900, seed=3)
    people = prepare_people(invented.registers)
    assert people.num_rows >= 2_000
    steps: list[str] = []
    first = link(people, connection, progress=lambda step, fraction: steps.append(step))
    assert any("strangers" in step for step in steps)
    kept = json.loads(json.dumps(first.model))
    steps.clear()
    again = link(people, connection, model=kept, progress=lambda step, fraction: steps.append(step))
    assert not any("strangers" in step for step in steps)
    assert again.clusters.equals(first.clusters)
    assert np.allclose(
        again.pairs["match_weight"].drop_null().to_numpy(), first.pairs["match_weight"].drop_null().to_numpy()
    )
    # learning is no worse than starting: of the true pairs nearly all that the starting values find
    true = pairs_of(invented.people)
    start = link(people, connection, model=default_model(people.num_rows))
    shares = [len(pairs_of(one.clusters["person"].to_numpy()) & true) / len(true) for one in (first, start)]
    assert shares[0] > shares[1] - 0.02


def test_a_register_in_which_nobody_stands_twice_stays_as_it_is(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    invented = invented_registers(3_200, seed=6, registers=("border",), twice=0.0)
    people = prepare_people(invented.registers)
    assert people.num_rows >= 2_000  # so that parameters are learned, from no example
    persons = len(set(link(people, connection).clusters["person"].to_pylist()))
    assert people.num_rows * 0.99 < persons <= people.num_rows


def test_a_model_follows_the_number_of_records(connection: duckdb.DuckDBPyConnection) -> None:
    """Twice the records, each person with as many: a pair is half as likely, one less in log2."""
    model: dict[str, Any] = default_model()
    model["probability_two_random_records_match"] = 0.001
    model["serai"]["trained_on"] = 1
    people = prepare_people({"b": register(ZAHRA, OMID)})
    half = link(people, connection, model=model).self_weights["self_weight"].to_pylist()
    model["serai"]["trained_on"] = 2
    whole = link(people, connection, model=model)
    shift = np.array(whole.self_weights["self_weight"].to_pylist()) - np.array(half)
    assert shift == pytest.approx(1.0, abs=0.002)
    assert whole.model["probability_two_random_records_match"] == 0.001  # what is kept is what was learned


def test_splink_agrees_about_records_against_themselves(connection: duckdb.DuckDBPyConnection) -> None:
    """Among the usual thousand records, with frequencies from there, both give one weight."""
    from splink import DuckDBAPI, Linker

    from serai.engine.compute.linkage.model import USUAL, USUAL_RECORDS, completed, splink_settings

    people = prepare_people(invented_registers(60, seed=5).registers)
    model = completed(default_model(people.num_rows))
    ours = link(people, connection, model=model).self_weights["self_weight"].to_pylist()
    logging.getLogger("splink").setLevel(logging.ERROR)
    frequencies = {}
    for column, usual in USUAL.items():
        values = [value for value in people[column].to_pylist() if value is not None]
        share = {v: (values.count(v) + USUAL_RECORDS * usual) / (len(values) + USUAL_RECORDS) for v in values}
        frequencies[f"tf_{column}"] = pa.array(
            [share.get(v) for v in people[column].to_pylist()], pa.float64()
        )
    for name, values in frequencies.items():
        people = people.append_column(name, values)
    linker = Linker(
        DuckDBAPI(duckdb.connect()).register(people),
        splink_settings(model),
        log_level=None,
        validate_settings=False,
    )
    theirs = {row["unique_id_l"]: row["match_weight"] for row in linker._self_link().as_record_list()}
    assert ours == pytest.approx([theirs[number] for number in range(people.num_rows)], abs=1e-6)
