"""From one definition to another by reason, worked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq

from serai.engine import api
from serai.engine.model.limits import Limits

from .registers import register, row

START = dt.date(2015, 1, 1)
LIMITS = Limits("256MB", 2)


def day(number: int) -> dt.date:
    """So many days after 1 June 2016, when nobody is a warm-up any more."""
    return dt.date(2016, 6, 1) + dt.timedelta(number)


def test_every_reason_once(tmp_path: Path) -> None:
    rows = [
        row("first", START, "IN"),  # a warm-up under both definitions: counted by neither
        row("stays", day(0), "IN"),
        # 335 days in, 30 out, then for good: 12/16 dates it at day 0 (335 + 122 of 487), un1998 at day 365
        row("visits", day(0), "IN"), row("visits", day(335), "OUT"), row("visits", day(365), "IN"),
        # inside 200 days, outside 20, inside 200, gone: 12/16 counts 400 of 487, un1998 never 365 in one piece
        row("breaks", day(0), "IN"), row("breaks", day(200), "OUT"), row("breaks", day(220), "IN"),
        row("breaks", day(420), "OUT"),
        # came 370 days before the end: un1998 has 365, 12/16 has as well (early)
        row("late", day(1000 - 370), "IN"),
    ]  # fmt: skip
    bridge = api.compare_definitions(
        [register(tmp_path, rows)], tmp_path / "out", here="12/16", there="un1998", country="QRV",
        observed_until=day(999), limits=LIMITS,
    )  # fmt: skip
    told = [
        (span.kind, span.counted_here, span.counted_there, span.reason, span.migrations)
        for span in bridge.spans
    ]
    assert sorted(told) == [
        # "breaks" leaves at day 420 for good: 580 days outside. Under un1998 it never was a resident.
        ("emigration", True, False, "status before", 1),
        ("immigration", False, True, "dated elsewhere", 1),
        ("immigration", True, False, "dated elsewhere", 1),
        ("immigration", True, False, "fails the test", 1),
        ("immigration", True, True, "both", 2),
    ]
    listed = pq.read_table(bridge.file).to_pylist()
    assert len(listed) == 6
    assert [(one["person_id"], one["date"]) for one in listed if one["reason"] == "dated elsewhere"] == [
        ("visits", day(0)),
        ("visits", day(365)),
    ]


def test_a_bridge_adds_up_from_one_figure_to_the_other(tmp_path: Path) -> None:
    rows = []
    for n in range(3000):
        at = START + dt.timedelta((n * 7919) % 1500)
        for step, stay in enumerate((0, (n * 31) % 500, (n * 17) % 90, (n * 13) % 700)):
            at += dt.timedelta(stay)
            way = "IN" if (step + n) % 2 == 0 else "OUT"
            rows.append(row(f"p{n}", at, way, citizenship="QRV" if n % 3 == 0 else "QRX"))
    file = register(tmp_path, rows)
    figures = {}
    for name in ("12/16", "3m", "un2021-6m1"):
        made = api.compile_crossings([file], tmp_path / "one", by=name, country="QRV", limits=LIMITS)
        moves = pq.read_table(made.files["migrations"]).to_pylist()
        for kind in ("immigration", "emigration"):
            figures[name, kind] = sum(
                one["kind"] == kind and one["status"] != "provisional" and not one["warm_up"] for one in moves
            )
    for there in ("3m", "un2021-6m1"):
        bridge = api.compare_definitions([file], tmp_path / "two", there=there, country="QRV", limits=LIMITS)
        for kind in ("immigration", "emigration"):
            spans = [span for span in bridge.spans if span.kind == kind]
            assert sum(span.migrations for span in spans if span.counted_here) == figures["12/16", kind]
            assert sum(span.migrations for span in spans if span.counted_there) == figures[there, kind]
            assert len(spans) > 2
