"""Stocks beside flows: does the population close? And do two states count the same people?"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def closed(stocks: ir.Table, events: ir.Table, by: list[str]) -> ir.Table:
    """The population at the end as the events make it, beside the one that was counted, with what is left over.

    P1 = P0 + B - D + I - E; the residual is what was counted less that.
    Shape:   stocks (``by``, opening, counted) and events (``by``, births, deaths, immigration, emigration) ->
             (``by``, opening, births, deaths, immigration, emigration, expected, counted, residual, share).
    Units:   persons; ``share`` is the residual for each person expected.
    Unknown: a group with a stock and no event has none; a group with events and no stock has unknown stocks;
             where the opening is unknown so is what is expected, and with either unknown the residual.
    Source:  the balancing equation of population.
    """
    joined = stocks.outer_join(events, by)
    keys = {name: ibis.coalesce(stocks[name], events[name]) for name in by}
    told = {name: events[name].fill_null(0) for name in ("births", "deaths", "immigration", "emigration")}
    table = joined.select(**keys, opening=stocks.opening, **told, counted=stocks.counted)
    expected = table.opening + table.births - table.deaths + table.immigration - table.emigration
    table = table.mutate(expected=expected)
    table = table.mutate(residual=table.counted - table.expected)
    return table.select(
        *by,
        "opening",
        *told,
        "expected",
        "counted",
        "residual",
        share=table.residual / table.expected.nullif(0),
    ).order_by(by)


def stocks_of(moves: ir.Table, opening: ir.Table) -> ir.Table:
    """Residents at the end of each month: the opening stock and all decided migrations since.

    Shape:   moves (date, kind, status, warm_up, citizenship) and opening (citizenship, persons) -> (month,
             citizenship, immigration, emigration, stock); a row for each month with a migration.
    Units:   persons; undecided migrations and warm-ups are left out.
    Unknown: a citizenship without an opening stock has an unknown stock, and its flows all the same.
    """
    settled = moves.filter((moves.status != "provisional") & ~moves.warm_up)
    dated = settled.mutate(
        month=settled.date.truncate("M").cast("date"),
        inward=(settled.kind == "immigration").cast("int64"),
        outward=(settled.kind == "emigration").cast("int64"),
    )
    flows = dated.group_by(["month", "citizenship"]).agg(
        immigration=dated.inward.sum(), emigration=dated.outward.sum()
    )
    joined = flows.left_join(opening, "citizenship").select(flows, persons=opening.persons)
    since = ibis.cumulative_window(group_by="citizenship", order_by="month")
    net = (joined.immigration - joined.emigration).sum().over(since)
    return joined.select(
        "month", "citizenship", "immigration", "emigration", stock=joined.persons + net
    ).order_by(["month", "citizenship"])


def mirrored(ours: ir.Table, theirs: ir.Table) -> ir.Table:
    """One corridor as both states count it.

    Shape:   (origin, destination, year, persons) twice -> (origin, destination, year, ours, theirs, ratio); a row
             for each corridor and year that either knows.
    Units:   persons; ``ratio`` is ours for each one of theirs.
    Unknown: what one side does not know is null, and so is the ratio; over zero there is none.
    """
    keys = ["origin", "destination", "year"]
    joined = ours.outer_join(theirs, keys)
    both = joined.select(
        **{name: ibis.coalesce(ours[name], theirs[name]) for name in keys},
        ours=ours.persons,
        theirs=theirs.persons,
    )
    return both.mutate(ratio=both.ours / both.theirs.nullif(0)).order_by(keys)
