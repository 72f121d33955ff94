"""Low and high are honest: what turns out later lies between what was said before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from serai.engine import api
from serai.engine.model.limits import Limits

from .random_histories import random_people
from .test_migrants import tables

D = dt.date


def test_bounds_hold_what_turns_out_later(tmp_path: Path) -> None:
    """Compiled earlier, low and high of every month hold the figure that is known in the end."""
    people = random_people(99, 3000, permits=False)
    crossings, _ = tables(people)
    file = tmp_path / "crossings.parquet"
    pq.write_table(crossings, file)
    first, last = D.fromordinal(people.first), D.fromordinal(people.last)
    for name in ("12/16", "un2021-6m1", "3m-cal"):
        whole = flows_by_month(file, tmp_path / "whole", name, first, last)
        for back in (700, 1000, 1200):
            until = last - dt.timedelta(back)
            then = flows_by_month(file, tmp_path / "then", name, first, until)
            settled = last - dt.timedelta(500)
            for key, (low, _, _) in whole.items():
                if key[0] < until.replace(day=1) and key[0] < settled:
                    low_then, high_then, _ = then.get(key, (0, 0, 0))
                    assert low_then <= low, (name, until, key)
                    assert low <= high_then, (name, until, key)


def flows_by_month(
    file: Path, out: Path, by: str, first: dt.date, until: dt.date
) -> dict[tuple[dt.date, str], tuple[int, int, int]]:
    made = api.compile_crossings(
        [file],
        out,
        by=by,
        country="IRQ",
        observed_from=first,
        observed_until=until,
        limits=Limits("256MB", 2),
    )
    table = pq.read_table(made.files["flows"])
    found = table.group_by(["month", "kind"]).aggregate(
        [("low", "sum"), ("high", "sum"), ("published", "sum")]
    )
    assert pc.all(pc.less_equal(table["low"], table["published"])).as_py()
    assert pc.all(pc.less_equal(table["published"], table["high"])).as_py()
    return {
        (one["month"], one["kind"]): (one["low_sum"], one["high_sum"], one["published_sum"])
        for one in found.to_pylist()
    }
