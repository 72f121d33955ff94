"""Residence against the day-by-day oracle on random histories, and on the other engine."""

from __future__ import annotations

import random
from typing import Any

import pytest
import sqlglot

from serai.engine.compute.residence import Step, residence_steps
from serai.engine.model.definition import TWELVE_SIXTEEN, Definition

from .histories import DAY_ZERO, Answer, date, deaths_on, table
from .oracle import judge


def random_people(generator: random.Random, people: int, days: int) -> list[dict[str, Any]]:
    """People who come and go in every manner: few long stays, many short ones, same days, orphans."""
    rows = []
    for person in range(people):
        citizenship = generator.choice(["QRV", "QRX"])
        pace = generator.choice([1, 5, 40, 130, 360, 480])
        day = generator.randrange(days)
        way = generator.choice(["IN", "OUT"])
        for _ in range(generator.randint(1, 12)):
            rows.append(
                {
                    "person_id": f"p{person:06}",
                    "day": day,
                    "direction": way,
                    "citizenship": citizenship,
                }
            )
            if generator.random() > 0.08:
                way = "OUT" if way == "IN" else "IN"
            day += (
                generator.choice([0, 1, 121, 122, 123, 364, 365, 366])
                if generator.random() < 0.2
                else (round(generator.expovariate(1 / pace)))
            )
            if day >= days + 30:
                break
    return rows


def differences(
    rows: list[dict[str, Any]],
    answer: Answer,
    rule: Definition,
    start: int,
    end: int,
    died: dict[str, int] | None = None,
) -> list[Any]:
    """Every person on whom the engine and the oracle disagree."""
    people: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        people.setdefault(row["person_id"], []).append(row)
    moves: dict[str, list[Any]] = {}
    for row in answer.migrations:
        day = (row["date"] - DAY_ZERO).days
        moves.setdefault(row["person_id"], []).append((day, row["kind"], row["status"], row["warm_up"]))
    unknown = {row["person_id"]: row for row in answer.unestablished}
    wrong = []
    for person, crossings in people.items():
        expected = judge(
            [(row["day"], row["direction"]) for row in sorted(crossings, key=lambda row: row["day"])],
            threshold=rule.threshold,
            window=rule.window,
            start=start,
            end=end,
            citizen=next((r for r in crossings if start <= r["day"] < end), crossings[0])["citizenship"]
            == "QRV",
            died=(died or {}).get(person),
        )
        apart = unknown.get(person)
        change = (apart["kind"], apart["status"]) if apart and apart["kind"] else None
        found = (moves.get(person, []), apart is not None, change)
        if found != (
            expected.migrations,
            expected.unestablished,
            expected.first_change,
        ):
            wrong.append((person, crossings, found, expected))
    return wrong


@pytest.mark.parametrize(
    "rule",
    [
        TWELVE_SIXTEEN,
        Definition("short", 20, 30),
        Definition("half", 183, 365),
        Definition("all", 90, 90),
    ],
    ids=["365 of 487 days", "20 of 30 days", "183 of 365 days", "90 of 90 days"],
)
def test_no_difference_from_counting_every_day(rule: Definition) -> None:
    rows = random_people(random.Random(20), people=1500, days=1300)
    start, end = (
        60,
        1280,
    )  # some crossings lie before the data begin and some after they end
    answer = Answer(table(rows), start=start, end=end, definition=rule)
    assert len(answer.migrations) > 100
    assert differences(rows, answer, rule, start, end) == []


@pytest.mark.parametrize("rule", [TWELVE_SIXTEEN, Definition("half", 183, 365), Definition("all", 90, 90)])
def test_no_difference_from_counting_every_day_of_those_who_die(rule: Definition) -> None:
    generator = random.Random(21)
    rows = random_people(generator, people=1500, days=1300)
    died = {}
    for row in rows:
        if generator.random() < 0.15:
            died[row["person_id"]] = row["day"] + generator.choice([-1, 0, 0, 1, 89, 90, 100, 364, 365, 400])
    start, end = 60, 1280
    answer = Answer(table(rows), start=start, end=end, definition=rule, deaths=deaths_on(died))
    assert len(answer.migrations) > 100
    assert len({row["person_id"] for row in answer.migrations} & died.keys()) > 50
    assert differences(rows, answer, rule, start, end, died) == []


def steps_of(crossings: Any) -> list[Step]:
    return residence_steps(
        TWELVE_SIXTEEN,
        crossings="crossings",
        columns=crossings.column_names,
        home="QRV",
        observed_from=date(-1000),
        observed_until=date(2000),
        deaths="deaths",
    )


@pytest.mark.parametrize(
    "step", steps_of(table([{"person_id": "p", "day": 0, "direction": "IN"}])), ids=lambda step: step.name
)
def test_each_step_is_sql_that_both_engines_can_read(step: Step) -> None:
    sqlglot.parse_one(step.sql, dialect="spark")
    assert "ignore nulls" not in step.sql
    assert step.says.endswith(".")


@pytest.mark.full
def test_spark_gives_the_same_golden_results() -> None:
    sql = pytest.importorskip("pyspark.sql", reason="the extra 'spark' is not installed")
    rows = random_people(random.Random(20), people=1500, days=1300)
    crossings = table(rows)
    session = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        records = crossings.to_pylist()
        session.createDataFrame(records).createOrReplaceTempView("crossings")
        steps = residence_steps(
            TWELVE_SIXTEEN,
            crossings="crossings",
            columns=crossings.column_names,
            home="QRV",
            observed_from=date(60),
            observed_until=date(1279),
        )
        for step in steps:
            session.sql(f"create or replace temporary view {step.name} as {step.sql}")
        here = Answer(crossings, start=60, end=1280)
        for name, order in (
            ("migrations", "person_id, date"),
            ("unestablished", "person_id"),
        ):
            there = [row.asDict() for row in session.sql(f"select * from {name} order by {order}").collect()]
            assert there == getattr(here, name)
    finally:
        session.stop()
