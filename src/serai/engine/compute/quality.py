"""How far the figures hold: indicators of a register and of what was made of it. Lazy expressions; nothing runs.

Every indicator has one shape: (indicator, post, month, part, whole), counts both, so that any of them can be
added up over posts and months before it is divided. Null is "all posts" or "all months".
"""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir
import numpy as np

from serai.engine.compute.relations import ABOUT, day_of

COLUMNS = ("indicator", "post", "month", "part", "whole")
IN_WORDS = {
    "open_days": "Days on which the post recorded a crossing, of the days of the month",
    "duplicates": "Crossings that repeat another in every word, of all",
    "orphans": "Crossings whose other half is missing, of all",
    "missing_citizenship": "Crossings without a citizenship, of all",
    "missing_sex": "Crossings without a sex, of all",
    "missing_birth_year": "Crossings without a year of birth, of all",
    "missing_post": "Crossings without a border post, of all",
    "heaped_births": "People said to be born in a year that ends in 0 or 5, of those with a year of birth",
    "late_records": "Crossings recorded more than a week after the day, of those with a day of record",
    "unestablished": "People of whose earlier residence nobody knows, of all",
    "days_unknown": "Days of which nobody knows where the person was, of all days followed",
    "days_added": "Days between two crossings in one direction, of all days followed",
    "warm_up": "Migrations that may be residents coming home, of all",
    "provisional": "Migrations that are not decided, of all",
}
"""Indicators, and what each counts of what."""


def register_indicators(crossings: ir.Table, first: dt.date, last: dt.date) -> ir.Table:
    """What the rows of a register say of its quality, by border post and month.

    Shape:   crossings -> one row for each indicator, post and month: open days, duplicates, missing items, and
             late records where there is a column ``recorded_on``.
    Units:   days for ``open_days``, else crossings. Months are cut to the days observed.
    Unknown: rows without a day stand in no month and are refused before; a missing post is a post of its own.
    """
    rows = crossings.mutate(day=day_of(crossings))
    rows = rows.filter(rows.day.between(first, last))
    rows = rows.mutate(month=rows.day.truncate("M").cast("date"), post=rows.post.cast("string"))
    by = rows.group_by(["post", "month"])
    counted = by.agg(rows=rows.count(), days=rows.day.nunique(), **{
        f"missing_{name}": rows[name].isnull().sum() for name in ABOUT if name != "post"
    })  # fmt: skip
    after = counted.month + ibis.interval(months=1)
    begin = ibis.greatest(counted.month, ibis.literal(first))
    end = ibis.least(after.cast("date"), ibis.literal(last + dt.timedelta(1)))
    counted = counted.mutate(length=end.delta(begin, unit="day"))
    found = [_row(counted, "open_days", counted.days, counted.length)]
    found += [
        _row(counted, f"missing_{name}", counted[f"missing_{name}"], counted.rows)
        for name in ABOUT
        if name != "post"
    ]
    found.append(
        _row(counted, "missing_post", ibis.ifelse(counted.post.isnull(), counted.rows, 0), counted.rows)
    )
    same = [name for name in ("person_id", "day", "crossed_at", "direction", "post") if name in rows.columns]
    apart = rows.group_by([*same, "month"]).agg(times=rows.count())
    repeats = apart.group_by(["post", "month"]).agg(
        more=apart.times.sum() - apart.count(), all=apart.times.sum()
    )
    found.append(_row(repeats, "duplicates", repeats.more, repeats["all"]))
    if "recorded_on" in rows.columns:
        told = rows.filter(rows.recorded_on.notnull())
        delay = told.recorded_on.cast("date").delta(told.day, unit="day")
        late = told.group_by(["post", "month"]).agg(late=(delay > 7).sum(), all=told.count())
        found.append(_row(late, "late_records", late.late, late["all"]))
    return ibis.union(*found)


def orphan_indicators(orphans: ir.Table) -> ir.Table:
    """Unmatched crossings by border post and month, both directions together.

    Shape:   (post, direction, year, month, crossings, orphans) -> the shape of indicators.
    """
    dated = orphans.mutate(
        month=ibis.date(orphans.year.cast("int32"), orphans.month.cast("int32"), ibis.literal(1, "int32"))
    )
    by = dated.group_by(["post", "month"]).agg(part=dated.orphans.sum(), whole=dated.crossings.sum())
    return _row(by, "orphans", by.part, by.whole)


def ages_at_first_crossing(crossings: ir.Table) -> ir.Table:
    """How many people there are of each age, by the year of birth on their first crossing.

    Shape:   crossings -> (age, birth_year, people); people without a year of birth are left out.
    """
    rows = crossings.mutate(day=day_of(crossings)).filter(lambda t: t.birth_year.notnull() & t.day.notnull())
    people = rows.group_by("person_id").agg(
        birth_year=rows.birth_year.min().cast("int64"), first=rows.day.min().year().cast("int64")
    )
    aged = people.mutate(age=people.first - people.birth_year)
    return aged.group_by(["age", "birth_year"]).agg(people=aged.count()).order_by(["age", "birth_year"])


def myers_index(people: dict[int, int]) -> float | None:
    """Myers' blended index of heaping: 0 where no last digit of age is preferred, 90 where all ages end in one.

    Shape:   people by age in completed years -> the index.
    Unknown: None without people of 10 to 99 years.
    Source:  Myers (1940): eighty years from each of the ages 10 to 19, added up, so that each last digit leads
             once; which is ages from 10 and from 20 on, weighed by the digit.
    """
    ages = np.zeros(100)
    for age, count in people.items():
        if 0 <= age < 100:
            ages[age] = count
    from_ten, from_twenty = ages[10:90].reshape(8, 10), ages[20:100].reshape(8, 10)
    digits = np.arange(10)
    blended = (digits + 1) * from_ten.sum(axis=0) + (9 - digits) * from_twenty.sum(axis=0)
    if not blended.sum():
        return None
    return float(np.abs(blended / blended.sum() * 100 - 10).sum() / 2)


def net_by_policy(moves: ir.Table) -> ir.Table:
    """Net migration of each year under each policy for orphans, with what is certain and what is possible.

    Shape:   (policy, date, kind, status, warm_up) -> (year, policy, immigration, emigration, net, undecided).
    Units:   persons; decided ones without warm-ups, and beside them those that are undecided.
    """
    decided = (moves.status != "provisional") & ~moves.warm_up
    counted = moves.select(
        "policy",
        year=moves.date.year(),
        inward=(decided & (moves.kind == "immigration")).cast("int64"),
        outward=(decided & (moves.kind == "emigration")).cast("int64"),
        undecided=(~decided).cast("int64"),
    )
    by = counted.group_by(["year", "policy"]).agg(
        immigration=counted.inward.sum(), emigration=counted.outward.sum(), undecided=counted.undecided.sum()
    )
    return by.mutate(net=by.immigration - by.emigration).order_by(["year", "policy"])


def posts_that_matter(moves: ir.Table, orphans: ir.Table, base: str) -> ir.Table:
    """Border posts by how much the choice of a policy for their unmatched crossings moves the national figure.

    A migration moves with its post if it is found under ``base`` and not under another policy, or the other way.
    Shape:   (policy, person_id, date, kind, status, warm_up, post) and the orphans of ``base`` -> (post, moved,
             orphans, crossings), most first.
    Units:   migrations, under all other policies together; crossings.
    """
    settled = moves.filter((moves.status != "provisional") & ~moves.warm_up)
    settled = settled.mutate(post=settled.post.fill_null(""))
    policies = settled.select("policy").distinct().filter(lambda t: t.policy != base)
    known = settled.filter(settled.policy == base).select("person_id", "date", "kind", "post")
    expected = known.cross_join(policies)
    others = settled.filter(settled.policy != base).select("person_id", "date", "kind", "post", "policy")
    columns = ["person_id", "date", "kind", "post", "policy"]
    moved = ibis.union(
        expected.select(columns).difference(others.select(columns)),
        others.select(columns).difference(expected.select(columns)),
    )
    by = moved.group_by("post").agg(moved=moved.count())
    rows = orphans.mutate(post=orphans.post.fill_null(""))
    of = rows.group_by("post").agg(orphans=rows.orphans.sum(), crossings=rows.crossings.sum())
    joined = of.left_join(by, "post")
    return joined.select(
        post=of.post.nullif(""), moved=by.moved.fill_null(0), orphans=of.orphans, crossings=of.crossings
    ).order_by([ibis.desc("moved"), "post"])


def _row(table: ir.Table, indicator: str, part: ir.Value, whole: ir.Value) -> ir.Table:
    return table.select(
        indicator=ibis.literal(indicator),
        post=table.post.cast("string"),
        month=table.month.cast("date"),
        part=part.cast("int64"),
        whole=whole.cast("int64"),
    )
