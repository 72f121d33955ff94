"""Charts and maps of published figures: Vega-Lite specs as plain dicts, and their drawing to SVG and PNG.

Specs are built from what the caller passes in; fonts and map lines come in as paths or values, and
nothing is fetched. A withheld or missing figure is never part of a spec's data: it is a gap in a line and a
sign on a map. Whatever must not be parted from the picture (its source, the word that it is synthetic,
the disclaimer about boundaries) is drawn into it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Spec = dict[str, Any]

# told apart by people who see few colours (Okabe and Ito 2008), darkened where white is behind
COLOURS = ("#0072b2", "#c4501b", "#00795a", "#a8527f", "#8a6d00", "#3a8fb7", "#555555", "#7a4fa3")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
INK, PALE, LAND, WARN = "#1f2933", "#5f6b76", "#e9e7e1", "#a4262c"
FONTS = "Noto Sans, Vazirmatn, Noto Sans Bengali, sans-serif"
FONTS_RTL = "Vazirmatn, Noto Sans, sans-serif"


@dataclass(frozen=True)
class Words:
    """The words around a picture, in the reader's language.

    ``stamp`` is set for synthetic data and drawn across the picture and above it; ``notes`` stand
    below (source, disclaimer, how many figures are withheld).
    """

    title: str
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    stamp: str = ""
    rtl: bool = False


@dataclass(frozen=True)
class Point:
    """One published figure of a series; ``provisional`` ones are drawn hollow."""

    period: str
    series: str
    value: float
    provisional: bool = False


@dataclass(frozen=True)
class Place:
    """A place with its figure. ``value`` is None where there is none to draw and ``sign`` then says why."""

    label: str
    value: float | None
    x: float
    y: float
    sign: str = ""
    text: str = ""


def series_chart(
    points: Sequence[Point], periods: Sequence[str], words: Words, *, narrow: bool = False
) -> Spec:
    """Lines over the periods when there are at least three of them, side-by-side bars for two, else lying bars.

    Shape:   points of any number of series; ``periods`` gives all periods in order, also those without a
             point. Periods that are all years are spaced by their distance.
    Unknown: a period without a point breaks the line; it is not joined over and not drawn as zero.
    """
    width, height = (290, 250) if narrow else (680, 320)
    names = list(dict.fromkeys(point.series for point in points))
    rows = [
        {"period": p.period, "series": p.series, "value": p.value, "run": run, "hollow": p.provisional, "text": f"{p.value:,.10g}"}
        for p, run in zip(points, _runs(points, periods), strict=True)
    ]
    scale = {"domain": names, "range": [COLOURS[i % len(COLOURS)] for i in range(len(names))]}
    colour: Spec = {"field": "series", "type": "nominal", "scale": scale, "legend": _legend(names, narrow)}
    value: Spec = {
        "field": "value", "type": "quantitative",
        "axis": {"title": None, "format": ",~f", "gridColor": "#e4e7eb", "domain": False, "ticks": False, "tickCount": 5},
    }  # fmt: skip
    drawn = len({point.period for point in points})
    position = _time(periods, narrow, as_years=drawn >= 3)
    layers: list[Spec]
    if drawn >= 3:
        shapes = [SHAPES[i % len(SHAPES)] for i in range(len(names))]
        shape = {**colour, "scale": {"domain": names, "range": shapes}}
        fill = {"condition": {"test": "datum.hollow", "value": "white"}, **colour, "legend": None}
        place = {"x": position, "y": value}
        layers = [
            {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {**place, "color": colour, "detail": {"field": "run"}}},
            {"mark": {"type": "point", "filled": True, "size": 40, "strokeWidth": 1.5, "opacity": 1},
             "encoding": {**place, "stroke": colour, "fill": fill, "shape": shape}},
        ]  # fmt: skip
    elif drawn == 2:
        side_by_side = {"xOffset": {"field": "series", "scale": {"domain": names}}} if len(names) > 1 else {}
        layers = [{"mark": {"type": "bar"}, "encoding": {"x": position, "y": value, "color": colour, **side_by_side}}]
    else:
        height = 26 * max(len(names), 1)
        lying = {"x": {**value, "scale": {"padding": 60, "nice": False}},
                 "y": {"field": "series", "type": "nominal", "sort": None, "axis": {"title": None, "ticks": False, "labelLimit": 110 if narrow else 260}}}  # fmt: skip
        layers = [
            {"mark": {"type": "bar", "color": COLOURS[0], "size": 16}, "encoding": lying},
            {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {**lying, "text": {"field": "text"}}},
        ]
    return _page({"data": {"values": rows}, "layer": layers}, words, width, height)


def tile_map(places: Sequence[Place], words: Words, *, narrow: bool = False) -> Spec:
    """A map of places that do not exist: hexagons with their names, none of it real geography.

    Shape:   ``x`` and ``y`` are columns and rows of a hexagonal grid; see ``ring``.
    Unknown: a place without a value is drawn pale with its ``sign``.
    """
    width = 300 if narrow else 560
    columns = max(p.x for p in places) - min(p.x for p in places) + 1
    step = min(width / columns, 96)
    height = int(step * (1.16 + 0.866 * (max(p.y for p in places) - min(p.y for p in places))))
    middle, top = (min(p.x for p in places) + columns / 2 - 0.5), min(p.y for p in places)
    largest = max((p.value or 0 for p in places), default=0) or 1
    letter = step / 8.8
    tiles: list[Spec] = []
    texts: list[Spec] = []
    for p in places:
        x, y = width / 2 + (p.x - middle) * step, step * 0.58 + (p.y - top) * step * 0.866
        share = None if p.value is None else p.value / largest
        ink = "white" if share is not None and share > 0.55 else INK
        tiles.append({"x": x, "y": y, "fill": LAND if share is None else _shade(share)})
        lines = _wrapped(p.label, 12)[:3]
        for number, line in enumerate(lines):
            above = (len(lines) - number - 1) * (letter + 1)
            texts.append({"x": x, "y": y - step * 0.02 - above, "text": line, "ink": ink, "size": letter, "weight": "normal"})
        texts.append({"x": x, "y": y + step * 0.18, "text": p.text if p.value is not None else p.sign, "ink": ink,
                      "size": letter + (2 if p.value is not None else 0), "weight": "bold"})  # fmt: skip
    hexagon = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
    place = {axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None} for axis in ("x", "y")}
    as_is = {"scale": None, "legend": None, "type": "nominal"}
    layers: list[Spec] = [
        {"data": {"values": tiles},
         "mark": {"type": "point", "shape": hexagon, "filled": True, "size": (step * 1.12) ** 2, "opacity": 1},
         "encoding": {**place, "fill": {"field": "fill", **as_is}}},
        *({"data": {"values": texts}, "transform": [{"filter": f"datum.weight === '{weight}'"}],
           "mark": {"type": "text", "fontWeight": weight},
           "encoding": {**place, "text": {"field": "text"}, "color": {"field": "ink", **as_is},
                        "size": {"field": "size", **as_is, "type": "quantitative"}}} for weight in ("normal", "bold")),
    ]  # fmt: skip
    return _page({"layer": layers}, words, width, height)


def ring(count: int) -> list[tuple[float, float]]:
    """Places around a middle tile at (0, 0): columns and rows of a hexagonal grid.

    Shape:   six tiles in the first ring, twelve in the second, and so on, the last one filled evenly;
             ``count`` pairs.
    """
    sides = ((-0.5, 1), (-1.0, 0), (-0.5, -1), (0.5, -1), (1.0, 0), (0.5, 1))
    tiles: list[tuple[float, float]] = []
    radius = 1
    while len(tiles) < count:
        x, y = float(radius), 0.0
        around: list[tuple[float, float]] = []
        for dx, dy in sides:
            for _ in range(radius):
                around.append((x, y))
                x, y = x + dx, y + dy
        wanted = min(count - len(tiles), len(around))
        tiles += [around[i * len(around) // wanted] for i in range(wanted)]
        radius += 1
    return tiles


def bubble_map(places: Sequence[Place], world: dict[str, Any], words: Words, *, narrow: bool = False) -> Spec:
    """Bubbles at places of the real world, over land whose boundaries are all drawn alike and none firmly.

    Shape:   ``x`` and ``y`` are longitude and latitude in degrees; ``world`` is a TopoJSON with an object
             ``countries``. The view is fitted to the places.
    Unknown: a place without a value gets its name and ``sign``, and no bubble.
    """
    width, height = (300, 250) if narrow else (680, 400)
    lons, lats = [p.x for p in places], [p.y for p in places]
    centre = [(min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2]
    spread = max((max(lons) - min(lons)) / width, (max(lats) - min(lats)) * 1.3 / height, 20 / width)
    largest = max((p.value or 0 for p in places), default=0) or 1
    rows = [
        {"lon": p.x, "lat": p.y, "label": p.label, "text": p.text if p.value is not None else p.sign,
         **({} if p.value is None else {"value": p.value})}
        for p in places
    ]  # fmt: skip
    spot = {"longitude": {"field": "lon", "type": "quantitative"}, "latitude": {"field": "lat", "type": "quantitative"}}
    reach, letter = (20, 9) if narrow else (36, 12)
    size = {"field": "value", "type": "quantitative", "legend": None,
            "scale": {"type": "linear", "domain": [0, largest], "range": [0, 3.14 * reach**2]}}  # fmt: skip
    # a white edge under the letters keeps them readable over land and bubbles
    edges: tuple[Spec, ...] = ({"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}, {"color": INK})
    name = {"type": "text", "fontSize": letter, "dy": -letter * 0.6}
    figure = {"type": "text", "fontSize": letter, "fontWeight": "bold", "dy": letter * 0.7}
    layers: list[Spec] = [
        {"data": {"values": world, "format": {"type": "topojson", "feature": "countries"}},
         "mark": {"type": "geoshape", "fill": LAND, "stroke": "#ffffff", "strokeWidth": 0.8, "strokeDash": [2, 2], "clip": True}},
        {"data": {"values": rows}, "transform": [{"filter": "isValid(datum.value)"}],
         "mark": {"type": "circle", "fill": COLOURS[0], "fillOpacity": 0.4, "stroke": COLOURS[0], "opacity": 1, "clip": True},
         "encoding": {**spot, "size": size}},
        *({"data": {"values": rows}, "mark": {**mark, **edge}, "encoding": {**spot, "text": {"field": field}}}
          for mark, field in ((name, "label"), (figure, "text")) for edge in edges),
    ]  # fmt: skip
    projection = {"type": "mercator", "center": centre, "scale": 57.3 / (spread * 1.5), "translate": [width / 2, height / 2],
                  "clipExtent": [[-9, -9], [width + 9, height + 9]]}  # fmt: skip
    return _page({"layer": layers, "projection": projection, "view": {"fill": "#f4f7f9", "stroke": None}}, words, width, height)


def svg(spec: Spec, fonts: Path) -> str:
    """The picture as SVG text. ``fonts`` is a folder of TrueType files."""
    return str(_converter(fonts).vegalite_to_svg(spec, allowed_base_urls=[]))


def png(spec: Spec, fonts: Path, scale: float = 2.0) -> bytes:
    """The picture as PNG, at ``scale`` pixels for each unit of the spec."""
    return bytes(_converter(fonts).vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))


@cache
def _converter(fonts: Path) -> Any:
    # 80 MB and most of a second: only a process that draws pays for it
    import vl_convert

    vl_convert.register_font_directory(str(fonts))
    return vl_convert


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


def _time(periods: Sequence[str], narrow: bool, *, as_years: bool) -> Spec:
    axis: Spec = {"title": None, "domainColor": PALE, "tickColor": PALE, "labelOverlap": True, "grid": False}
    if as_years and all(len(period) == 4 and period.isdigit() for period in periods):
        axis |= {"format": "d", "values": [int(period) for period in periods]}
        return {"field": "period", "type": "quantitative", "scale": {"zero": False, "nice": False, "padding": 16}, "axis": axis}
    axis["labelAngle"] = -90 if len(periods) > (5 if narrow else 12) else 0
    return {"field": "period", "type": "ordinal", "scale": {"domain": list(periods)}, "axis": axis}


def _shade(share: float) -> str:
    pale, full = (0xDC, 0xEB, 0xF5), (0x1F, 0x6A, 0x9E)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(pale, full, strict=True))


def _legend(names: Sequence[str], narrow: bool) -> Spec | None:
    if len(names) < 2:
        return None
    longest = max(map(len, names))
    columns = (1 if longest > 18 else 2) if narrow else max(1, min(5, 96 // (longest + 4)))
    return {"orient": "top", "title": None, "columns": columns, "labelLimit": 320, "symbolSize": 60, "symbolOpacity": 1}


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False)


def _page(chart: Spec, words: Words, width: int, height: int) -> Spec:
    """Title above, notes below, and for synthetic data the word in large letters above and across."""
    head = [(line, 15, INK, "bold") for line in _wrapped(words.title, width // 8)]
    head += [(line, 12, WARN, "bold") for line in _wrapped(words.stamp, width // 7)]
    head += [(line, 11, PALE, "normal") for line in _wrapped(words.subtitle, width // 6)]
    foot = [(line, 10, PALE, "normal") for note in words.notes for line in _wrapped(note, width // 5)]
    across: list[Spec] = []
    if words.stamp:
        size = max(10, width * 1.5 // len(words.stamp))
        across.append({"data": {"values": [{}]}, "mark": {
            "type": "text", "text": words.stamp, "x": width / 2, "y": height / 2, "align": "center", "baseline": "middle",
            "fontSize": size, "fontWeight": "bold", "color": WARN, "opacity": 0.3, "angle": 0 if height < 120 else -16}})  # fmt: skip
    parts = [_lines(head, words.rtl, width), {**chart, "layer": chart["layer"] + across, "width": width, "height": height}]
    if "data" in chart:
        # the data stand with their own layers, so that the words across belong to no series
        data = parts[1].pop("data")
        parts[1]["layer"] = [{"data": data, **layer} if "data" not in layer else layer for layer in parts[1]["layer"]]
    if foot:
        parts.append(_lines(foot, words.rtl, width))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "padding": 12,
        "background": "white",
        "spacing": 14,
        "vconcat": parts,
        "config": {
            "font": FONTS_RTL if words.rtl else FONTS,
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "labelFontSize": 11},
            "legend": {"labelColor": INK, "labelFontSize": 11},
            "text": {"color": INK},
        },
    }


def _lines(lines: Sequence[tuple[str, int, str, str]], rtl: bool, width: int) -> Spec:
    """Lines of text one below the other. Each is a mark of its own: right-aligned runs of lines overlap."""
    layers: list[Spec] = []
    y = 0.0
    for text, size, colour, weight in lines:
        # embedding keeps the full stop of a right-to-left sentence at its left end
        shown = f"\u202b{text}\u202c" if rtl else text
        layers.append({"mark": {
            "type": "text", "text": shown, "x": width if rtl else 0, "y": y, "align": "right" if rtl else "left",
            "baseline": "top", "fontSize": size, "fontWeight": weight, "color": colour, "clip": False}})  # fmt: skip
        y += size * 1.4
    return {"data": {"values": [{}]}, "width": width, "height": y, "layer": layers}
