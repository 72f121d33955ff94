"""What is withheld has no influence: two releases that differ in nothing else answer every question alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.engine.model.exchange.errors import BadQuery, Meaningless
from serai.engine.model.exchange.queries import availability_query, data_query
from serai.engine.model.exchange.structures import structure_of
from serai.engine.publish.exchange.answering import Form, answered
from serai.engine.publish.exchange.available import availability
from serai.engine.publish.exchange.csv import BATCH, as_csv
from serai.engine.publish.exchange.json import as_json
from serai.engine.publish.exchange.selecting import Revision, data_sets
from serai.engine.publish.exchange.xml import as_xml

from .published import COLUMNS, MOMENTS, PASSPORT, TABLES

NOW = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
NUMBERS = st.one_of(st.floats(-50, 50).map(str), st.sampled_from(("13.5", "12", "0", "-7", "4321")))
TERMS = st.builds(
    "{}:{}".format, st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew")), NUMBERS
)
WORDS = st.one_of(
    st.tuples(st.just("c[OBS_VALUE]"), st.builds(lambda terms, sign: sign.join(terms),
                                               st.lists(TERMS, min_size=1, max_size=3), st.sampled_from(",+"))),
    st.sampled_from((
        ("sort", "OBS_VALUE"), ("sort", "OBS_VALUE:desc"), ("sort", "AREA+OBS_VALUE"), ("limit", "3"), ("offset", "2"),
        ("firstNObservations", "1"), ("lastNObservations", "1"), ("includeHistory", "true"),
        ("updatedAfter", "2024-02-01T00:00:00Z"), ("asOf", "2024-05-01T00:00:00Z"), ("attributes", "none"),
        ("measures", "OBS_VALUE"), ("dimensionAtObservation", "SEX"), ("c[OBS_STATUS]", "Q"),
        ("dimensionAtObservation", "AllDimensions"), ("c[AREA]", "QRX"),
    )),
)  # fmt: skip


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[list[Revision]]:
    """The same three revisions, with -7 and other values, and with 4,321 in the file of what is withheld."""
    made = []
    for number, hidden in enumerate(((-7.0, 13.5, 12.0), (4321.0, 4321.0, 4321.0))):
        folder = tmp_path_factory.mktemp(f"twin-{number}")
        revisions = []
        for at, (rows, moment) in enumerate(zip(TABLES, MOMENTS, strict=True)):
            told = [one | {"OBS_VALUE": hidden[at]} if one["OBS_STATUS"] == "Q" else one for one in rows]
            assert told != rows
            path = folder / f"cells-{at}.parquet"
            kinds = [(name, pa.float64() if name == "OBS_VALUE" else pa.string()) for name in COLUMNS]
            pq.write_table(pa.Table.from_pylist(told, pa.schema(kinds)), path)
            revisions.append(Revision(path, moment, structure_of(PASSPORT, COLUMNS)))
        made.append(revisions)
    return made


def said(revisions: list[Revision], words: list[tuple[str, str]], kind: str, spill: Path) -> Any:
    """The answer, or what is wrong with the question."""
    try:
        if kind == "available":
            known = [one for one in words if one[0].startswith("c[") or one[0] == "updatedAfter"]
            query = availability_query(["dataflow"], [*known, ("mode", "available")])
            return [
                (one.values, one.series, one.cells) for one in availability([revisions], query, spill=spill)
            ]
        form = Form(kind, {"csv": "2.1.0", "json": "2.1.0", "xml": "3.1.0"}[kind])
        pieces = answered(
            [revisions], data_query(["dataflow"], words), form, message="M", prepared=NOW, spill=spill
        )
        return None if pieces is None else b"".join(pieces)
    except (BadQuery, Meaningless) as refusal:
        return str(refusal)


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(words=st.lists(WORDS, max_size=3), kind=st.sampled_from(("csv", "json", "xml", "available")))
def test_a_withheld_value_changes_no_answer(
    twins: list[list[Revision]], words: list[tuple[str, str]], kind: str
) -> None:
    spill = twins[0][0].cells.parent
    one, other = (said(revisions, words, kind, spill) for revisions in twins)
    assert one == other


MANY = 400_000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Revision:
    """A release that is larger than a piece by far."""
    path = tmp_path_factory.mktemp("many") / "cells.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 'A' as FREQ, if(i % 2 = 0, 'F', 'M') as SEX, if(i % 3 = 0, 'QRV', 'QRX') as AREA,"
            " cast(1000 + i // 6 as varchar) as TIME_PERIOD, cast(i as double) as OBS_VALUE, 'A' as OBS_STATUS,"
            f" null::varchar as NOTE, cast(i as varchar) as CELL_KEY from range({MANY}) as t(i)) to '{path}'"
        )
    return Revision(path, MOMENTS[0], structure_of(PASSPORT, COLUMNS))


@pytest.mark.parametrize("kind", ["csv", "json", "xml"])
def test_no_piece_of_a_large_answer_is_large(many: Revision, kind: str) -> None:
    """No piece has more rows than a batch, so that an answer of any size goes through little memory."""
    with duckdb.connect() as connection:
        sets = data_sets(connection, [many], data_query(["dataflow"], []), grouped=kind != "csv")
        counted = {"csv": b"\n", "json": b"[", "xml": b"<Obs"}[kind]
        found = [piece.count(counted) for piece in written(connection, sets, kind)]
    assert max(found) <= BATCH + 10
    assert sum(found) >= MANY
    assert sum(count > 0 for count in found) >= MANY // BATCH


def written(connection: Any, sets: Any, kind: str) -> Iterator[bytes]:
    if kind == "csv":
        return as_csv(connection, sets)
    answers = [(sets, "AllDimensions")]
    if kind == "json":
        return as_json(connection, answers, version="2.1.0", language="en", message="M", prepared=NOW)
    return as_xml(connection, answers, version="3.1.0", message="M", prepared=NOW)


def test_memory_does_not_grow_with_an_answer(many: Revision, tmp_path: Path) -> None:
    """As CSV it comes to 16 million letters; what is held while they go by is a few pieces of them."""
    form = Form("csv", "2.1.0")
    pieces = answered([[many]], data_query(["dataflow"], []), form, message="M", prepared=NOW, spill=tmp_path)
    assert pieces is not None
    next(pieces), next(pieces)
    before = most = held()
    size = 0
    for piece in pieces:
        size += len(piece)
        most = max(most, held())
    assert size > 16_000_000
    assert most - before < 64 * 1024


def held() -> int:
    """The memory of this process, in kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
