"""The kernel over a stream of batches: however it is cut, nobody is torn in two and nothing is lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine.compute import by_person, kernel
from serai.engine.compute.records import EPOCH, Question, counts_of, deaths_of, permits_of
from serai.engine.compute.relations import records
from serai.engine.model.definition import DEFINITIONS
from serai.engine.model.limits import Limits
from serai.engine.publish.crossings import Order, crossings_in
from serai.engine.publish.migrants import compile_migrations

from .random_histories import RandomPeople, random_people
from .test_migrants import deaths_in, tables

RULE = DEFINITIONS["12/16"]


def question_of(people: RandomPeople, scale: int) -> Question:
    first, last = dt.date.fromordinal(people.first), dt.date.fromordinal(people.last)
    return Question(RULE, "midpoint", people.country, first, last, scale)


@pytest.mark.parametrize(("batch", "gathered"), [(1, 2), (7, 5), (100, 30), (1000, 65_536)])
def test_however_the_stream_is_cut_the_tables_are_those_of_one_machine(
    batch: int, gathered: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = random_people(31, 150)
    crossings, permits = tables(people)
    file = tmp_path / "crossings.parquet"
    pq.write_table(crossings, file)
    read = crossings_in([str(file)], where="crossings", definition=RULE)
    question = question_of(people, read.scale)
    order = Order(RULE, "midpoint", people.country, question.first, question.last)
    allowed, died = permits_of(permits), deaths_of(deaths_in(people))
    made = compile_migrations(
        read, tmp_path / "out", order, limits=Limits("256MB", 1), permits=permits, deaths=deaths_in(people)
    )
    with duckdb.connect() as connection:
        asked = ibis.to_sql(
            records(read.view(connection), RULE, people.country, about=True), dialect="duckdb"
        )
        stream = connection.sql(f"select * from ({asked}) order by person_id, row").to_arrow_table()
    monkeypatch.setattr(by_person, "GATHERED", gathered)
    batches = stream.combine_chunks().to_batches(max_chunksize=batch)
    told = pa.Table.from_batches(by_person.told_by_person(batches, question, allowed, died))
    total = by_person.added_up([told["tally"][-1].as_py()], question)
    assert told["tally"].null_count == told.num_rows - 1
    assert counts_of(total.counts, allowed, died) == made.counts
    names = ["person_id", "date", "warm_up", "citizenship", "sex", "birth_year", "post", "crossings", "added"]
    for table, which in (("migrations", kernel.MIGRATION), ("conditional", kernel.CONDITIONAL)):
        here = told.filter(np.equal(told["table"].fill_null(-1).to_numpy(), which)).select(names)
        there = pq.read_table(made.files[table], columns=names)
        assert sorted(here.to_pylist(), key=repr) == sorted(there.to_pylist(), key=repr)
        assert here.num_rows > 0


def test_a_stream_without_anybody_counts_nothing() -> None:
    question = Question(RULE, "drop", "QRV", EPOCH, EPOCH, 1)
    told = list(by_person.told_by_person([], question, permits_of(None), deaths_of(None)))
    assert [one.num_rows for one in told] == [1]
    total = by_person.added_up([told[0]["tally"][0].as_py()], question)
    assert total.counts.sum() == 0
    assert total.became.sum() == 0
