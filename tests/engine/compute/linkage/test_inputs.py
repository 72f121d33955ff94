"""What linkage asks of the records: worked by hand, and on Spark as on DuckDB."""

from __future__ import annotations

import datetime as dt
import logging
import math
import os
import sys
from collections.abc import Callable
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from serai.engine.compute.linkage import inputs, prepare_people
from serai.engine.compute.linkage.model import BLOCKS, default_model
from serai.testing.invented import invented_registers

Run = Callable[[ir.Table], list[dict[str, Any]]]
BORN, YEAR = dt.date(1987, 5, 24), (dt.date(1987, 1, 1), dt.date(1987, 12, 31))
COLUMNS = ("unique_id", "register", "script", "single", "sex", "subject_first", "name_key", "name_words",
           "father_key", "birth_day", "birth_first", "birth_last", "document", "national_id")  # fmt: skip
# 0 to 2 share a document: two births that fit, one that does not; 3 and 4 a national id, of other births but
# one word in common; 5 and 6 one without; 7 has 3's number, and no birth; 8 is 7 under a pseudonym
ROWS: list[tuple[Any, ...]] = [
    (0, "a", "Latn", False, "F", None, "ZHR KRM", ["ZHR", "KRM"], "HMD", "1987-05-24", BORN, BORN, "P1", None),
    (1, "b", "Arab", True, None, None, "ZHR", ["ZHR"], None, None, *YEAR, "P1", None),
    (2, "b", "Arab", True, "F", None, "LYL", ["LYL"], "HMD", "2015-08-09", *[dt.date(2015, 8, 9)] * 2, "P1", None),
    (3, "a", "Latn", False, "M", None, "MD RHM", ["MD", "RHM"], None, None, *YEAR, None, "N1"),
    (4, "a", "Latn", False, "M", None, "RHM KHN", ["RHM", "KHN"], None, "1990-02-11", *[dt.date(1990, 2, 11)] * 2,
     None, "N1"),
    (5, "a", "Beng", True, "M", None, "NBY", ["NBY"], None, None, *YEAR, None, "N2"),
    (6, "b", "Beng", True, "M", None, "FRHD", ["FRHD"], None, "1990-02-11", *[dt.date(1990, 2, 11)] * 2, None, "N2"),
    (7, "b", None, None, None, 7, None, None, None, None, None, None, None, "N1"),
    (8, "b", "Latn", True, "M", 7, "ZHR", ["ZHR"], None, None, None, None, None, None),
]  # fmt: skip
TYPES: dict[str, pa.DataType] = {
    "unique_id": pa.int64(), "single": pa.bool_(), "subject_first": pa.int64(), "name_words": pa.list_(pa.string()),
    "birth_first": pa.date32(), "birth_last": pa.date32(),
}  # fmt: skip
PEOPLE = pa.table(
    {
        name: pa.array([row[place] for row in ROWS], TYPES.get(name, pa.string()))
        for place, name in enumerate(COLUMNS)
    }
)


def named(table: pa.Table) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(table.schema), name="people")


def on_duckdb(table: pa.Table) -> Run:
    connection = duckdb.connect()
    connection.register("people", table)

    def run(expression: ir.Table) -> list[dict[str, Any]]:
        found = connection.sql(ibis.to_sql(expression, dialect="duckdb")).to_arrow_table()
        rows: list[dict[str, Any]] = found.cast(expression.schema().to_pyarrow()).to_pylist()
        return rows

    return run


def ordered(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in rows), key=repr)


def check_by_hand(on: Callable[[pa.Table], Run]) -> None:
    """All expressions over ``PEOPLE``."""
    run, people = on(PEOPLE), named(PEOPLE)
    links = {(0, 1, "document and birth"), (3, 4, "national id"), (3, 7, "national id"), (4, 7, "national id"),
             (7, 8, "one pseudonym")}  # fmt: skip
    assert set(ordered(run(inputs.certain(people)))) == links
    # in two registers: 3 with 7 and 4 with 7 alone have a number in common
    apart = set(ordered(run(inputs.certain(people, within=False))))
    assert apart == links - {(3, 4, "national id"), (7, 8, "one pseudonym")}
    # 0 to 2 make three pairs with one document; N1 three and N2 one; two have no father of eight that are known
    pairs = inputs.block_pairs(
        people,
        {
            "d": ("document",),
            "n": ("national_id",),
            "f": ("father_key", "sex"),
            "o": ("register", "father_key"),
        },
    )
    assert ordered(run(pairs)) == [("d", 3), ("f", 1), ("n", 4), ("o", 0)]
    # eight names, ZHR twice; a thousand more of which one in a hundred has each
    common = {
        row["name_key"]: row["tf_name_key"] for row in run(inputs.frequencies(people, "name_key", 0.01))
    }
    assert len(common) == 7
    assert (common["ZHR"], common["NBY"]) == (pytest.approx(12 / 1008), pytest.approx(11 / 1008))
    # three names stand under N1, of which one is unknown
    assert run(inputs.crowded(people, "national_id")) == []
    many = people.group_by("national_id").agg(names=people.count()).filter(ibis._["national_id"] == "N1")
    assert [row["national_id"] for row in run(inputs.usable(people, {"national_id": many}).order_by("unique_id"))] == [
        None, None, None, None, None, "N2", "N2", None, None
    ]  # fmt: skip
    check_weights(run, people)
    six = pa.table({"document": ["P9"] * 7 + ["P8"] * 5, "name_key": [*"ABCDEFF", *"ABCDE"]})
    assert on(six)(inputs.crowded(named(six), "document")) == [{"document": "P9", "names": 6}]


def check_weights(run: Run, people: ir.Table) -> None:
    model = default_model(1_000)  # the prior is 1 in 1,000: -9.9643
    common = {name: inputs.frequencies(people, name, 0.01) for name in ("name_key", "father_key")}
    weighed = inputs.self_weights(people, common, model)
    rows = {row["unique_id"]: row for row in run(weighed)}
    # 0: name 0.44 on 11 of 1,008; father 0.82 on 12 of 1,002; day 0.55 / 0.00004; sex 0.99 / 0.52; document 0.6e6
    whole = -9.9643 + math.log2(0.44 * 1008 / 11) + math.log2(0.82 * 1002 / 12)
    assert rows[0]["self_weight"] == pytest.approx(
        whole + math.log2(0.55 / 0.00004) + math.log2(0.99 / 0.52) + math.log2(0.6e6), abs=0.001
    )
    # 5: name, a year 0.32 / 0.008, sex, national id 0.95e6; 7: a national id alone
    assert rows[5]["self_weight"] == pytest.approx(
        -9.9643 + math.log2(0.44 * 1008 / 11) + math.log2(40) + math.log2(0.99 / 0.52) + math.log2(0.95e6),
        abs=0.001,
    )
    assert rows[7]["self_weight"] == pytest.approx(-9.9643 + math.log2(0.95e6), abs=0.001)
    assert [number for number, row in rows.items() if not row["sure"]] == [8]
    # 8 alone has no identifier: ZHR and a sex do not make up for the prior
    told = {
        (row["by"], row["value"]): (row["unlinkable"], row["records"])
        for row in run(inputs.unlinkable(weighed, 3.17))
    }
    assert told[("all", "all")] == (1, 9)
    assert {value: n for (by, value), n in told.items() if by == "script"} == {
        "Latn": (1, 4), "Arab": (0, 2), "Beng": (0, 2), None: (0, 1)
    }  # fmt: skip
    assert {value: n for (by, value), n in told.items() if by == "single"} == {
        "true": (1, 5), "false": (0, 3), None: (0, 1)
    }  # fmt: skip


def test_every_answer_is_the_one_worked_out_by_hand() -> None:
    check_by_hand(on_duckdb)


@pytest.mark.full
def test_spark_gives_what_duckdb_gives() -> None:
    sql = pytest.importorskip("pyspark.sql", reason="the extra 'spark' is not installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)
    quiet = {"spark.ui.enabled": "false", "spark.log.level": "ERROR", "spark.driver.host": "127.0.0.1",
             "spark.sql.shuffle.partitions": "3"}  # fmt: skip
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in quiet.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        engine = ibis.pyspark.connect(session)

        def on_spark(table: pa.Table) -> Run:
            session.createDataFrame(table).createOrReplaceTempView("people")

            def run(expression: ir.Table) -> list[dict[str, Any]]:
                rows: list[dict[str, Any]] = session.sql(engine.compile(expression)).toArrow().to_pylist()
                return rows

            return run

        check_by_hand(on_spark)
        table = prepare_people(invented_registers(400, seed=8).registers).drop(["birth_heaped"])
        here, there, people = on_duckdb(table), on_spark(table), named(table)
        common = {name: inputs.frequencies(people, name, 0.01) for name in ("name_key", "father_key")}
        weighed = inputs.self_weights(people, common, default_model(table.num_rows))
        for exact in (
            inputs.certain(people),
            inputs.certain(people, within=False),
            inputs.block_pairs(people, {", ".join(block): block for block in BLOCKS}),
            inputs.frequencies(people, "name_key", 0.0006),
            inputs.crowded(people, "document"),
            inputs.unlinkable(weighed, 3.17),
        ):
            assert ordered(there(exact)) == ordered(here(exact))
        many = {
            "document": people.filter(people["single"]).select("document", names=ibis.literal(9)).distinct()
        }
        cleaned = inputs.usable(people, many).select("unique_id", "document", "national_id")
        assert ordered(there(cleaned)) == ordered(here(cleaned))
        weights = [
            {row["unique_id"]: row["self_weight"] for row in run(weighed.select("unique_id", "self_weight"))}
            for run in (here, there)
        ]
        assert weights[1] == pytest.approx(weights[0], abs=1e-9)  # logarithms differ in the last place
    finally:
        session.stop()
