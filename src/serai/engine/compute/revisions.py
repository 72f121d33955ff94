"""How figures change as time passes: the revision triangle and what it says of early figures."""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir

from serai.engine.model.definition import Definition


def month_ends(last: dt.date, months: int) -> list[dt.date]:
    """The last ``months`` ends of months that are over on ``last``, oldest first, and ``last`` itself."""
    ends: list[dt.date] = []
    begin = (last + dt.timedelta(1)).replace(day=1)
    while len(ends) < months:
        end = begin - dt.timedelta(1)
        ends.append(end)
        begin = end.replace(day=1)
    return sorted({*ends, last})


def by_month(flows: ir.Table, as_of: dt.date) -> ir.Table:
    """Flows of all cells added up: one column of the triangle.

    Shape:   flows -> (as_of, month, kind, low, high, published).
    """
    totals = flows.group_by(["month", "kind"]).agg(
        low=flows.low.sum().cast("int64"),
        high=flows.high.sum().cast("int64"),
        published=flows.published.sum().cast("int64"),
    )
    return totals.select("month", "kind", "low", "high", "published", as_of=ibis.literal(as_of))[
        ["as_of", "month", "kind", "low", "high", "published"]
    ]


def revisions(triangle: ir.Table, definition: Definition) -> ir.Table:
    """How far figures were from what they became, by the months that had passed since.

    A month is settled in the latest column when every window that began in it has ended.
    Shape:   triangle -> (kind, months_since, figures, mean_revision, mean_absolute_revision, mean_final); a row
             for each kind and number of months, over all settled months.
    Units:   persons; a revision is what the figure became less what was published.
    Source:  mean and mean absolute revision, as in the ESS guidelines on revision analysis.
    """
    told = triangle.mutate(latest=triangle.as_of.max())
    after = told.month + ibis.interval(months=1)
    settled = told.filter(
        told["as_of"] == told["latest"],
        after.cast("date") + ibis.interval(days=definition.longest_window)
        <= told["latest"].cast("date") + ibis.interval(days=2),
    )
    known = settled.select("month", "kind", final="published")
    joined = triangle.join(known, ["month", "kind"])
    since = (joined.as_of.year() - joined.month.year()) * 12 + joined.as_of.month() - joined.month.month()
    joined = joined.mutate(months_since=since.cast("int64"), revision=joined.final - joined.published)
    by = joined.group_by(["kind", "months_since"]).agg(
        figures=joined.count(),
        mean_revision=joined.revision.mean(),
        mean_absolute_revision=joined.revision.abs().mean(),
        mean_final=joined.final.mean(),
    )
    return by.order_by(["kind", "months_since"])
