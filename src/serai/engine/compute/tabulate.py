"""Migrations into cells. One lazy expression in, one out; nothing is read or run here."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from serai.engine.model.dataflow import Dataflow, age_bounds
from serai.engine.model.definition import Definition

UNKNOWN = "_U"
"""SDMX: unknown."""


@dataclass(frozen=True)
class Period:
    """A quarter, and the periods it counts towards: (frequency, SDMX period), itself first."""

    year: int
    quarter: int
    levels: tuple[tuple[str, str], ...]


def settled_periods(
    definition: Definition, *, observed_from: dt.date, observed_until: dt.date
) -> list[Period]:
    """The quarters whose migrations are settled, each with its year where all four quarters are.

    A quarter is settled when the window of its last day ends within the data, so that nothing in it can
    change any more, and when it begins after the first window of the data: before that an arrival
    cannot be told from a homecoming, and the flows would be too low.
    """
    window = dt.timedelta(days=definition.longest_window)
    settled = []
    for year in range(observed_from.year, observed_until.year + 1):
        for quarter in (1, 2, 3, 4):
            begin = dt.date(year, quarter * 3 - 2, 1)
            end = dt.date(year, quarter * 3, calendar.monthrange(year, quarter * 3)[1])
            if begin >= observed_from + window and end + window <= observed_until + dt.timedelta(days=1):
                settled.append((year, quarter))
    years = {year for year, _ in settled if all((year, quarter) in settled for quarter in (1, 2, 3, 4))}
    return [
        Period(
            year,
            quarter,
            (("Q", f"{year}-Q{quarter}"), *([("A", str(year))] if year in years else [])),
        )
        for year, quarter in settled
    ]


def coded_migrations(migrations: ir.Table, dataflow: Dataflow) -> ir.Table:
    """Settled migrations in the codes of the dataflow.

    Shape:   (date, kind, status, warm_up, citizenship, sex, birth_year, crossings, ...) ->
             (KIND, SEX, AGE, CITIZENSHIP, REF_AREA, year, quarter, crossings); provisional, early and
             warm-up rows are left out, every other row gives one row.
    Units:   age in completed years at the end of the year of the migration, which is all that a year
             of birth can tell.
    Unknown: a sex, citizenship or year of birth that is missing gives ``_U``, and so does the sex U, by
             which registers say that it is not known; a code that the dataflow does not list stays as it
             is, so that ``unlisted`` can name it.
    """
    kinds = {"immigration": "I", "emigration": "E"}
    final = migrations.filter(migrations.status == "final", ~migrations.warm_up)
    age = final.date.year() - final.birth_year
    bands = [(code, age_bounds(code)) for code in dataflow.dimension("AGE").leaves if code != UNKNOWN]
    branches = [
        (age.between(low, high) if high is not None else age >= low, ibis.literal(code))
        for code, (low, high) in bands
    ]
    return final.select(
        REF_AREA=ibis.literal(dataflow.home),
        KIND=final.kind.cases(*kinds.items(), else_=UNKNOWN),
        SEX=final.sex.nullif("U").fill_null(UNKNOWN),
        AGE=ibis.cases(*branches, else_=UNKNOWN),
        CITIZENSHIP=final.citizenship.fill_null(UNKNOWN),
        year=final.date.year().cast("int32"),
        quarter=final.date.quarter().cast("int32"),
        crossings=final.crossings,
    )


def unlisted(coded: ir.Table, dataflow: Dataflow) -> ir.Table:
    """Codes in the data that the dataflow does not list: (dimension, code, migrations).

    A table must not be made while there is one, or people would be missing from it unseen.
    """
    parts = []
    for dimension in dataflow.dimensions:
        if dimension.id not in coded.columns:
            continue
        strange = coded.filter(coded[dimension.id].notin(dimension.leaves))
        counted = strange.group_by(code=strange[dimension.id]).agg(migrations=strange.count())
        parts.append(
            counted.select(dimension=ibis.literal(dimension.id), code="code", migrations="migrations")
        )
    return ibis.union(*parts)


def migration_cells(coded: ir.Table, dataflow: Dataflow, periods: list[Period]) -> ir.Table:
    """Every cell of the dataflow for the periods given, zeros included.

    Shape:   (KIND, SEX, AGE, CITIZENSHIP, REF_AREA, year, quarter, crossings) ->
             (the dimensions of the dataflow, TIME_PERIOD, OBS_VALUE, crossings); one row per combination
             of codes and period.
    Units:   OBS_VALUE in migrations, net ones below zero where more left; ``crossings`` are the records of
             the people behind the cell.
    Unknown: ``crossings`` is null for a balance: beside the balance itself, the records of both sides
             would tell what either side is, even where it is withheld.
    """
    wanted = [
        (p.year, p.quarter, freq, period)
        for p in periods
        for freq, period in p.levels
        if freq in dataflow.dimension("FREQ").codes
    ]
    years, quarters, frequencies, times = zip(*wanted, strict=True)
    time = pa.table(
        {
            "year": pa.array(years, pa.int32()),
            "quarter": pa.array(quarters, pa.int32()),
            "FREQ": pa.array(frequencies, pa.string()),
            "TIME_PERIOD": pa.array(times, pa.string()),
        }
    )
    counted = coded.join(ibis.memtable(time), ["year", "quarter"])
    counted = counted.mutate(sign=ibis.literal(1, "int64"))
    for dimension in dataflow.dimensions:
        if dimension.id == "FREQ":
            continue
        leaf, level, step = zip(*dimension.levels(), strict=True)
        levels = ibis.memtable(
            pa.table({"leaf": list(leaf), "level": list(level), "step": pa.array(step, pa.int64())})
        )
        joined = counted.join(levels, counted[dimension.id] == levels.leaf)
        counted = joined.mutate(sign=joined.sign * joined.step, **{dimension.id: joined.level}).drop(
            "leaf", "level", "step"
        )
    keys = [*dataflow.dimension_ids, "TIME_PERIOD"]
    sums = counted.group_by(keys).agg(
        OBS_VALUE=counted.sign.sum().cast("int64"),
        crossings=counted.crossings.sum().cast("int64"),
    )
    grid = ibis.memtable(_grid(dataflow, sorted(set(zip(frequencies, times, strict=True)))))
    full = grid.left_join(sums, keys)
    balances = ibis.or_(
        *[
            full[dimension.id].isin(dimension.balances)
            for dimension in dataflow.dimensions
            if dimension.balances
        ],
        ibis.literal(False),
    )
    return full.select(
        *[full[key] for key in keys],
        OBS_VALUE=full.OBS_VALUE.fill_null(0),
        crossings=ibis.ifelse(balances, ibis.null("int64"), full.crossings.fill_null(0)),
    )


def _grid(dataflow: Dataflow, times: list[tuple[str, str]]) -> pa.Table:
    """Every combination of codes with every period; ``times`` are (frequency, period)."""
    others = [dimension for dimension in dataflow.dimensions if dimension.id != "FREQ"]
    rows = [
        dict(zip([d.id for d in others], codes, strict=True)) | {"FREQ": freq, "TIME_PERIOD": period}
        for freq, period in times
        for codes in itertools.product(*[list(dimension.codes) for dimension in others])
    ]
    names = [*dataflow.dimension_ids, "TIME_PERIOD"]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))
