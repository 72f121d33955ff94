"""Lines and bars of figures over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from serai.engine.publish.pictures.frame import COLOURS, PALE, SHAPES, Spec, Words, page


@dataclass(frozen=True)
class Point:
    """One figure of a series; ``provisional`` ones are drawn hollow, ``text`` stands beside bars."""

    period: str
    series: str
    value: float
    provisional: bool = False
    text: str = ""


def series_chart(
    points: Sequence[Point], periods: Sequence[str], words: Words, *, narrow: bool = False
) -> Spec:
    """Lines over three periods and more, side-by-side bars for two, lying bars for one.

    Shape:   points of any number of series; ``periods`` gives all periods in order, also those without a
             point. Periods that are all years are spaced by their distance.
    Unknown: a period without a point breaks the line; it is not joined over and not drawn as zero.
    """
    width, height = (280, 240) if narrow else (500, 280)
    drawn = len({point.period for point in points})
    years = drawn >= 3 and all(len(period) == 4 and period.isdigit() for period in periods)
    if words.digits and not years:
        # an axis of years counts in these digits itself; other periods stand there as texts
        own = str.maketrans("0123456789", words.digits)
        points = [replace(point, period=point.period.translate(own)) for point in points]
        periods = [period.translate(own) for period in periods]
    names = list(dict.fromkeys(point.series for point in points))
    rows = [
        {
            "period": p.period,
            "series": p.series,
            "value": p.value,
            "run": run,
            "hollow": p.provisional,
            "text": p.text,
        }
        for p, run in zip(points, _runs(points, periods), strict=True)
    ]
    scale = {"domain": names, "range": [COLOURS[i % len(COLOURS)] for i in range(len(names))]}
    colour: Spec = {"field": "series", "type": "nominal", "scale": scale, "legend": _legend(names, narrow)}
    value: Spec = {
        "field": "value",
        "type": "quantitative",
        "axis": {
            "title": None,
            "format": ",~f",
            "gridColor": "#e4e7eb",
            "domain": False,
            "ticks": False,
            "tickCount": 5,
        },
    }
    position = _time(periods, narrow, as_years=years)
    layers: list[Spec]
    if drawn >= 3:
        shapes = [SHAPES[i % len(SHAPES)] for i in range(len(names))]
        shape = {**colour, "scale": {"domain": names, "range": shapes}}
        place = {"x": position, "y": value}
        # a white middle lies over the points that are provisional, so that the legend keeps its full shapes
        layers = [
            {
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {**place, "color": colour, "detail": {"field": "run"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 48, "opacity": 1},
                "encoding": {**place, "color": colour, "shape": shape},
            },
            {
                "transform": [{"filter": "datum.hollow"}],
                "mark": {"type": "point", "filled": True, "size": 14, "opacity": 1},
                "encoding": {**place, "color": {"value": "white"}, "shape": shape},
            },
        ]
    elif drawn == 2:
        side_by_side = {"xOffset": {"field": "series", "scale": {"domain": names}}} if len(names) > 1 else {}
        layers = [
            {
                "mark": {"type": "bar"},
                "encoding": {"x": position, "y": value, "color": colour, **side_by_side},
            }
        ]
    else:
        height = 26 * max(len(names), 1)
        lying = {
            "x": {**value, "scale": {"padding": 60, "nice": False}},
            "y": {
                "field": "series",
                "type": "nominal",
                "sort": None,
                "axis": {"title": None, "ticks": False, "labelLimit": 110 if narrow else 260},
            },
        }
        layers = [
            {"mark": {"type": "bar", "color": COLOURS[0], "size": 16}, "encoding": lying},
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {**lying, "text": {"field": "text"}},
            },
        ]
    return page({"data": {"values": rows}, "layer": layers}, words, width, height)


def _time(periods: Sequence[str], narrow: bool, *, as_years: bool) -> Spec:
    axis: Spec = {
        "title": None,
        "domainColor": PALE,
        "tickColor": PALE,
        "labelOverlap": "greedy",
        "grid": False,
    }
    if as_years:
        axis |= {"format": "d", "values": [int(period) for period in periods]}
        return {
            "field": "period",
            "type": "quantitative",
            "scale": {"zero": False, "nice": False, "padding": 16},
            "axis": axis,
        }
    axis["labelAngle"] = -90 if len(periods) > (5 if narrow else 12) else 0
    return {"field": "period", "type": "ordinal", "scale": {"domain": list(periods)}, "axis": axis}


def _runs(points: Sequence[Point], periods: Sequence[str]) -> list[str]:
    """For each point the unbroken run of periods that it belongs to, so that lines stop at a gap."""
    place = {period: number for number, period in enumerate(periods)}
    ordered = sorted(range(len(points)), key=lambda i: (points[i].series, place[points[i].period]))
    runs = [""] * len(points)
    before: tuple[str, int] | None = None
    run = 0
    for i in ordered:
        here = (points[i].series, place[points[i].period])
        if before is None or before[0] != here[0] or here[1] > before[1] + 1:
            run += 1
        runs[i] = str(run)
        before = here
    return runs


def _legend(names: Sequence[str], narrow: bool) -> Spec | None:
    if len(names) < 2:
        return None
    longest = max(map(len, names))
    columns = (1 if longest > 18 else 2) if narrow else max(1, min(5, 96 // (longest + 4)))
    return {
        "orient": "top",
        "title": None,
        "columns": columns,
        "labelLimit": 320,
        "symbolSize": 60,
        "symbolOpacity": 1,
    }
