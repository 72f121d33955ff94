"""Migrations as monthly flows with honest bounds. One lazy expression in, one out; nothing is read here."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

UNKNOWN = "_U"
"""SDMX: unknown."""
BORROWED = 20
"""Cases that a profile borrows from all profiles: with few of its own it leans on what happened to others."""
PARTS = 1_000_000
"""Chances are counted in so many parts: whole numbers add up to the same in whatever order."""
CELL = ("month", "kind", "citizenship", "sex", "age_group")


def chances(became: np.ndarray) -> pa.Table:
    """How likely an undecided change is to become a migration, from what became of the settled ones.

    Shape:   (profile, side, steps elapsed, undecided and proven) -> (profile, kind, step, chance, cases), one row
             for each profile, kind and step.
    Units:   ``chance`` in ``PARTS``.
    Unknown: where nothing was ever undecided at that step the chance is one half, on no case.
    """
    undecided, proven = became[..., 0], became[..., 1]
    all_undecided, all_proven = undecided.sum(axis=0), proven.sum(axis=0)
    of_all = np.where(all_undecided > 0, all_proven / np.maximum(all_undecided, 1), 0.5)
    chance = (proven + BORROWED * of_all) / (undecided + BORROWED)
    profile, side, step = (one.ravel() for one in np.indices(undecided.shape))
    return pa.table({
        "profile": pa.array(profile, pa.int32()),
        "kind": pa.array(np.where(side == 1, "immigration", "emigration")),
        "step": pa.array(step, pa.int32()),
        "chance": pa.array(np.rint(chance.ravel() * PARTS), pa.int64()),
        "cases": pa.array(np.minimum(undecided + BORROWED, all_undecided).ravel(), pa.int64()),
    })  # fmt: skip


def flow_cells(moves: ir.Table, chances: ir.Table) -> ir.Table:
    """What may be migrations, counted: what ``flow_bounds`` and ``provisional_totals`` add up.

    Shape:   (date, kind, state, profile, step, citizenship, sex, birth_year) -> one row for each month, kind,
             citizenship, sex, age_group, state, profile and step, with ``changes``, ``chance`` and ``cases``.
             ``state`` is "decided", "awaited" or "possible"; profile and step are known of the awaited alone.
    Units:   persons; ``chance`` in ``PARTS``. Age is the year of the change less the year of birth, in groups
             of five.
    Unknown: a citizenship, sex or year of birth that is missing gives ``_U``, and so do the sex U and an age
             below zero. An awaited change without a case has a chance of one half.
    """
    age = moves.date.year() - moves.birth_year
    start = (age // 5 * 5).cast("int64")
    group = ibis.cases(
        (age.isnull() | (age < 0), UNKNOWN),
        (age >= 85, "Y_GE85"),
        else_=ibis.literal("Y") + start.cast("string") + "T" + (start + 4).cast("string"),
    )
    cells = moves.select(
        "kind", "state", "profile", "step",
        # by way of a timestamp, which DuckDB makes of a truncated date and Ibis does not know of
        month=moves.date.truncate("M").cast("timestamp").cast("date"),
        citizenship=moves.citizenship.fill_null(UNKNOWN),
        sex=moves.sex.nullif("U").fill_null(UNKNOWN),
        age_group=group,
    )  # fmt: skip
    alike = cells.group_by([*CELL, "state", "profile", "step"]).agg(changes=cells.count())
    joined = alike.left_join(chances, ["profile", "kind", "step"])
    awaited = joined.state == "awaited"
    return joined.select(
        *alike.columns,
        chance=ibis.ifelse(awaited, joined.chance.fill_null(PARTS // 2), 0),
        cases=joined.cases.fill_null(0),
    )


def flow_bounds(cells: ir.Table) -> ir.Table:
    """Flows by month, with what is certain, what is possible and what is published.

    Shape:   ``flow_cells`` -> (month, kind, citizenship, sex, age_group, low, high, published); one row for each
             cell that is not empty.
    Units:   persons. ``low`` is decided; ``high`` adds what is undecided, conditional, or may be a resident
             coming home; ``published`` is low and the expected part of what is undecided, in whole persons:
             the parts are rounded so that they add up to the rounded total of their month and kind.
    """
    summed = cells.group_by(CELL).agg(
        low=ibis.ifelse(cells.state == "decided", cells.changes, 0).sum().cast("int64"),
        high=cells.changes.sum().cast("int64"),
        expected=(cells.changes * cells.chance).sum().cast("int64"),
    )
    whole = summed.mutate(base=summed.expected // PARTS, rest=summed.expected % PARTS)
    together = ibis.window(group_by=["month", "kind"])
    in_turn = ibis.window(
        group_by=["month", "kind"],
        order_by=[ibis.desc("rest"), "citizenship", "sex", "age_group"],
    )
    shared = whole.mutate(
        left=(whole.expected.sum().over(together) + PARTS // 2) // PARTS - whole.base.sum().over(together),
        turn=ibis.row_number().over(in_turn).cast("int64"),
    )
    return shared.select(
        *CELL,
        "low",
        "high",
        published=shared.low + shared.base + (shared.turn < shared.left).cast("int64"),
    ).order_by(CELL)


def provisional_totals(cells: ir.Table) -> ir.Table:
    """The provisional figure of each month and kind, with the interval around it.

    Shape:   ``flow_cells`` -> (month, kind, decided, undecided, expected, low95, high95).
    Units:   persons. The interval is normal at 95 per cent: the chance of each undecided change, and that
             the chance itself was learnt from ``cases`` settled ones; it stays within what is possible.
    """
    awaited = ibis.ifelse(cells.state == "awaited", cells.changes, 0)
    told = cells.filter(cells.state != "possible").mutate(
        awaited=awaited, risk=awaited * (cells.chance * (PARTS - cells.chance) // PARTS)
    )
    learnt = told.group_by(["month", "kind", "profile", "step"]).agg(
        rows=told.changes.sum(),
        undecided=told.awaited.sum(),
        expected=(told.changes * told.chance).sum(),
        risk=told.risk.sum(),
        # one case at least, so that nothing is divided by none
        doubt=(
            told.awaited.sum().cast("float64")
            * told.risk.sum().cast("float64")
            / ibis.greatest(told.cases.max(), 1)
        )
        .floor()
        .cast("int64"),
    )
    totals = learnt.group_by(["month", "kind"]).agg(
        decided=learnt.rows.sum() - learnt.undecided.sum(),
        undecided=learnt.undecided.sum(),
        expected=learnt.expected.sum() / PARTS,
        spread=1.96 * ((learnt.risk.sum() + learnt.doubt.sum()) / PARTS).sqrt(),
    )
    return totals.select(
        "month",
        "kind",
        "decided",
        "undecided",
        "expected",
        low95=totals.decided + ibis.greatest(totals.expected - totals.spread, 0.0),
        high95=totals.decided + ibis.least(totals.expected + totals.spread, totals.undecided.cast("float64")),
    ).order_by(["month", "kind"])
